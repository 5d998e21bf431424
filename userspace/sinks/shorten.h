// SPDX-License-Identifier: Apache-2.0
// An alert for a way out that takes only so many bytes. JSON that is cut off is none, and its receiver drops it: who
// chooses the length of an argument would choose which alerts arrive.
#pragma once

#include <string>

#include "incidents/alert.h"
#include "sinks/sink.h"

namespace overboard::sinks {

// render(), in at most max_bytes: the longest values are cut first and furthest, each ending with base::cut_mark; of
// lists the beginning stays, with the mark as the last item. Ids, rule, priority, time, container and pod are in all of
// them. max_bytes: 4,200 and more always suffice; with fewer the shortest there is.
std::string render_within(const incidents::Alert& alert, Format format, std::size_t max_bytes);

}  // namespace overboard::sinks
