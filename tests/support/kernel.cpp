// SPDX-License-Identifier: Apache-2.0
#include "support/kernel.h"

#include <bpf/bpf.h>
#include <fcntl.h>

#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace overboard::test {

Captured::Captured(std::span<const std::byte> bytes)
    : words_((bytes.size() + 7) / 8), decoder_(std::make_unique<decode::Decoder>()) {
    std::memcpy(words_.data(), bytes.data(), bytes.size());
    event_ = decoder_->decode({reinterpret_cast<const std::byte*>(words_.data()), bytes.size()});
    if (!event_) throw std::runtime_error(std::string("the kernel sent a malformed record: ") + decoder_->why());
}

source::KernelFilter Kernel::everything() {
    source::KernelFilter filter;
    filter.config.kinds = ~0ULL;
    filter.config.calls = ~0U;
    filter.config.open_own = filter.config.open_foreign = filter.config.open_denied = OB_ADMIT_ALL;
    filter.config.connect_inet = filter.config.connect_unix = OB_ADMIT_ALL;
    filter.config.change_own = filter.config.change_foreign = OB_ADMIT_ALL;
    return filter;
}

Kernel::Kernel(const source::KernelFilter& filter, std::uint32_t processes) {
    source::LiveOptions options;
    options.processes = processes;
    options.verbose = [](const std::string& line) { fputs(line.c_str(), stderr); };
    auto live = source::Live::open(options, filter);
    if (!live) throw std::runtime_error(live.error().message);
    live_ = std::move(*live);
}

void Kernel::drain() {
    const auto done = live_->drain([this](auto bytes) { records_.push_back(std::make_unique<Captured>(bytes)); });
    if (!done) throw std::runtime_error(done.error().message);
}

const decode::Event* Kernel::wait(const Match& match, std::chrono::milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    for (std::size_t at = 0;;) {
        drain();
        for (; at < records_.size(); at++)
            if (match(records_[at]->event())) return &records_[at]->event();
        if (std::chrono::steady_clock::now() > end) return nullptr;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

std::vector<const decode::Event*> Kernel::all(const Match& match) {
    drain();
    std::vector<const decode::Event*> found;
    for (const auto& record : records_)
        if (match(record->event())) found.push_back(&record->event());
    return found;
}

base::Fd Kernel::map(std::string_view name) {
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        base::Fd fd(fcntl(std::stoi(entry.path().filename()), F_DUPFD_CLOEXEC, 0));
        bpf_map_info info{};
        std::uint32_t size = sizeof(info);
        std::error_code error;
        if (std::filesystem::read_symlink(entry.path(), error) == "anon_inode:bpf-map" &&
            !bpf_obj_get_info_by_fd(fd.get(), &info, &size) && info.name == name)
            return fd;
    }
    throw std::runtime_error("no map " + std::string(name));
}

}  // namespace overboard::test
