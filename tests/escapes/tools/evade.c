// SPDX-License-Identifier: Apache-2.0
// evade HOW WORDS...: ways to execute a program, or to reach a socket, that fool who looks at names or at one process.
// Ends with the program's status, 0, or 1 and a message.
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

static int failed(const char* what) {
    perror(what);
    return 1;
}

static int run(char** words) {
    execvp(words[0], words);
    return failed(words[0]);
}

// PROGRAM ARGV0 ARGS...: a copy in memory, executed without any path.
static int memfd(char** words) {
    const int from = open(words[0], O_RDONLY), to = memfd_create("note", MFD_CLOEXEC);
    struct stat about;
    if (from < 0 || to < 0 || fstat(from, &about) || sendfile(to, from, NULL, (size_t)about.st_size) != about.st_size)
        return failed(words[0]);
    syscall(SYS_execveat, to, "", words + 1, environ, AT_EMPTY_PATH);
    return failed("execveat");
}

static void* in_thread(void* words) {
    run(words);
    return NULL;
}

// PROGRAM ARGS...: executed by a thread that is not the process's first.
static int thread(char** words) {
    pthread_t other;
    if (pthread_create(&other, NULL, in_thread, words)) return 1;
    pthread_join(other, NULL);
    return 1;
}

// NAME PROGRAM ARGS...: argv[0] and comm are NAME.
static int as(char** words) {
    char* program = words[1];
    prctl(PR_SET_NAME, words[0]);
    words[1] = words[0];
    execv(program, words + 1);
    return failed(program);
}

// PROGRAM ARGS...: in a session of its own, its parents gone.
static int detach(char** words) {
    if (fork()) return 0;
    setsid();
    if (fork()) return 0;
    usleep(50000);
    return run(words);
}

// PROGRAM ARGS...: by a child whose parent, as the kernel keeps it, is this process's own parent.
static int sibling(char** words) {
    const long child = syscall(SYS_clone, CLONE_PARENT, 0, 0, 0, 0);
    if (child < 0) return failed("clone");
    if (!child) return run(words);
    return 0;
}

// COUNT PROGRAM ARGS...: that many children live and sleep while the program runs.
static int among(char** words) {
    static pid_t sleeping[65536];
    const int wanted = atoi(words[0]);
    int count = 0, status = 1 << 8;
    while (count < wanted && count < 65536 && (sleeping[count] = fork()) > 0) count++;
    if (count < wanted && !sleeping[count]) return pause();
    const pid_t child = fork();
    if (!child) return run(words + 1);
    waitpid(child, &status, 0);
    for (int i = 0; i < count; i++) kill(sleeping[i], SIGKILL);
    return count == wanted && WIFEXITED(status) ? WEXITSTATUS(status) : failed("fork");
}

// COUNT PROGRAM ARGS...: that many children live and die before the program runs.
static int after(char** words) {
    for (int i = atoi(words[0]); i > 0; i--) {
        const pid_t child = fork();
        if (!child) _exit(0);
        waitpid(child, NULL, 0);
    }
    return run(words + 1);
}

static int connect_to(int fd, const char* path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
    return connect(fd, (const struct sockaddr*)&address, sizeof(address)) ? failed(path) : 0;
}

static int stream(void) { return socket(AF_UNIX, SOCK_STREAM, 0); }

// PATH: by a descriptor that names it.
static int connect_by_fd(char** words) {
    char path[64];
    const int named = open(words[0], O_PATH);
    if (named < 0) return failed(words[0]);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", named);
    return connect_to(stream(), path);
}

// DIRECTORY PATH: with the mount as the root.
static int connect_in_chroot(char** words) {
    if (chroot(words[0]) || chdir("/")) return failed(words[0]);
    return connect_to(stream(), words[1]);
}

// PATH: the socket was made by another process and handed over by SCM_RIGHTS.
static int connect_passed(char** words) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair)) return failed("socketpair");
    char control[CMSG_SPACE(sizeof(int))] = {0}, byte = 0;
    struct iovec data = {&byte, 1};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
    if (!fork()) {
        struct cmsghdr* head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof(int));
        *(int*)CMSG_DATA(head) = stream();
        _exit(sendmsg(pair[1], &message, 0) != 1);
    }
    if (recvmsg(pair[0], &message, 0) != 1) return failed("recvmsg");
    return connect_to(*(int*)CMSG_DATA(CMSG_FIRSTHDR(&message)), words[0]);
}

static char swapped[256];
static const char *secret_path, *innocent_path;

static void* swap(void* stop) {
    for (unsigned n = 0; !*(volatile int*)stop; n++) strcpy(swapped, n & 1 ? secret_path : innocent_path);
    return NULL;
}

// SECRET INNOCENT: a second thread writes another path into the buffer while the kernel reads it.
static int open_racing(char** words) {
    volatile int stop = 0;
    int won = 0;
    pthread_t other;
    struct stat secret, got;
    secret_path = words[0];
    innocent_path = strcpy(swapped, words[1]);
    if (stat(secret_path, &secret) || pthread_create(&other, NULL, swap, (void*)&stop)) return failed(secret_path);
    for (int i = 0; i < 20000 && won < 20; i++) {
        const int fd = open(swapped, O_RDONLY);
        won += fd >= 0 && !fstat(fd, &got) && got.st_ino == secret.st_ino && got.st_dev == secret.st_dev;
        if (fd >= 0) close(fd);
    }
    stop = 1;
    pthread_join(other, NULL);
    return won ? 0 : 1;
}

static const struct {
    const char* name;
    int words;
    int (*act)(char** words);
} ways[] = {
    {"memfd", 2, memfd},
    {"thread", 1, thread},
    {"as", 2, as},
    {"detach", 1, detach},
    {"sibling", 1, sibling},
    {"among", 2, among},
    {"after", 2, after},
    {"connect-by-fd", 1, connect_by_fd},
    {"connect-in-chroot", 2, connect_in_chroot},
    {"connect-passed", 1, connect_passed},
    {"open-racing", 2, open_racing},
};

int main(int argc, char** argv) {
    for (size_t i = 0; argc > 1 && i < sizeof(ways) / sizeof(ways[0]); i++)
        if (!strcmp(argv[1], ways[i].name) && argc - 2 >= ways[i].words) return ways[i].act(argv + 2);
    fprintf(stderr, "usage: evade HOW WORDS..., with HOW one of:");
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) fprintf(stderr, " %s", ways[i].name);
    fprintf(stderr, "\n");
    return 2;
}
