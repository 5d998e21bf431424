// SPDX-License-Identifier: Apache-2.0
// Writes seeds for fuzz_recording: a whole recording ('f'), and the entries of one ('e').
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "bpf/wire/counters.h"
#include "source/recording_file.h"
#include "source/recording_writer.h"
#include "source/scan.h"
#include "support/record_builder.h"

namespace {

using namespace overboard;
using source::EntryKind;

std::string entry(EntryKind kind, const std::string& bytes) {
    const source::EntryHead head{static_cast<std::uint32_t>(kind), static_cast<std::uint32_t>(bytes.size())};
    std::string out(reinterpret_cast<const char*>(&head), sizeof head);
    out += bytes;
    out.resize(source::padded(out.size()));
    return out;
}

template <class Builder>
std::string record(const Builder& builder) {
    const auto made = builder.event();
    return {reinterpret_cast<const char*>(made->record), made->record->size};
}

std::vector<std::pair<EntryKind, std::string>> entries() {
    return {{EntryKind::answer, std::string("\2\0\0\0\10\0", 6)},
            {EntryKind::started, ""},
            {EntryKind::scanned, std::string(sizeof(source::Scanned), '\0')},
            {EntryKind::record, record(test::cgroup(OB_CGROUP_MKDIR, 7, "/runc-demo"))},
            {EntryKind::record, record(test::armed(7).task(9, 9))},
            {EntryKind::record, record(test::exec("/bin/sh").args({"sh", "-c", "id"}).task(10, 10).container(7))},
            {EntryKind::mounts, ""},
            {EntryKind::losses, std::string(std::size_t{OB_KINDS} * OB_LOSSES * 8, '\1')},
            {EntryKind::tick, std::string(sizeof(source::Moment), '\1')},
            {EntryKind::reloaded, ""},
            {EntryKind::end, ""}};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return std::cerr << "usage: seed_recording DIRECTORY\n", 2;
    const std::filesystem::path directory = argv[1];
    std::string stream = "e";
    const std::string whole = (directory / "whole").string();
    auto writer = source::RecordingWriter::create(whole, source::RecordingHeader::here("0"), {.force = true});
    if (!writer) return std::cerr << writer.error().message << "\n", 1;
    for (const auto& [kind, bytes] : entries()) {
        stream += entry(kind, bytes);
        if (!(*writer)->write(kind, std::as_bytes(std::span{bytes}))) return 1;
    }
    if (!(*writer)->flush()) return 1;
    std::ofstream(directory / "entries", std::ios::binary) << stream;
    std::ifstream in(whole, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    in.close();
    std::ofstream(whole, std::ios::binary | std::ios::trunc) << 'f' << content;
    return 0;
}
