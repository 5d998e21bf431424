// SPDX-License-Identifier: Apache-2.0
#include "support/agent.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "support/actions.h"

namespace overboard::test {
namespace {

std::vector<std::string> split(const char* bytes, std::size_t size) {
    std::vector<std::string> words;
    for (const char* at = bytes; at < bytes + size; at += std::strlen(at) + 1) words.emplace_back(at);
    return words;
}

std::vector<std::string> self_with(const std::vector<std::string>& action) {
    std::vector<std::string> argv = {self_path(), "--inside", "action"};
    argv.insert(argv.end(), action.begin(), action.end());
    return argv;
}

int in_child(char how, const std::vector<std::string>& words) {
    const int child = fork();
    if (!child) {
        if (how == 'b') _exit(perform(words));
        exec_words(how == 'r' ? self_with(words) : words);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int serve(int channel) {
    char line[65536];
    if (write(channel, "+", 1) != 1) return 1;
    for (;;) {
        const ssize_t n = read(channel, line, sizeof(line) - 1);
        if (n <= 0) return 0;
        line[n] = '\0';
        const auto words = split(line + 1, n - 1);
        const int status = line[0] == 'a' ? perform(words) : in_child(line[0], words);
        if (write(channel, &status, sizeof(status)) != sizeof(status)) return 1;
    }
}

}  // namespace

const std::string& self_path() {
    static const std::string path = [] {
        char buffer[4096];
        const ssize_t n = readlink("/proc/self/exe", buffer, sizeof(buffer));
        return std::string(buffer, n > 0 ? n : 0);
    }();
    return path;
}

void exec_words(const std::vector<std::string>& argv) {
    std::vector<char*> raw;
    for (const auto& word : argv) raw.push_back(const_cast<char*>(word.c_str()));
    raw.push_back(nullptr);
    execvp(raw[0], raw.data());
    _exit(127);
}

void exec_agent(int channel) { exec_words({self_path(), "--inside", "agent", std::to_string(channel)}); }

int inside_main(int argc, char** argv) {
    if (argc < 3 || std::strcmp(argv[1], "--inside")) return -1;
    if (!std::strcmp(argv[2], "agent")) return serve(std::atoi(argv[3]));
    return perform({argv + 3, argv + argc});
}

}  // namespace overboard::test
