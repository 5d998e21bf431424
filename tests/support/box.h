// SPDX-License-Identifier: Apache-2.0
// A container of the tests' own: new namespaces, an overlay over `/`, a cgroup made from outside, pivot_root, exec. It
// takes the same steps in the same order as runc, and runs where runc does not (a qemu guest). Its first process is an
// agent (support/agent.h) that does what the test tells it to.
#pragma once

#include <string>
#include <vector>

#include "base/fd.h"

namespace overboard::test {

struct Bind {
    std::string host, inside;  // inside: absolute; made when missing
    bool read_only = false;
};

class Box {
public:
    // Throws std::runtime_error when the container cannot be made: the test cannot go on.
    // Root::directory: no file system of its own, but a directory in one, with what is in "/" mounted there.
    enum class Root { overlay, directory };
    explicit Box(std::vector<Bind> binds = {}, const std::string& cgroup = {}, Root root = Root::overlay);
    ~Box();  // kills what runs inside, removes cgroups, mounts and directories it made
    Box(const Box&) = delete;
    Box& operator=(const Box&) = delete;

    // Inside, by the agent. run: fork and exec this binary with the action; act: in the agent's own process;
    // branch: in a forked child that does not exec. Gives the action's exit status.
    int run(const std::vector<std::string>& action) { return command('r', action); }
    int act(const std::vector<std::string>& action) { return command('a', action); }
    int branch(const std::vector<std::string>& action) { return command('b', action); }
    // Fork and exec any program of the container.
    int exec(const std::vector<std::string>& argv) { return command('x', argv); }
    // Enters from outside, as `runc exec` does: joins the namespaces, then execs.
    int join(const std::vector<std::string>& argv,
             const std::vector<std::string>& namespaces = {"ipc", "uts", "net", "pid", "mnt"});

    int pid() const { return pid_; }
    std::string cgroup() const { return cgroup_; }  // its directory in the hierarchy that counts
    std::string root() const { return merged_; }    // as the host sees it, while it is mounted

private:
    int command(char how, const std::vector<std::string>& words);
    void make_cgroups(const std::string& name);
    void start(const std::vector<Bind>& binds, Root root);
    void remove();

    std::string base_, merged_, cgroup_;
    std::vector<std::string> cgroups_;
    base::Fd channel_;
    int pid_ = -1;
};

// The directory of the cgroup hierarchy that the kernel side reads, mount point included.
std::vector<std::string> cgroup_roots();

}  // namespace overboard::test
