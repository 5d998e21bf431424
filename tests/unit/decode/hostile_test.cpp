// SPDX-License-Identifier: Apache-2.0
// Records that lie. Each must be refused by name, and none may make the decoder read outside the record.
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "decode/decoder.h"
#include "support/record_builder.h"

namespace overboard {
namespace {

using decode::Decoder;

std::span<const std::byte> view(const std::vector<std::uint64_t>& words, std::size_t size) {
    return {reinterpret_cast<const std::byte*>(words.data()), size};
}

template <class Builder>
std::string fault(const Builder& builder) {
    Decoder decoder;
    const auto words = builder.words();
    return decoder.decode(view(words, builder.size())) ? "" : decoder.why();
}

template <class Change>
std::string fault_of_open(Change change) {
    return fault(test::open({"/etc/passwd", ""}).with([&](ob_event_open& wire, auto&) { change(wire); }));
}

TEST(Hostile, UnknownKindsAndRings) {
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.rec.kind = 0; }), "kind");
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.rec.kind = OB_KINDS; }), "kind");
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.rec.kind = 0xffff; }), "kind");
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.rec.ring = OB_RINGS; }), "ring");
}

TEST(Hostile, SlicesOutsideTheRecord) {
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.name = {0xfff0, 0xffff}; }), "slice");
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.name = {sizeof wire, 400}; }), "slice");
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.file.path.off = 0xffff; }), "slice");
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.file.path.below = 0xffff; }), "slice");
}

TEST(Hostile, SlicesInsideTheHeader) {
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.name = {8, 8}; }), "slice");
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.file.path.off = 0; }), "slice");
}

TEST(Hostile, EnumsOutOfRange) {
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.entry = 3; }), "entry");
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.resolved = 2; }), "flag");
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.error = 1; }), "error");
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.error = INT32_MIN; }), "error");
    EXPECT_EQ(fault(test::exec_failed("/x", 0)), "error");
    EXPECT_EQ(fault(test::cgroup(static_cast<ob_cgroup_op>(3), 1, "/x")), "cgroup_op");
    auto connect = test::connect_inet("10.0.0.1", 1);
    EXPECT_EQ(fault(connect.with([](auto& wire, auto&) { wire.family = 17; })), "family");
    EXPECT_EQ(fault(connect.with([](auto& wire, auto&) { wire.family = AF_INET, wire.peer.family = 99; })), "family");
    EXPECT_EQ(fault(test::mounted(OB_MOUNT_OPS, {"/a", ""})), "choice");
    EXPECT_EQ(fault(test::namespaces(OB_NAMESPACE_OPS, 0, 0)), "choice");
    EXPECT_EQ(fault(test::credentials(OB_CREDENTIAL_OPS, 0, 0)), "choice");
    EXPECT_EQ(fault(test::accessed(OB_ACCESS_OPS, 0)), "choice");
    EXPECT_EQ(fault(test::kernel_call(OB_CALLS)), "choice");
    EXPECT_EQ(fault(test::escaped(OB_ESCAPES, {"/a", ""})), "choice");
}

TEST(Hostile, ServerBlocks) {
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.rec.task.server = {sizeof wire, 4}; }), "server");
    const auto server = test::open({"/a", ""}).server(1, 2, 80, {test::inet("::1", 5)});
    EXPECT_EQ(fault(server), "");
    auto words = server.words();
    const std::uint16_t unknown_cause = 9;
    std::memcpy(reinterpret_cast<char*>(words.data()) + server.wire().rec.task.server.off + offsetof(ob_server, cause),
                &unknown_cause, sizeof unknown_cause);
    Decoder decoder;
    EXPECT_EQ(decoder.decode(view(words, server.size())), nullptr);
    EXPECT_STREQ(decoder.why(), "server");
}

TEST(Hostile, PathComponentsMustEndAndHaveNames) {
    EXPECT_EQ(fault_of_open([](auto& wire) { wire.file.path.inside -= 1; }), "path");
    auto empty = test::open({"/a", ""}).with([](ob_event_open& wire, auto& builder) {
        const auto slice = builder.slice(std::string("a\0\0b\0", 5));
        wire.file.path = {slice.off, slice.len, 0, 0, 0};
    });
    EXPECT_EQ(fault(empty), "path");
}

TEST(Hostile, MoreArgumentsThanTheProcessHas) {
    EXPECT_EQ(fault(test::exec("/a").with([](auto& wire, auto&) { wire.args_total = 1; })), "arguments");
}

TEST(Hostile, EveryTruncationOfEveryKindIsRefused) {
    Decoder decoder;
    const auto refuse_cuts = [&](const auto& builder) {
        const auto words = builder.words();
        EXPECT_NE(decoder.decode(view(words, builder.size())), nullptr);
        for (std::size_t size = 0; size < builder.size(); ++size) {
            const std::vector<std::uint64_t> cut(words.begin(), words.begin() + static_cast<long>((size + 7) / 8));
            EXPECT_EQ(decoder.decode(view(cut, size)), nullptr) << size;
        }
    };
    refuse_cuts(test::fork());
    refuse_cuts(test::exec("/bin/sh").server(1, 1, 80));
    refuse_cuts(test::exec_failed("/bin/sh"));
    refuse_cuts(test::exit());
    refuse_cuts(test::cgroup(OB_CGROUP_MKDIR, 1, "/a"));
    refuse_cuts(test::armed(3));
    refuse_cuts(test::served());
    refuse_cuts(test::open({"/etc/shadow", ""}));
    refuse_cuts(test::connect_unix("/a", {"/a", ""}));
    refuse_cuts(test::mounted(OB_MOUNT_MOUNT, {"/a", ""}));
    refuse_cuts(test::namespaces(OB_NAMESPACE_SETNS, 0, 0));
    refuse_cuts(test::credentials(OB_CREDENTIAL_GAINED, 1, 0));
    refuse_cuts(test::accessed(OB_ACCESS_PTRACE, 0));
    refuse_cuts(test::kernel_call(OB_CALL_BPF, "x"));
    refuse_cuts(test::flooded(1));
    refuse_cuts(test::escaped(OB_ESCAPE_HELPER, {"/a", ""}));
}

TEST(Hostile, SizesThatDisagree) {
    Decoder decoder;
    const auto open = test::open({"/etc/shadow", ""});
    auto words = open.words();
    words.resize(words.size() + 2);
    EXPECT_EQ(decoder.decode(view(words, open.size() + 8)), nullptr);
    EXPECT_STREQ(decoder.why(), "size");
    EXPECT_NE(decoder.decode(view(words, open.size() + 7)), nullptr) << "a ring's own padding";
    EXPECT_EQ(decoder.decode(view(words, open.size()).subspan(1)), nullptr);
    EXPECT_STREQ(decoder.why(), "alignment");
}

// Touches every byte a view covers, so that a sanitizer sees a view that leaves its buffer.
void read_all(const decode::Event& event) {
    std::size_t sum = 0;
    const auto touch = [&](std::string_view text) {
        for (const char byte : text) sum += static_cast<unsigned char>(byte);
    };
    const auto touch_path = [&](const decode::Path& path) { touch(path.container), touch(path.filesystem); };
    touch(event.task.comm);
    if (event.task.server) sum += event.task.server->peers[OB_SERVER_PEERS - 1].port;
    if (const auto* exec = std::get_if<decode::Exec>(&event.body)) {
        touch_path(exec->exe.path), touch_path(exec->cwd);
        touch(exec->args.bytes), touch(exec->filename), touch(exec->interp);
    }
    if (const auto* open = std::get_if<decode::Open>(&event.body)) touch_path(open->file.path), touch(open->name);
    if (const auto* connect = std::get_if<decode::Connect>(&event.body))
        touch_path(connect->socket.path), touch(connect->name);
    if (const auto* mount = std::get_if<decode::Mount>(&event.body))
        touch_path(mount->file.path), touch(mount->fs_type), touch(mount->source), touch(mount->target);
    if (const auto* access = std::get_if<decode::Access>(&event.body)) touch(access->target_comm);
    if (const auto* call = std::get_if<decode::KernelCall>(&event.body)) touch_path(call->file.path), touch(call->name);
    if (const auto* escape = std::get_if<decode::Escape>(&event.body))
        touch_path(escape->file.path), touch(escape->name), touch(escape->args);
    volatile std::size_t seen = sum;
    (void)seen;
}

TEST(Hostile, RandomBytesNeverHarm) {
    std::mt19937_64 random(20260101);
    Decoder decoder;
    std::size_t accepted = 0;
    for (int round = 0; round < 30000; ++round) {
        std::vector<std::uint64_t> words(random() % 64);
        for (auto& word : words) word = random();
        if (words.size() * 8 >= sizeof(ob_record)) {  // a header that passes, so that the body is reached
            auto& record = *reinterpret_cast<ob_record*>(words.data());
            record.kind = static_cast<__u16>(random() % (OB_KINDS + 1));
            record.ring = random() % 2;
            record.size = static_cast<__u32>(words.size() * 8);
            record.task.server.len = 0;
        }
        if (const auto* event = decoder.decode(view(words, words.size() * 8))) read_all(*event), ++accepted;
    }
    EXPECT_GT(accepted, 0u);
}

// Gives how many of the damaged records still passed.
template <class Builder>
std::size_t flip_bytes(const Builder& builder, std::mt19937_64& random) {
    Decoder decoder;
    const auto good = builder.words();
    std::size_t accepted = 0;
    for (int round = 0; round < 4000; ++round) {
        auto words = good;
        auto* bytes = reinterpret_cast<unsigned char*>(words.data());
        for (int flips = 0; flips < 4; ++flips) bytes[random() % builder.size()] = static_cast<unsigned char>(random());
        if (const auto* event = decoder.decode(view(words, builder.size()))) read_all(*event), ++accepted;
    }
    return accepted;
}

TEST(Hostile, FlippedBytesNeverHarm) {
    std::mt19937_64 random(7);
    const auto exec =
        test::exec({"/usr/bin/sh", "/x/usr/bin/sh"}).args({"sh", "-c", "id"}).cwd("/a/b").server(1, 1, 80);
    EXPECT_GT(flip_bytes(exec, random), 0u);
    EXPECT_GT(flip_bytes(test::open({"/host/etc/shadow", "/etc/shadow"}), random), 0u);
    EXPECT_GT(flip_bytes(test::connect_unix("/run/x", {"/run/x", "/docker.sock"}, 4), random), 0u);
    EXPECT_GT(flip_bytes(test::mounted(OB_MOUNT_MOUNT, {"/mnt", "/"}), random), 0u);
    EXPECT_GT(flip_bytes(test::escaped(OB_ESCAPE_HELPER, {"/tmp/x", ""}), random), 0u);
}

// The longest record, both of whose paths cover all of its tail.
TEST(Hostile, OverlappingPathsOfFullLength) {
    auto builder = test::exec("/a");
    builder.slice(std::string(std::size_t{OB_RECORD_MAX} - builder.size() - 1, 'x') + '\0');
    builder.with([&](ob_event_exec& wire, auto&) {
        const ob_path all{sizeof wire, static_cast<__u16>(OB_RECORD_MAX - sizeof wire), 0, 0, OB_PATH_TRUNCATED};
        wire.exe.path = wire.cwd = all;
    });
    const auto event = builder.event();
    read_all(*event);
    EXPECT_GT(std::get<decode::Exec>(event->body).cwd.filesystem.size(),
              std::size_t{OB_RECORD_MAX} - sizeof(ob_event_exec));
}

}  // namespace
}  // namespace overboard
