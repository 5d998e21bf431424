// SPDX-License-Identifier: Apache-2.0
// ns.*: namespaces made and entered.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

using Read = Value (*)(Context&, const decode::Namespace&);
template <Read read>
Value of(Context& c, int) {
    const auto* b = body<decode::Namespace>(c);
    return b ? read(c, *b) : Value{};
}

constexpr std::string_view kOps[OB_NAMESPACE_OPS] = {"setns", "unshare", "clone"};

template <auto member>
Value set(Context& c, const decode::Namespace& n) {
    return namespace_names(c, n.raw->*member);
}

constexpr Field kRows[] = {
    {"ns.op", Type::text, "The call: setns, unshare or clone (clone3 too).",
     of<[](Context&, const decode::Namespace& n) -> Value { return kOps[n.op]; }>},
    {"ns.asked", Type::list, "The namespaces asked for: mnt, pid, net, user, cgroup, uts, ipc, time.",
     of<set<&ob_event_namespace::flags>>},
    {"ns.changed", Type::list, "The namespaces it is in that its container was not born with.",
     of<set<&ob_event_namespace::changed>>},
    {"ns.host", Type::list, "The host's namespaces it is in that its container was not born with.",
     of<set<&ob_event_namespace::host>>},
    {"ns.other_container", Type::boolean, "It is in the mount namespace of another container.",
     of<[](Context&, const decode::Namespace& n) -> Value { return n.raw->other != 0; }>},
    {"ns.user", Type::number, "Its user namespace after the call, as /proc/PID/ns/user numbers it.",
     of<[](Context&, const decode::Namespace& n) { return number(n.raw->user_ns); }>},
};

constexpr std::string_view kCalls[] = {"setns", "unshare", "clone", "clone3"};

Names calls_of(const decode::Event& event) {
    const auto op = std::get<decode::Namespace>(event.body).op;
    return op == OB_NAMESPACE_CLONE ? Names(kCalls).subspan(2) : Names(kCalls).subspan(op, 1);
}

}  // namespace

Rows namespace_rows() { return kRows; }
SystemCalls namespace_calls() { return {kCalls, calls_of}; }

}  // namespace overboard::fields
