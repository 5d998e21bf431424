// SPDX-License-Identifier: Apache-2.0
#include "capture.h"

#include <spdlog/fmt/fmt.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <stdexcept>
#include <thread>

#include "decode/decoder.h"
#include "support/box.h"
#include "support/kernel.h"

namespace overboard::bench {
namespace {

// Different files and ports, since the kernel side folds what repeats within a second.
const char* const kWork =
    "find /usr/lib /usr/share /etc -type f | head -n 4000 | xargs -n 40 cat >/dev/null 2>&1;"
    "for i in $(seq 60); do ls /etc >/dev/null; /bin/true; cat /proc/self/status >/dev/null; done;"
    "python3 -c 'import socket\n"
    "for port in range(20000, 20400):\n"
    "    s = socket.socket(); s.setblocking(False); s.connect_ex((\"127.0.0.1\", port)); s.close()'";

const char* const kServer =
    "import socket, subprocess, sys\n"
    "server = socket.create_server((\"127.0.0.1\", 0))\n"
    "subprocess.run([\"sh\", \"-c\", sys.argv[1]])";

void work(test::Box& box) {
    box.act({"lo-up"});
    box.exec({"/bin/sh", "-c", kWork});
    box.exec({"/usr/bin/python3", "-c", kServer, kWork});
}

std::uint64_t key_of(const test::Box& box) {
    struct stat cgroup {};
    if (stat(box.cgroup().c_str(), &cgroup)) throw std::runtime_error("the container's cgroup cannot be seen");
    return cgroup.st_ino;
}

}  // namespace

void Capture::add(std::span<const std::byte> record) {
    at_.emplace_back(words_.size(), record.size());
    words_.resize(words_.size() + (record.size() + 7) / 8);
    std::memcpy(words_.data() + at_.back().first, record.data(), record.size());
}

std::span<const std::byte> Capture::operator[](std::size_t index) const {
    const auto [first, bytes] = at_[index];
    return {reinterpret_cast<const std::byte*>(words_.data() + first), bytes};
}

Capture Capture::live() {
    auto live = source::Live::open({}, test::Kernel::everything());
    if (!live) throw std::runtime_error(live.error().message);
    Capture all, out;
    std::atomic<bool> stop{false};
    std::thread reader([&] {
        while (!stop) {
            (void)(*live)->drain([&](auto record) { all.add(record); });
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        (void)(*live)->drain([&](auto record) { all.add(record); });
    });
    std::uint64_t key = 0;
    {
        test::Box box;
        key = key_of(box);
        work(box);
    }
    stop = true;
    reader.join();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (reinterpret_cast<const ob_record*>(all[i].data())->task.container == key) out.add(all[i]);
    if (out.size() < 1000) throw std::runtime_error("the container's events did not arrive");
    return out;
}

std::string Capture::mix() const {
    std::map<unsigned, std::size_t> counts;
    for (std::size_t i = 0; i < size(); ++i) ++counts[reinterpret_cast<const ob_record*>((*this)[i].data())->kind];
    std::vector<std::pair<std::size_t, unsigned>> rows;
    for (const auto& [kind, count] : counts) rows.emplace_back(count, kind);
    std::sort(rows.rbegin(), rows.rend());
    std::string out;
    for (const auto& [count, kind] : rows)
        out += fmt::format("{}{} {:.1f} %", out.empty() ? "" : ", ", decode::kind_name(kind),
                           100.0 * static_cast<double>(count) / static_cast<double>(size()));
    return out;
}

}  // namespace overboard::bench
