// SPDX-License-Identifier: Apache-2.0
#include "targets.h"

#include <spdlog/fmt/fmt.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace overboard::bench {
namespace {

constexpr std::string_view kName = "/docker.sock";

base::Fd listen_at(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    fmt::format_to_n(address.sun_path, sizeof(address.sun_path) - 1, "{}", path);
    base::Fd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) || listen(fd.get(), 16))
        throw std::runtime_error("cannot listen at " + path);
    return fd;
}

}  // namespace

Targets::Targets(int sockets, int files) {
    char name[] = "/var/tmp/overboard-bench-XXXXXX";
    if (!mkdtemp(name)) throw std::runtime_error("no directory below /var/tmp");
    directory_ = name;
    for (int i = 0; i < sockets; i++) {
        const std::string place = fmt::format("{}/{}", directory_, i);
        std::filesystem::create_directory(place);
        listening_.push_back(listen_at(place + std::string(kName)));
    }
    std::filesystem::create_directory(directory_ + "/many");
    for (int i = 0; i < files; i++) std::ofstream(fmt::format("{}/many/{}", directory_, i)).put('\n');
}

Targets::~Targets() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

int target_of(const std::string& alert) {
    const auto end = alert.find(kName);
    if (end == alert.npos) return -1;
    const auto begin = alert.rfind('/', end - 1) + 1;
    return begin < end ? std::atoi(alert.substr(begin, end - begin).c_str()) : -1;
}

}  // namespace overboard::bench
