// SPDX-License-Identifier: Apache-2.0
#include "outbox/spool.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

namespace overboard::outbox {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t try_again_ms = 10'000;
constexpr std::size_t remembered = 10'000;  // delivered alerts that `overboard explain` still knows

// Kept beside, once: what can be saved of it is for a person to see.
base::Result<void> set_aside(const std::string& path) {
    std::error_code error;
    for (const char* part : {"", "-wal", "-shm"}) {
        fs::rename(path + part, path + ".damaged" + part, error);
        if (error && error != std::errc::no_such_file_or_directory)
            return base::fail("cannot move the damaged outbox " + path + " aside: " + error.message());
    }
    return {};
}

}  // namespace

Spool::Spool(Setup setup, std::int64_t now_ms) : setup_(std::move(setup)), now_ms_(now_ms) {
    auto disk = take_directory().and_then([this] { return open_on_disk(); });
    if (disk) {
        store_.emplace(std::move(*disk));
        on_disk_ = true;
    } else {
        degrade(disk.error().message);
    }
    keep_within_bounds();
}

// One daemon per outbox: a second one would deliver everything twice.
base::Result<void> Spool::take_directory() {
    std::error_code error;
    if (fs::create_directories(setup_.directory, error); !error) (void)chmod(setup_.directory.c_str(), 0700);
    if (error)
        return base::fail("cannot make the directory " + setup_.directory + ": " + error.message() +
                          "; name another with --state-dir");
    lock_.reset(open((setup_.directory + "/outbox.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock_) return base::fail_errno("cannot open " + setup_.directory + "/outbox.lock", errno);
    if (flock(lock_.get(), LOCK_EX | LOCK_NB) == 0) return {};
    lock_.reset();
    return base::fail("another overboard uses the outbox in " + setup_.directory +
                      "; give each its own with --state-dir");
}

base::Result<Store> Spool::open_on_disk() {
    const std::string path = file_in(setup_.directory);
    bool damaged = false;
    auto store = Store::open(path, damaged);
    if (store)
        if (auto done = store->bound_times(now_ms_); !done) return tl::unexpected(done.error());
    if (store || !damaged) return store;
    setup_.log(true, store.error().message + "; it is kept as " + path + ".damaged and a new one is begun");
    ++failures_;
    if (auto moved = set_aside(path); !moved) return tl::unexpected(moved.error());
    return Store::open(path, damaged);
}

template <class Call>
auto Spool::attempt(Call call) {
    auto done = call(*store_);
    if (!done && on_disk_) {
        degrade(done.error().message);
        if (store_) done = call(*store_);
    }
    return done;
}

void Spool::degrade(const std::string& why) {
    ++failures_;
    setup_.log(true, why +
                         "; alerts are kept in memory until the disk works again, and are lost if this process "
                         "ends before; detection goes on");
    on_disk_ = false;
    store_.reset();
    bool damaged = false;
    auto memory = Store::open(in_memory, damaged);
    if (!memory) return;  // out of memory: std::optional stays empty only until the next try
    store_.emplace(std::move(*memory));
    copied_ = lock_ && store_->copy_from(file_in(setup_.directory), setup_.max_memory_bytes).has_value();
}

bool Spool::add(std::span<const Entry> entries, std::int64_t now_ms) {
    if (!store_) return false;
    const auto done = attempt([&](Store& store) { return store.add(entries, now_ms); });
    if (!done) setup_.log(true, done.error().message + "; " + std::to_string(entries.size()) + " alerts are lost");
    return done.has_value();
}

std::vector<Pending> Spool::next(const std::string& sink, std::size_t limit, std::int64_t now_ms) {
    if (!store_) return {};
    return attempt([&](Store& store) { return store.next(sink, limit, now_ms); }).value_or(std::vector<Pending>{});
}

void Spool::settle(std::span<const Settled> settled) {
    if (store_ && !settled.empty()) (void)attempt([&](Store& store) { return store.settle(settled); });
}

void Spool::keep_active(std::span<const Active> changed) {
    if (store_ && !changed.empty()) (void)attempt([&](Store& store) { return store.keep_active(changed); });
}

std::vector<Active> Spool::actives(const std::string& sink) {
    if (!store_) return {};
    return attempt([&](Store& store) { return store.actives(sink); }).value_or(std::vector<Active>{});
}

std::vector<Depth> Spool::depths() {
    if (!store_) return {};
    return attempt([](Store& store) { return store.depths(); }).value_or(std::vector<Depth>{});
}

void Spool::keep_within_bounds() {
    if (!store_) return;
    const std::uint64_t bound = on_disk_ ? setup_.max_bytes : setup_.max_memory_bytes;
    const auto freed =
        attempt([&](Store& store) { return store.trim(remembered).and_then([&] { return store.make_room(bound); }); });
    if (freed)
        for (std::size_t i = 0; i < evicted_.size(); ++i) evicted_[i] += (*freed)[i];
    bytes_ = store_ ? store_->bytes().value_or(bytes_) : 0;
}

void Spool::tick(std::int64_t now_ms) {
    now_ms_ = now_ms;
    keep_within_bounds();
    if (on_disk_ || now_ms < next_try_ms_) return;
    next_try_ms_ = now_ms + try_again_ms;
    return_to_disk();
}

void Spool::try_disk_now() {
    if (!on_disk_) return_to_disk();
}

void Spool::return_to_disk() {
    if (!lock_ && !take_directory()) return;
    auto disk = open_on_disk();
    if (!disk) return;
    if (store_ && !store_->copy_to(file_in(setup_.directory), copied_)) return;
    store_.emplace(std::move(*disk));
    on_disk_ = true;
    setup_.log(false, "the outbox is on disk again, with what was kept in memory");
}

}  // namespace overboard::outbox
