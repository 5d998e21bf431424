// SPDX-License-Identifier: Apache-2.0
// kernelcall WHAT WORDS...: system calls that few programs make and no shell can. Ends with 0 when the call was made
// and answered, also when the answer is that this kernel or these rights do not allow it; `new-mount` and `packet` must
// succeed.
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/keyctl.h>
#include <linux/mount.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int failed(const char* what) {
    perror(what);
    return 1;
}

// Refused or not, the kernel was asked; a kernel without the call was not.
static int asked(long result) { return result < 0 && errno == ENOSYS ? failed("kernelcall") : 0; }

static int module(char** words) {
    const int fd = open(words[0], O_RDONLY);
    return fd < 0 ? failed(words[0]) : asked(syscall(SYS_finit_module, fd, "", 0));
}

// The smallest program there is: it lets every packet pass.
static int bpf(char** words) {
    (void)words;
    struct bpf_insn program[2] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K}, {.code = BPF_JMP | BPF_EXIT}};
    union bpf_attr attributes = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER};
    attributes.insns = (uintptr_t)program;
    attributes.insn_cnt = 2;
    attributes.license = (uintptr_t) "GPL";
    return asked(syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof(attributes)));
}

// The first program that anybody loaded.
static int bpf_take(char** words) {
    (void)words;
    union bpf_attr attributes = {.start_id = 0};
    if (syscall(SYS_bpf, BPF_PROG_GET_NEXT_ID, &attributes, sizeof(attributes))) return failed("no program");
    const unsigned id = attributes.next_id;
    memset(&attributes, 0, sizeof(attributes));
    attributes.prog_id = id;
    return asked(syscall(SYS_bpf, BPF_PROG_GET_FD_BY_ID, &attributes, sizeof(attributes)));
}

static int kexec(char** words) {
    (void)words;
    return asked(syscall(SYS_kexec_load, 0, 0, NULL, 0));
}

static int keyctl(char** words) {
    (void)words;
    return asked(syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0));
}

static int perf(char** words) {
    (void)words;
    struct perf_event_attr about = {
        .type = PERF_TYPE_SOFTWARE, .size = sizeof(about), .config = PERF_COUNT_SW_CPU_CLOCK};
    return asked(syscall(SYS_perf_event_open, &about, 0, -1, -1, 0));
}

static int fault(char** words) {
    (void)words;
    const long got = syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);         // what needs no capability
    if (got < 0 && errno == EINVAL) return asked(syscall(SYS_userfaultfd, O_CLOEXEC));  // nor did all of it, to 5.10
    return asked(got);
}

// PID: a byte where programs lie; that nothing is mapped there is an answer, too.
static int write_memory(char** words) {
    char byte = 0;
    struct iovec mine = {&byte, 1}, theirs = {(void*)0x400000, 1};
    return process_vm_writev(atoi(words[0]), &mine, 1, &theirs, 1, 0) < 0 && errno != EFAULT ? failed(words[0]) : 0;
}

static int packet(char** words) {
    (void)words;
    return socket(AF_PACKET, SOCK_RAW, __builtin_bswap16(ETH_P_ALL)) < 0 ? failed("packet socket") : 0;
}

// TYPE PLACE: by the calls that came with Linux 5.2.
static int new_mount(char** words) {
    const int context = (int)syscall(SYS_fsopen, words[0], 0);
    if (context < 0 || syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0)) return failed(words[0]);
    const int tree = (int)syscall(SYS_fsmount, context, 0, 0);
    if (tree < 0) return failed("fsmount");
    return syscall(SYS_move_mount, tree, "", AT_FDCWD, words[1], MOVE_MOUNT_F_EMPTY_PATH) ? failed(words[1]) : 0;
}

static const struct {
    const char* name;
    int words;
    int (*act)(char** words);
} calls[] = {
    {"module", 1, module},
    {"bpf", 0, bpf},
    {"kexec", 0, kexec},
    {"keyctl", 0, keyctl},
    {"perf", 0, perf},
    {"fault", 0, fault},
    {"packet", 0, packet},
    {"new-mount", 2, new_mount},
    {"write-memory", 1, write_memory},
    {"bpf-take", 0, bpf_take},
};

int main(int argc, char** argv) {
    for (size_t i = 0; argc > 1 && i < sizeof(calls) / sizeof(calls[0]); i++)
        if (!strcmp(argv[1], calls[i].name) && argc - 2 >= calls[i].words) return calls[i].act(argv + 2);
    fprintf(stderr, "usage: kernelcall WHAT WORDS..., with WHAT one of:");
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) fprintf(stderr, " %s", calls[i].name);
    fprintf(stderr, "\n");
    return 2;
}
