// SPDX-License-Identifier: Apache-2.0
// What runs inside the measured container: small and static, so that a fork of it costs what a fork costs.
// bench_workload RESULT_FD CORE WHAT ARGUMENT...; a CORE of -1 does not pin.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <new>
#include <string>
#include <vector>

#include "workload/calls.h"
#include "workload/measure.h"
#include "workload/timing.h"

namespace overboard::bench {
namespace {

using Words = std::vector<std::string>;

void pin(int core) {
    if (core < 0) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    sched_setaffinity(0, sizeof(set), &set);
}

// Ahead of whatever else would run on this core: a neighbour's work between two calls would leave the caches cold.
void go_first() {
    const sched_param first{1};
    sched_setscheduler(0, SCHED_FIFO, &first);  // where it is refused, the numbers are noisier
}

double wall() {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class T>
void answer(int result, const T& value) {
    if (write(result, &value, sizeof(value)) != sizeof(value)) _exit(5);
}

// open COUNT PATH
void open_count(int result, const Words& w) {
    const double start = spent_ns();
    const long count = std::stol(w[0]);
    for (long i = 0; i < count; i++) close(open(w[1].c_str(), O_RDONLY));
    answer(result, spent_ns() - start);
}

// open_each DIRECTORY: every file in it once. Answers with ns per open+close.
void open_each(int result, const Words& w) {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(w[0]))
        if (entry.is_regular_file()) paths.push_back(entry.path());
    const double start = spent_ns();
    for (const auto& path : paths) close(open(path.c_str(), O_RDONLY));
    answer(result, (spent_ns() - start) / static_cast<double>(paths.size()));
}

// call NAME COUNT: answers with how many calls that were.
void call(int result, const Words& w) {
    const long calls = make_calls(w[0], std::stol(w[1]));
    if (!calls) _exit(7);
    answer(result, static_cast<double>(calls));
}

// Opens at full speed until killed: PATH itself, or PATH/0 ... PATH/<files - 1>.
[[noreturn]] void flood(const std::string& path, long files, std::atomic<long>& opened) {
    for (;; opened++) {
        const std::string name = files ? path + "/" + std::to_string(opened % files) : path;
        close(open(name.c_str(), O_RDONLY));
    }
}

double connect_to(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::snprintf(address.sun_path, sizeof(address.sun_path), "%s", path.c_str());
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    const double before = wall();
    const int failed = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    close(fd);
    return failed ? -1 : before;
}

// connect COUNT INTERVAL_MS DIRECTORY FIRST: DIRECTORY/<FIRST + i>/docker.sock, each at its time. Answers with the
// wall clock just before each, or -1 where it failed.
void connect_each(int result, const Words& w) {
    for (int i = 0; i < std::stoi(w[0]); i++) {
        answer(result, connect_to(w[2] + "/" + std::to_string(std::stoi(w[3]) + i) + "/docker.sock"));
        usleep(std::stoi(w[1]) * 1000);
    }
}

// siege COUNT INTERVAL_MS DIRECTORY FIRST PATH FILES: the same connects while another process floods. Answers last with
// how often that one opened.
void siege(int result, const Words& w) {
    void* shared = mmap(nullptr, sizeof(std::atomic<long>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto& opened = *new (shared) std::atomic<long>(0);
    const int child = fork();
    if (!child) flood(w[4], std::stol(w[5]), opened);
    pin(0);
    connect_each(result, w);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    answer(result, static_cast<double>(opened.load()));
}

// crowd COUNT: that many processes stay behind, asleep, until the container ends.
void crowd(int result, const Words& w) {
    int made = 0;
    for (; made < std::stoi(w[0]); made++) {
        const int child = fork();
        if (child < 0) break;
        if (!child) {
            close(result);
            for (;;) pause();
        }
    }
    answer(result, static_cast<double>(made));
}

int main_in_container(const Words& w) {
    const int result = std::stoi(w[0]);
    const std::string& what = w[2];
    const Words rest(w.begin() + 3, w.end());
    pin(std::stoi(w[1]));
    if (what == "measure" || what.starts_with("open")) go_first();
    if (what == "measure") answer(result, measure(rest[0], rest[1]));
    if (what == "open") open_count(result, rest);
    if (what == "open_each") open_each(result, rest);
    if (what == "call") call(result, rest);
    if (what == "connect") connect_each(result, rest);
    if (what == "siege") siege(result, rest);
    if (what == "crowd") crowd(result, rest);
    if (what == "disperse") kill(-1, SIGKILL);
    return 0;
}

}  // namespace
}  // namespace overboard::bench

int main(int argc, char** argv) {
    if (argc < 4) return 2;
    return overboard::bench::main_in_container({argv + 1, argv + argc});
}
