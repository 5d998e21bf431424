// SPDX-License-Identifier: Apache-2.0
// The field table as a whole, and what holds for each of its rows on each kind of event.
#include <gmock/gmock.h>
#include <sys/syscall.h>

#include <algorithm>

#include "fields/field.h"
#include "fields/filesystems.h"
#include "support/observed.h"

namespace overboard::fields {
namespace {

using test::Observed;

std::vector<std::unique_ptr<Observed>> one_of_each() {
    std::vector<std::unique_ptr<Observed>> out;
    const auto add = [&](auto builder) {
        builder.task(5, 5).comm("x").container(7).server(4, 4, 80, {test::inet("10.0.0.1", 999)});
        out.push_back(std::make_unique<Observed>(builder.event()));
        out.back()->parent("/usr/bin/env", 3).parent("/usr/bin/puma", 4);
        out.back()->host("/etc/x", enrich::HostClass::ssh).runtime("docker", "/run/docker.sock");
    };
    add(test::fork());
    add(test::exec("/bin/sh").on_connection(test::inet("203.0.113.9", 4444)).loader_variables({"LD_PRELOAD=/tmp/x"}));
    add(test::exec_failed("/bin/sh"));
    add(test::exit(9));
    add(test::cgroup(OB_CGROUP_MKDIR, 9, "/kubepods/x"));
    add(test::armed(7));
    add(test::served());
    add(test::open(test::FileSpec{"/mnt/x", "/x", 1, 2, 0xef53, 0100644, 0}));
    add(test::open_denied("/etc/shadow"));
    add(test::change(OB_CHANGE_RENAME, test::FileSpec{"/mnt/x", "/x", 1, 2, 0xef53, 0100644, 0})
            .with([](auto& wire, auto& builder) {
                wire.from = builder.path("/mnt/y", "/y", 0);
                wire.name = builder.slice("x");
                wire.other = builder.slice("y");
            }));
    add(test::change(OB_CHANGE_MKNOD, test::FileSpec{"/dev/x", "/x", 1, 2, 0x01021994, 0060600, 0})
            .with([](auto& wire, auto&) { wire.mode = 0060600; }));
    add(test::change(OB_CHANGE_CHMOD, {"/tmp/x", "/x"}).with([](auto& wire, auto&) { wire.mode = 04755; }));
    add(test::change(OB_CHANGE_SYMLINK, {"/tmp/x", "/x"}).with([](auto& wire, auto& builder) {
        wire.other = builder.slice("/etc/shadow");
    }));
    add(test::entry(OB_ENTRY_IO_URING));
    add(test::connect_inet("10.0.0.1", 80));
    add(test::connect_unix("/run/x", test::FileSpec{"/run/x", ""}, 9, 8));
    add(test::connect_abstract("x"));
    add(test::mounted(OB_MOUNT_MOUNT, {"/mnt/x", "/x", 0x00800001, 2, 0xef53, 0100644, 0}));
    add(test::mount_refused(OB_MOUNT_MOUNT, "/dev/sda1", "/mnt"));
    add(test::namespaces(OB_NAMESPACE_SETNS, 0x20000, 0x20000, 0x20000));
    add(test::credentials(OB_CREDENTIAL_GAINED, 33, 0, 1 << 21));
    add(test::flooded(20000));
    add(test::accessed(OB_ACCESS_PTRACE, OB_TARGET_HOST, 1, 16));
    add(test::accessed(OB_ACCESS_SIGNAL, OB_TARGET_HOST, 1, 9));
    add(test::kernel_call(OB_CALL_INIT_MODULE, "rootkit", {1, 2}).with([](auto& wire, auto& builder) {
        wire.file = builder.file({"/x.ko", ""});
        wire.resolved = 1;
    }));
    add(test::escaped(OB_ESCAPE_HELPER, {"/tmp/x", ""}, 7).with([](auto& wire, auto& builder) {
        wire.name = builder.slice("/tmp/x");
        wire.args = builder.slice(std::string("x\0y\0", 4));
        wire.target_tgid = 9;
    }));
    return out;
}

bool absent(const Value& value) { return std::holds_alternative<std::monostate>(value); }

bool of_type(const Field& field, const Value& value) {
    switch (field.type) {
        case Type::boolean:
            return std::holds_alternative<bool>(value);
        case Type::number:
            return std::holds_alternative<std::int64_t>(value);
        case Type::address:
            return std::holds_alternative<std::string_view>(value) && std::get<std::string_view>(value).size() == 16;
        case Type::text:
            return std::holds_alternative<std::string_view>(value);
        case Type::list:
            return !std::holds_alternative<bool>(value) && !std::holds_alternative<std::int64_t>(value);
    }
    return false;
}

TEST(Table, IsSortedAndWithoutDoubles) {
    const auto table = all();
    EXPECT_TRUE(std::is_sorted(table.begin(), table.end(), [](auto& a, auto& b) { return a.name < b.name; }));
    EXPECT_EQ(std::adjacent_find(table.begin(), table.end(), [](auto& a, auto& b) { return a.name == b.name; }),
              table.end());
}

TEST(Table, EveryRowIsDocumentedInSentences) {
    for (const auto& field : all()) {
        EXPECT_TRUE(field.doc.ends_with('.')) << field.name;
        EXPECT_EQ(find(field.name), &field);
        EXPECT_NE(std::string{type_name(field.type)}, "unknown");
    }
}

TEST(Table, EveryEventHasFieldsOfItsOwn) {
#define X(upper, lower, ring)                                                                                        \
    EXPECT_TRUE(std::any_of(all().begin(), all().end(), [](auto& f) { return f.kinds == 1ULL << OB_KIND_##upper; })) \
        << #lower;
    OB_EVENTS(X)
#undef X
}

TEST(Table, EveryFieldKeepsToItsTypeAndItsEvents) {
    for (const auto& seen : one_of_each()) {
        const auto kind = seen->observation().event->kind();
        for (const auto& field : all()) {
            Context context{seen->observation(), *seen};
            for (const int argument : {-1, 0, 1, 1000}) {
                if (argument >= 0 && !field.takes_argument) continue;
                const Value value = field.extract(context, argument);
                EXPECT_TRUE(absent(value) || of_type(field, value)) << field.name << " of kind " << kind;
                const bool may_be_present = field.kinds >> kind & 1;
                EXPECT_TRUE(may_be_present || absent(value)) << field.name << " of kind " << kind;
            }
        }
    }
}

TEST(Table, EveryFieldIsPresentSomewhere) {
    const std::vector<std::string> rest = {"container.image.digest",
                                           "container.nested_id",
                                           "container.duration",
                                           "container.start_ts",
                                           "container.privileged",
                                           "container.type",
                                           "k8s.ns.name",
                                           "k8s.pod.name",
                                           "k8s.pod.uid",
                                           "k8s.pod.label",
                                           "k8s.pod.labels",
                                           "proc.exe_sha256",
                                           "file.cgroup_outside",
                                           "proc.script",
                                           "exec.interp",
                                           "proc.acmdline",
                                           "file.probe",
                                           "file.proc_pid",
                                           "exec.changed",
                                           "exec.env_added",
                                           "socket.peer_exe",
                                           "proc.duration",
                                           "cgroup.target_pid",
                                           "file.fs",
                                           "container.mounts",
                                           "container.mount",
                                           "container.mount.source",
                                           "container.mount.dest",
                                           "container.mount.rdwr",
                                           "proc.ppid.duration",
                                           "proc.ppid.ts",
                                           "evt.arg.cmd",
                                           "evt.arg.domain",
                                           "evt.arg.uid"};
    const auto events = one_of_each();
    for (const auto& field : all()) {
        if (field.kinds == 0) continue;
        const bool somewhere = std::any_of(events.begin(), events.end(), [&](const auto& seen) {
            Context context{seen->observation(), *seen};
            return !absent(field.extract(context, -1));
        });
        EXPECT_TRUE(somewhere || std::find(rest.begin(), rest.end(), field.name) != rest.end()) << field.name;
    }
}

TEST(Table, WhatIsNotObservedSaysWhy) {
    for (const auto& field : all()) {
        if (field.kinds == 0) {
            EXPECT_FALSE(field.unobserved.empty()) << field.name;
        }
        EXPECT_FALSE(field.unobserved.ends_with('.')) << field.name << ": a clause of a sentence";
    }
    EXPECT_EQ(find("user.loginuid")->kinds, 0U);
}

TEST(Table, ClosedSetsAndRangesHoldEveryValue) {
    for (const auto& seen : one_of_each())
        for (const auto& field : all()) {
            Context context{seen->observation(), *seen};
            const Value value = field.extract(context, -1);
            if (const auto* n = std::get_if<std::int64_t>(&value)) {
                EXPECT_TRUE(field.lowest <= *n && *n <= field.highest) << field.name;
            }
            const auto* text = std::get_if<std::string_view>(&value);
            if (!text || field.values.empty()) continue;
            EXPECT_NE(std::find(field.values.begin(), field.values.end(), *text), field.values.end()) << field.name;
        }
}

TEST(Table, KnowsWhatWasMeant) {
    EXPECT_EQ(nearest("proc.nam"), "proc.name");
    EXPECT_EQ(nearest("socket.peerip"), "socket.peer_ip");
    EXPECT_EQ(nearest("zzzzzzzz"), "");
    EXPECT_EQ(find("proc.nam"), nullptr);
}

TEST(Values, ShowAsPeopleReadThem) {
    Observed seen{test::connect_inet("169.254.169.254", 80).container(7).event()};
    Observed six{test::connect_inet("fd00:ec2::254", 80).container(7).event()};
    const auto shown = [](const Observed& of, const char* name) {
        Context context{of.observation(), of};
        std::string out;
        print(*find(name), find(name)->extract(context, -1), out);
        return out;
    };
    EXPECT_EQ(shown(seen, "socket.peer_ip"), "169.254.169.254");
    EXPECT_EQ(shown(six, "fd.sip"), "fd00:ec2::254");
    EXPECT_EQ(shown(seen, "socket.peer_port"), "80");
    EXPECT_EQ(shown(seen, "socket.peer_path"), "<NA>");
    EXPECT_EQ(shown(seen, "container"), "true");
    EXPECT_EQ(shown(seen, "evt.time"), "2026-11-21T14:02:11.104223817Z");
    EXPECT_EQ(shown(seen, "container.image.repository"), "registry:5000/shop/app");
    EXPECT_EQ(shown(seen, "container.image.tag"), "1.4");
}

// 213 is setuid by 32-bit entry, and another call by the native one.
TEST(Values, ACallOfThe32BitEntryHasItsOwnNumber) {
    const auto type = [](std::uint32_t number, ob_entry entry) {
        auto record = test::credentials(OB_CREDENTIAL_SET, 0, 65534);
        record.wire().call = number;
        record.wire().entry = entry;
        Observed seen{record.event()};
        Context context{seen.observation(), seen};
        std::string out;
        print(*find("evt.type"), find("evt.type")->extract(context, -1), out);
        return out;
    };
    EXPECT_EQ(type(213, OB_ENTRY_COMPAT), "setuid");
    EXPECT_EQ(type(23, OB_ENTRY_COMPAT), "setuid");
    EXPECT_EQ(type(SYS_setuid, OB_ENTRY_SYSCALL), "setuid");
    EXPECT_NE(type(213, OB_ENTRY_SYSCALL), "setuid");
}

// Written by the process itself: its name and arguments. Taken from the kernel's own objects: the executable.
TEST(Marks, SayWhatAnAttackerChooses) {
    for (const char* name :
         {"proc.name", "proc.cmdline", "proc.exe", "proc.argv", "fd.name", "exec.filename", "file.asked"})
        EXPECT_TRUE(find(name)->writable) << name;
    for (const char* name :
         {"proc.exepath", "file.host_path", "socket.peer_ip", "container.id", "server.exe", "user.uid"})
        EXPECT_FALSE(find(name)->writable) << name;
}

}  // namespace
}  // namespace overboard::fields
