// SPDX-License-Identifier: Apache-2.0
// Any bytes, given as a record: the decoder refuses them or gives views that can be read.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "decode/decoder.h"

namespace {

void read(std::string_view text) {
    volatile char last = 0;
    for (const char byte : text) last = byte;
    (void)last;
}

void read(const overboard::decode::Path& path) {
    read(path.container);
    read(path.filesystem);
    if (!path.container.empty() && path.container.front() != '/') std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace decode = overboard::decode;
    static decode::Decoder decoder;
    std::vector<std::uint64_t> words((size + 7) / 8);
    if (size) std::memcpy(words.data(), data, size);
    const auto* event = decoder.decode({reinterpret_cast<const std::byte*>(words.data()), size});
    if (!event) return *decoder.why() == '\0' ? (std::abort(), 0) : 0;
    read(event->task.comm);
    if (const auto* exec = std::get_if<decode::Exec>(&event->body)) {
        read(exec->exe.path), read(exec->cwd);
        read(exec->args.bytes), read(exec->filename), read(exec->interp);
    } else if (const auto* open = std::get_if<decode::Open>(&event->body)) {
        if (open->resolved) read(open->file.path);
        read(open->name);
    } else if (const auto* cgroup = std::get_if<decode::Cgroup>(&event->body)) {
        read(cgroup->path);
    }
    return 0;
}
