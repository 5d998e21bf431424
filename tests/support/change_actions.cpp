// SPDX-License-Identifier: Apache-2.0
// Changes to files that open nothing, and programs started on a connection.
#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "support/actions.h"
#include "support/agent.h"

namespace overboard::test {
namespace {

using Words = std::vector<std::string>;

int done(long result) { return result < 0 ? std::min(errno, 125) : 0; }

int act_exchange(const Words& w) {
    return done(renameat2(AT_FDCWD, w[1].c_str(), AT_FDCWD, w[2].c_str(), RENAME_EXCHANGE));
}
int act_link(const Words& w) { return done(link(w[1].c_str(), w[2].c_str())); }
int act_unlink(const Words& w) { return done(unlink(w[1].c_str())); }
int act_rmdir(const Words& w) { return done(unlinkat(AT_FDCWD, w[1].c_str(), AT_REMOVEDIR)); }
int act_mkdir(const Words& w) { return done(mkdir(w[1].c_str(), 0700)); }
int act_truncate(const Words& w) { return done(truncate(w[1].c_str(), 0)); }
int act_chown(const Words& w) { return done(chown(w[1].c_str(), 1, 1)); }
int act_setxattr(const Words& w) { return done(setxattr(w[1].c_str(), w[2].c_str(), "x", 1, 0)); }

// PATH MODE in octal
int act_chmod(const Words& w) { return done(chmod(w[1].c_str(), static_cast<mode_t>(std::stoul(w[2], nullptr, 8)))); }
int act_fchmod(const Words& w) {
    const int fd = open(w[1].c_str(), O_RDONLY);
    const int status = done(fd < 0 ? -1 : fchmod(fd, static_cast<mode_t>(std::stoul(w[2], nullptr, 8))));
    close(fd);
    return status;
}

// PATH MAJOR MINOR [character]: a device node, of a block device unless said
int act_mknod(const Words& w) {
    const auto number = makedev(static_cast<unsigned>(std::stoul(w[2])), static_cast<unsigned>(std::stoul(w[3])));
    return done(mknod(w[1].c_str(), (w.size() > 4 ? S_IFCHR : S_IFBLK) | 0600, number));
}

// DIRECTORY A B: by names relative to a descriptor
int act_rename_at(const Words& w) {
    const int fd = open(w[1].c_str(), O_RDONLY | O_DIRECTORY);
    const int status = done(fd < 0 ? -1 : renameat(fd, w[2].c_str(), fd, w[3].c_str()));
    close(fd);
    return status;
}

// DIRECTORY WORDS...: from there
int act_in(const Words& w) { return chdir(w[1].c_str()) ? done(-1) : perform({w.begin() + 2, w.end()}); }

// DIRECTORY COUNT WORDS...: with as many more names beside
int act_crowd(const Words& w) {
    for (int i = std::stoi(w[2]); i > 0; i--) {
        const int fd = open((w[1] + "/n" + std::to_string(i)).c_str(), O_WRONLY | O_CREAT, 0600);
        if (fd < 0) return done(-1);
        close(fd);
    }
    return perform({w.begin() + 3, w.end()});
}

struct Pair {
    int client = -1, server = -1;
};

Pair connection(const std::string& port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* raw = reinterpret_cast<const sockaddr*>(&address);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    Pair out{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), -1};
    if (!bind(listener, raw, sizeof(address)) && !listen(listener, 1) && !connect(out.client, raw, sizeof(address)))
        out.server = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    close(listener);
    return out;
}

int run_on(int fd, const Words& argv) {
    const int child = fork();
    if (!child) {
        for (int to = 0; to < 3; to++) dup2(fd, to);
        exec_words(argv);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}

// PORT ARGV...: standard input, output and error are the connecting end; or the accepted one
int act_exec_connected(const Words& w) { return run_on(connection(w[1]).client, {w.begin() + 2, w.end()}); }
int act_exec_accepted(const Words& w) { return run_on(connection(w[1]).server, {w.begin() + 2, w.end()}); }

// PORT ARGV...: on a pipe, from a process whose own standard input is the connection
int act_exec_bridged(const Words& w) {
    int ends[2];
    if (dup2(connection(w[1]).client, 0) || pipe2(ends, O_CLOEXEC)) return done(-1);
    return run_on(ends[0], {w.begin() + 2, w.end()});
}

// VARIABLE ARGV...
int act_exec_with(const Words& w) {
    putenv(const_cast<char*>(w[1].c_str()));
    exec_words({w.begin() + 2, w.end()});
}

// COUNT VARIABLE ARGV...: the variable comes after so many others.
int act_exec_among(const Words& w) {
    std::vector<std::string> others;
    for (int i = 0; i < std::stoi(w[1]); ++i)
        others.push_back("SERVICE_" + std::to_string(i) + "_PORT=tcp://10.0.0.1:80");
    std::vector<char*> variables, argv;
    for (auto& one : others) variables.push_back(one.data());
    variables.push_back(const_cast<char*>(w[2].c_str()));
    variables.push_back(nullptr);
    for (auto at = w.begin() + 3; at != w.end(); ++at) argv.push_back(const_cast<char*>(at->c_str()));
    argv.push_back(nullptr);
    execve(argv[0], argv.data(), variables.data());
    return errno;
}

}  // namespace

const Actions& change_actions() {
    static const Actions actions = {
        {"exchange", act_exchange},
        {"link", act_link},
        {"unlink", act_unlink},
        {"rmdir", act_rmdir},
        {"mkdir", act_mkdir},
        {"truncate", act_truncate},
        {"chown", act_chown},
        {"setxattr", act_setxattr},
        {"chmod", act_chmod},
        {"fchmod", act_fchmod},
        {"mknod", act_mknod},
        {"rename-at", act_rename_at},
        {"in", act_in},
        {"crowd", act_crowd},
        {"exec-connected", act_exec_connected},
        {"exec-accepted", act_exec_accepted},
        {"exec-bridged", act_exec_bridged},
        {"exec-with", act_exec_with},
        {"exec-among", act_exec_among},
    };
    return actions;
}

}  // namespace overboard::test
