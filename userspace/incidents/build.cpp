// SPDX-License-Identifier: Apache-2.0
#include "incidents/build.h"

#include <algorithm>

#include "base/clock.h"
#include "base/text.h"
#include "engine/rule.h"
#include "incidents/cleaner.h"
#include "incidents/describe.h"
#include "incidents/identity.h"

namespace overboard::incidents {
namespace {

// A rule's own words: its author is trusted, its bytes are not.
std::string word(const std::string& text, std::size_t max_bytes) { return base::cut(base::printable(text), max_bytes); }

void add_once(std::vector<std::string>& list, const std::string& item, std::size_t max_items) {
    const std::string shown = word(item, max_name);
    if (list.size() < max_items && std::find(list.begin(), list.end(), shown) == list.end()) list.push_back(shown);
}

void add_rules(Alert& out, const engine::Finding& finding) {
    const engine::Rule& rule = *finding.rule;
    out.rule = word(rule.name, max_name);
    out.rule_id = word(rule.id, max_name);
    out.priority = rule.priority;
    out.remediation_pod = word(rule.remediation_pod, max_message);
    out.remediation_app = word(rule.remediation_app, max_message);
    for (const std::string& tag : rule.tags) add_once(out.tags, tag, max_tags);
    for (const std::string& reference : rule.references) {
        if (out.references.size() < max_references) out.references.push_back(word(reference, max_value));
    }
    for (const engine::Rule* other : finding.also_matched) {
        add_once(out.also_matched, other->id, max_tags);
        for (const std::string& tag : other->tags) add_once(out.tags, tag, max_tags);
    }
}

void learn_secrets(Cleaner& cleaner, const enrich::Observation& seen,
                   const std::vector<const enrich::Process*>& ancestors) {
    cleaner.learn(seen.process->args);
    if (seen.server != nullptr) cleaner.learn(seen.server->args);
    for (const enrich::Process* p : ancestors) cleaner.learn(p->args);
}

void add_evidence(Alert& out, const engine::Finding& finding, const Cleaner& cleaner) {
    for (const auto& [field, value] : finding.evidence) {
        if (out.evidence.size() == max_evidence) return;
        out.evidence.emplace_back(word(field, max_name), cleaner.text(value, max_value));
    }
}

}  // namespace

Alert build_alert(const engine::Finding& finding, const enrich::Ancestry& ancestry, const Settings& settings,
                  const base::Redactor& redactor, std::string dedup_key) {
    const enrich::Observation& seen = *finding.seen;
    const auto ancestors = ancestry.ancestors(*seen.process, max_ancestors);
    Cleaner cleaner(redactor);
    learn_secrets(cleaner, seen, ancestors);

    Alert out;
    out.id = alert_id(finding, settings.boot_id);
    out.dedup_key = std::move(dedup_key);
    out.time = base::rfc3339(seen.wall_ns);
    out.wall_ns = seen.wall_ns;
    out.kernel_ns = seen.event->record->time_ns;
    out.node = word(settings.node, max_name);
    out.count = 1 + std::uint64_t{seen.event->record->folded};
    add_rules(out, finding);
    out.message = cleaner.text(finding.output, max_message);
    out.container = describe_container(seen);
    out.pod = describe_pod(seen);
    out.process = describe_process(seen, cleaner);
    out.ancestors = describe_ancestors(ancestors, cleaner);
    out.web = describe_web(seen, cleaner);
    out.file = describe_file(seen, ancestry, cleaner);
    out.socket = describe_socket(seen, cleaner);
    add_evidence(out, finding, cleaner);
    return out;
}

}  // namespace overboard::incidents
