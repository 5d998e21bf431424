// SPDX-License-Identifier: Apache-2.0
// runc, crun and the like, run by hand: no image, and no name but the id.
#include "enrich/runtimes/runtime.h"

namespace overboard::enrich {
namespace {

bool made(const Bundle&) { return true; }

void describe_runc(const Bundle& bundle, const HostFiles&, Container& out) { out.name = bundle.id; }

}  // namespace

const Runtime runc = {"runc", made, describe_runc};

}  // namespace overboard::enrich
