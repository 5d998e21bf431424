// SPDX-License-Identifier: Apache-2.0
#include "engine/implied.h"

namespace overboard::engine {

void not_the_hosts(condition::Facts& facts) {
    facts.is("file.host_mounted", false);
    for (const char* field : {"file.host_managed", "file.host_path", "file.host_class"}) facts.absent(field);
}

condition::Facts implied_by(const condition::Predicate& holds) {
    condition::Facts out;
    const bool means_true = holds.matches(true) && !holds.matches(false);
    if (means_true && holds.field->name == "file.own_root") not_the_hosts(out);
    return out;
}

}  // namespace overboard::engine
