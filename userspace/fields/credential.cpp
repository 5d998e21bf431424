// SPDX-License-Identifier: Apache-2.0
// cred.*: users and capabilities that changed.
#include "enrich/capabilities.h"
#include "fields/rows.h"

namespace overboard::fields {
namespace {

using Read = Value (*)(Context&, const decode::Credential&);
template <Read read>
Value of(Context& c, int) {
    const auto* b = body<decode::Credential>(c);
    return b ? read(c, *b) : Value{};
}

constexpr std::string_view kOps[OB_CREDENTIAL_OPS] = {"set", "exec", "gained"};

template <auto member>
Value num(Context&, const decode::Credential& b) {
    return number(b.raw->*member);
}

Value gained(Context& c, const decode::Credential& b) {
    static const auto names = enrich::capability_names(~std::uint64_t{0});
    c.items.clear();
    for (std::size_t bit = 0; bit < names.size(); ++bit)
        if ((b.raw->permitted & ~b.raw->permitted_before) >> bit & 1) c.items.push_back(names[bit]);
    return std::span<const std::string_view>(c.items);
}

constexpr Field kRows[] = {
    {"cred.op", Type::text, "How: set (capset, set*id), exec (a set-id program), gained (by nothing that may).",
     of<[](Context&, const decode::Credential& b) -> Value { return kOps[b.op]; }>},
    {"cred.uid_before", Type::number, "Effective user before.", of<num<&ob_event_credential::uid_before>>},
    {"cred.uid", Type::number, "Effective user after.", of<num<&ob_event_credential::uid>>},
    {"cred.gid_before", Type::number, "Effective group before.", of<num<&ob_event_credential::gid_before>>},
    {"cred.gid", Type::number, "Effective group after.", of<num<&ob_event_credential::gid>>},
    {"cred.gained", Type::list, "Permitted capabilities it has now and had not before.", of<gained>},
    {"cred.bounds_grew", Type::boolean, "The bounding set grew, which no call and no program can bring about.",
     of<[](Context&, const decode::Credential& b) -> Value {
         return (b.raw->bounding & ~b.raw->bounding_before) != 0;
     }>},
    {"cred.user_ns_changed", Type::boolean, "It is in another user namespace than before.",
     of<[](Context&, const decode::Credential& b) -> Value { return b.raw->user_ns != b.raw->user_ns_before; }>},
};

constexpr std::string_view kCalls[] = {"capset",    "setuid",    "setgid",   "setreuid", "setregid", "setresuid",
                                       "setresgid", "setgroups", "setfsuid", "setfsgid", "execve",   "execveat"};

}  // namespace

Rows credential_rows() { return kRows; }
SystemCalls credential_calls() { return {kCalls}; }

}  // namespace overboard::fields
