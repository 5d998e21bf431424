// SPDX-License-Identifier: Apache-2.0
#include "baseline/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/file.h"
#include "base/log.h"
#include "baseline/text.h"

namespace overboard::baseline {
namespace {

namespace log = base::log;

std::string directory_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == path.npos ? "." : path.substr(0, slash + 1);
}

// The new name is only safe once the directory is on the disk, too.
base::Result<void> rename_into_place(const std::string& from, const std::string& to) {
    if (std::rename(from.c_str(), to.c_str()) != 0) return base::fail_errno("cannot rename " + from, errno);
    const base::Fd directory{::open(directory_of(to).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (directory) ::fsync(directory.get());
    return {};
}

}  // namespace

base::Result<Store> load(const std::string& path) {
    const auto text = base::read_file(path, max_file_bytes);
    if (!text) return tl::unexpected(text.error());
    auto reading = from_text(*text);
    if (!reading) return base::fail("the baseline " + path + " cannot be used: " + reading.error().message);
    if (const auto complaint = reading->complaint(); !complaint.empty())
        log::warning("of the baseline {} {}", path, complaint);
    return std::move(reading->store);
}

base::Result<void> save(const std::string& path, const Store& store) {
    const std::string half = path + ".tmp";
    ::unlink(half.c_str());
    {
        const base::Fd fd{::open(half.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
        if (!fd) return base::fail_errno("cannot write " + half, errno);
        if (auto written = base::write_all(fd.get(), to_text(store)); !written) return written;
        if (::fsync(fd.get()) != 0) return base::fail_errno("cannot write " + half, errno);
    }
    return rename_into_place(half, path);
}

base::Result<base::Fd> StateFile::lock() {
    if (::mkdir(directory_.c_str(), 0700) != 0 && errno != EEXIST)
        return base::fail_errno("cannot make the state directory " + directory_, errno);
    const std::string path = path_ + ".lock";
    base::Fd fd{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (!fd) return base::fail_errno("cannot open " + path, errno);
    while (::flock(fd.get(), LOCK_EX) != 0)
        if (errno != EINTR) return base::fail_errno("cannot lock " + path, errno);
    return fd;
}

StateFile::Mark StateFile::mark() const {
    struct stat st {};
    if (::stat(path_.c_str(), &st) != 0) return {};
    return {st.st_ino, static_cast<std::uint64_t>(st.st_size),
            st.st_mtim.tv_sec * std::int64_t{1'000'000'000} + st.st_mtim.tv_nsec};
}

Store StateFile::read() {
    seen_ = mark();
    if (seen_ == Mark{}) return {};
    auto store = load(path_);
    if (store) return std::move(*store);
    const std::string aside = path_ + ".bad";
    const bool moved = std::rename(path_.c_str(), aside.c_str()) == 0;
    log::error("{}; learning starts afresh{}", store.error().message, moved ? ", the file is kept as " + aside : "");
    seen_ = mark();
    return {};
}

base::Result<void> StateFile::write(const Store& store) {
    auto written = save(path_, store);
    if (written) seen_ = mark();
    return written;
}

Store StateFile::open() {
    if (mark() == Mark{}) return {};  // nothing to wait for, and no directory to make
    const auto held = lock();
    if (!held) complain(held.error().message);
    return read();
}

void StateFile::sync(Baseline& baseline, bool last) {
    const bool news = baseline.has_news() || (last && baseline.has_times());
    if (!news && mark() == seen_) return;
    const auto held = lock();
    if (!held) return complain(held.error().message);
    if (mark() != seen_) baseline.adopt(read());
    if (!news) return;
    const auto written = write(baseline.own());
    if (!written) return complain(written.error().message);
    baseline.kept();
    complained_ = false;
}

base::Result<void> StateFile::change(const std::function<base::Result<void>(Store&)>& how) {
    const auto held = lock();
    if (!held) return tl::unexpected(held.error());
    Store store;
    if (mark() != Mark{}) {
        auto known = load(path_);
        if (!known) return tl::unexpected(known.error());
        store = std::move(*known);
    }
    if (auto changed = how(store); !changed) return changed;
    return write(store);
}

// Once, until it works again: the disk may be full for long.
void StateFile::complain(const std::string& sentence) {
    if (!std::exchange(complained_, true)) log::error("what was learnt cannot be kept: {}", sentence);
}

}  // namespace overboard::baseline
