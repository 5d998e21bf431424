// SPDX-License-Identifier: Apache-2.0
// What an attacker does with mounts, namespaces, credentials and other processes.
#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/fsuid.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "support/actions.h"
#include "support/agent.h"

namespace overboard::test {
namespace {

using Words = std::vector<std::string>;

int done(long result) {
    const int error = errno;
    return result < 0 ? (error < 125 ? error : 125) : 0;
}

int rest(const Words& w, std::size_t from) { return perform({w.begin() + static_cast<long>(from), w.end()}); }
int number(const Words& w, std::size_t at) { return w.size() > at ? std::stoi(w[at], nullptr, 0) : 0; }

int act_bind(const Words& w) {
    mkdir(w[2].c_str(), 0755);
    return done(mount(w[1].c_str(), w[2].c_str(), nullptr, MS_BIND, nullptr));
}

int act_mount(const Words& w) {  // TYPE TARGET
    mkdir(w[2].c_str(), 0755);
    return done(mount(w[1].c_str(), w[2].c_str(), w[1].c_str(), 0, nullptr));
}

// fsopen, fsconfig, fsmount, move_mount.
int act_new_mount(const Words& w) {
    mkdir(w[2].c_str(), 0755);
    const long context = syscall(SYS_fsopen, w[1].c_str(), 0);
    if (context < 0) return done(context);
    syscall(SYS_fsconfig, context, 1, "source", w[1].c_str(), 0);
    syscall(SYS_fsconfig, context, 6, nullptr, nullptr, 0);
    const long made = syscall(SYS_fsmount, context, 0, 0);
    if (made < 0) return done(made);
    return done(syscall(SYS_move_mount, made, "", AT_FDCWD, w[2].c_str(), 4));
}

int act_open_tree(const Words& w) { return done(syscall(SYS_open_tree, AT_FDCWD, w[1].c_str(), 1)); }
int act_chroot(const Words& w) {  // DIRECTORY, and perhaps what is done there
    if (const int result = chroot(w[1].c_str()); result != 0 || w.size() == 2) return done(result);
    return rest(w, 2);
}
int act_umount(const Words& w) { return done(umount2(w[1].c_str(), MNT_DETACH)); }

int act_setns(const Words& w) {  // FILE, then what is done there
    const int fd = open(w[1].c_str(), O_RDONLY);
    if (fd < 0 || setns(fd, 0)) return done(-1);
    return rest(w, 2);
}

int act_unshare(const Words& w) { return unshare(number(w, 1)) ? done(-1) : rest(w, 2); }

int act_clone(const Words& w) {
    const long child = syscall(SYS_clone, number(w, 1) | SIGCHLD, 0, 0, 0, 0);
    if (child < 0) return done(child);
    if (!child) _exit(0);
    int status = 0;
    waitpid(static_cast<int>(child), &status, 0);
    return 0;
}

// A child that is born in another cgroup.
int act_clone_into(const Words& w) {
    clone_args args{};
    args.flags = CLONE_INTO_CGROUP;
    args.exit_signal = SIGCHLD;
    args.cgroup = static_cast<__u64>(open(w[1].c_str(), O_RDONLY | O_DIRECTORY));
    const long child = syscall(SYS_clone3, &args, sizeof(args));
    if (child < 0) return done(child);
    if (!child) _exit(0);
    waitpid(static_cast<int>(child), nullptr, 0);
    return 0;
}

int act_cwd(const Words& w) { return chdir(w[1].c_str()) ? done(-1) : rest(w, 2); }

int act_drop_user(const Words& w) {  // UID, then what is done as that user
    const unsigned id = static_cast<unsigned>(number(w, 1));
    return setresgid(id, id, id) || setresuid(id, id, id) ? done(-1) : rest(w, 2);
}

// Gives root up for a while and takes it back, as servers do.
int act_to_and_fro(const Words&) {
    if (seteuid(65534) || seteuid(0)) return done(-1);
    return setresuid(65534, 65534, 0) || setresuid(0, 0, 0) ? done(-1) : 0;
}

// One thread gives everything up by itself; the others, and what they run, keep it.
int act_thread_drops(const Words&) {
    const int child = fork();
    if (!child) {
        char stack[65536];
        const auto drop = [](void*) -> int { return static_cast<int>(syscall(SYS_setresuid, 65534, 65534, 65534)); };
        clone(drop, stack + sizeof(stack), CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD, nullptr);
        usleep(20000);
        exec_words({"/bin/true"});
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}

int act_trace(const Words& w) {
    if (ptrace(PTRACE_SEIZE, number(w, 1), nullptr, nullptr)) return done(-1);
    return done(ptrace(PTRACE_INTERRUPT, number(w, 1), nullptr, nullptr));
}

int act_trace_child(const Words&) {
    const int child = fork();
    if (!child) {
        pause();
        _exit(0);
    }
    const int status = done(ptrace(PTRACE_ATTACH, child, nullptr, nullptr));
    waitpid(child, nullptr, 0);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    return status;
}

int act_read_memory(const Words& w) {
    char byte = 0;
    iovec mine{&byte, 1}, theirs{reinterpret_cast<void*>(0x400000), 1};
    return process_vm_readv(number(w, 1), &mine, 1, &theirs, 1, 0) < 0 && errno != EFAULT ? done(-1) : 0;
}

int act_take_fd(const Words& w) {
    const long pidfd = syscall(SYS_pidfd_open, number(w, 1), 0);
    return pidfd < 0 ? done(pidfd) : done(syscall(SYS_pidfd_getfd, pidfd, number(w, 2), 0));
}

int act_signal(const Words& w) { return done(kill(number(w, 1), number(w, 2))); }

int act_signal_by_pidfd(const Words& w) {
    const long pidfd = syscall(SYS_pidfd_open, number(w, 1), 0);
    return pidfd < 0 ? done(pidfd) : done(syscall(SYS_pidfd_send_signal, pidfd, number(w, 2), nullptr, 0));
}

int act_socket(const Words& w) { return done(socket(number(w, 1), number(w, 2), number(w, 3))); }
// NUMBER ARGUMENT...: by the registers as they are given. "=0x100000011" is a number, anything else a text.
int act_raw(const Words& w) {
    unsigned long argument[5] = {};
    for (std::size_t i = 2; i < w.size() && i < 7; ++i)
        argument[i - 2] = w[i].starts_with('=') ? std::stoul(w[i].substr(1), nullptr, 0)
                                                : reinterpret_cast<unsigned long>(w[i].c_str());
    return done(syscall(std::stol(w[1]), argument[0], argument[1], argument[2], argument[3], argument[4]));
}
int act_memfd(const Words& w) { return done(syscall(SYS_memfd_create, w[1].c_str(), 0)); }
int act_add_key(const Words& w) {
    return done(syscall(SYS_add_key, "user", w[1].c_str(), "x", 1, KEY_SPEC_PROCESS_KEYRING));
}

// Deaf to everything: the call itself is refused by its arguments or by missing capabilities.
int act_call(const Words& w) {
    static const std::pair<const char*, long> numbers[] = {
        {"init_module", SYS_init_module}, {"finit_module", SYS_finit_module},
        {"kexec_load", SYS_kexec_load},   {"bpf", SYS_bpf},
        {"userfaultfd", SYS_userfaultfd}, {"delete_module", SYS_delete_module}};
    for (const auto& [name, call] : numbers)
        if (w[1] == name) return done(syscall(call, -1, 0, 0, 0));
    return 124;
}

// So many children at the same time, each of which then does what the words say without an exec: none goes on before
// the last is born, however slow the machine.
int act_storm(const Words& w) {
    int gate[2];
    if (pipe(gate) != 0) return done(-1);
    for (int i = 0; i < number(w, 1); i++)
        if (!fork()) {
            close(gate[1]);
            char none;
            (void)!read(gate[0], &none, 1);
            _exit(rest(w, 2));
        }
    close(gate[1]);
    while (wait(nullptr) > 0) continue;
    return 0;
}

// So many executions that fail, of a name each.
int act_missing_programs(const Words& w) {
    char* argv[] = {const_cast<char*>("x"), nullptr};
    for (int i = 0; i < number(w, 1); i++) execv(("/absent/" + std::to_string(i)).c_str(), argv);
    return 0;
}

}  // namespace

const Actions& privilege_actions() {
    static const Actions actions = {
        {"bind", act_bind},
        {"mount", act_mount},
        {"new-mount", act_new_mount},
        {"open-tree", act_open_tree},
        {"chroot", act_chroot},
        {"umount", act_umount},
        {"setns", act_setns},
        {"unshare", act_unshare},
        {"clone", act_clone},
        {"clone-into", act_clone_into},
        {"cwd", act_cwd},
        {"drop-user", act_drop_user},
        {"to-and-fro", act_to_and_fro},
        {"thread-drops", act_thread_drops},
        {"trace", act_trace},
        {"trace-child", act_trace_child},
        {"read-memory", act_read_memory},
        {"take-fd", act_take_fd},
        {"signal", act_signal},
        {"signal-by-pidfd", act_signal_by_pidfd},
        {"socket", act_socket},
        {"raw", act_raw},
        {"memfd", act_memfd},
        {"add-key", act_add_key},
        {"call", act_call},
        {"storm", act_storm},
        {"missing-programs", act_missing_programs},
    };
    return actions;
}

}  // namespace overboard::test
