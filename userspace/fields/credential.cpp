// SPDX-License-Identifier: Apache-2.0
// cred.*: users and capabilities that changed.
#include <sys/syscall.h>

#include <algorithm>

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

constexpr std::string_view kCalls[] = {"capset",    "setuid",    "setgid",    "setreuid", "setregid",
                                       "setresuid", "setresgid", "setgroups", "setfsuid", "setfsgid"};
struct Numbers {
    std::uint32_t native, i386, i386_short;  // short: users of 16 bits; arch/x86/entry/syscalls/syscall_32.tbl
};
constexpr Numbers kNumbers[] = {{__NR_capset, 185, 185},    {__NR_setuid, 213, 23},    {__NR_setgid, 214, 46},
                                {__NR_setreuid, 203, 70},   {__NR_setregid, 204, 71},  {__NR_setresuid, 208, 164},
                                {__NR_setresgid, 210, 170}, {__NR_setgroups, 206, 81}, {__NR_setfsuid, 215, 138},
                                {__NR_setfsgid, 216, 139}};
static_assert(std::size(kCalls) == std::size(kNumbers));

// An exec that changes them is told as an exec; what gained them by no call has no name.
Names calls_of(const decode::Event& event) {
    const auto& change = std::get<decode::Credential>(event.body);
    if (change.op != OB_CREDENTIAL_SET) return {};
    const auto same = [&](const Numbers& of) {
        if (change.entry != OB_ENTRY_COMPAT) return of.native == change.raw->call;
        return of.i386 == change.raw->call || of.i386_short == change.raw->call;
    };
    const auto at = std::ranges::find_if(kNumbers, same) - std::begin(kNumbers);
    return Names(kCalls).subspan(static_cast<std::size_t>(at), at < std::ssize(kNumbers) ? 1 : 0);
}

}  // namespace

Rows credential_rows() { return kRows; }
SystemCalls credential_calls() { return {kCalls, calls_of}; }

}  // namespace overboard::fields
