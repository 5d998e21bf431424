// SPDX-License-Identifier: Apache-2.0
#include "daemon.h"

#include <fcntl.h>
#include <httplib.h>
#include <poll.h>
#include <signal.h>
#include <spdlog/fmt/fmt.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "base/file.h"
#include "machine.h"
#include "stand.h"
#include "support/agent.h"

namespace overboard::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kReadyWithin = std::chrono::seconds(60);

double ms_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::string binary() {  // build/<preset>/tests/bench/bench -> build/<preset>/overboard
    return std::filesystem::path(test::self_path()).parent_path().parent_path().parent_path() / "overboard";
}

std::string make_directory() {
    char name[] = "/tmp/overboard-bench-XXXXXX";
    if (!mkdtemp(name)) throw std::runtime_error("no temporary directory for the daemon");
    return name;
}

std::string text_of(const std::string& path) { return base::read_file(path, 1 << 16).value_or(""); }

}  // namespace

Daemon::Daemon(int core, bool ahead) : directory_(make_directory()) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC)) throw std::runtime_error("no pipe for the daemon's alerts");
    alerts_ = ends[0];
    const auto start = Clock::now();
    pid_ = fork();
    if (!pid_) {
        if (core >= 0) pin_to(core);
        if (ahead) go_ahead();
        become(ends[1]);
    }
    close(ends[1]);
    await_ready();
    ready_ms_ = ms_since(start);
}

void Daemon::become(int alerts_fd) const {
    dup2(alerts_fd, STDOUT_FILENO);
    dup2(open((directory_ + "/said").c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
    test::exec_words({binary(), "run", "--format", "json", "--ready-file", directory_ + "/ready", "--state-dir",
                      directory_ + "/state", "--metrics", "127.0.0.1:0", "--rules", OVERBOARD_SOURCE_DIR "/rules"});
}

void Daemon::await_ready() {
    const std::string ready = directory_ + "/ready";
    const auto start = Clock::now();
    while (!std::filesystem::exists(ready)) {
        if (waitpid(pid_, nullptr, WNOHANG) || Clock::now() - start > kReadyWithin)
            throw std::runtime_error("overboard run did not become ready:\n" + text_of(directory_ + "/said"));
        usleep(1000);
    }
    const auto said = nlohmann::json::parse(text_of(ready));
    attached_ms_ = said.at("attach_ms");
    scanned_ms_ = said.at("scan_ms");
    metrics_address_ = said.at("metrics");
}

Daemon::~Daemon() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
    close(alerts_);
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

int Daemon::courier() const {
    int child = 0;
    std::ifstream(fmt::format("/proc/{}/task/{}/children", pid_, pid_)) >> child;
    return child;
}

double Daemon::processor_seconds() const {
    const int second = courier();
    return bench::processor_seconds(pid_) + (second ? bench::processor_seconds(second) : 0);
}

std::string Daemon::next_alert(int timeout_ms) {
    for (;;) {
        if (const auto end = pending_.find('\n'); end != pending_.npos) {
            const std::string line = pending_.substr(0, end);
            pending_.erase(0, end + 1);
            return line;
        }
        pollfd readable{alerts_, POLLIN, 0};
        char chunk[65536];
        if (poll(&readable, 1, timeout_ms) <= 0) return {};
        const ssize_t n = read(alerts_, chunk, sizeof(chunk));
        if (n <= 0) return {};
        pending_.append(chunk, static_cast<std::size_t>(n));
    }
}

double Daemon::metric(const std::string& name) const {
    httplib::Client client("http://" + metrics_address_);
    const auto answer = client.Get("/metrics");
    if (!answer) return -1;
    double sum = 0;
    std::istringstream lines(answer->body);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(name) && (line[name.size()] == ' ' || line[name.size()] == '{'))
            sum += std::stod(line.substr(line.rfind(' ')));
    return sum;
}

}  // namespace overboard::bench
