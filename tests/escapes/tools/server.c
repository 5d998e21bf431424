// SPDX-License-Identifier: Apache-2.0
// A server that runs what it is asked for: the application with the injected command.
//   server run          listens on 127.0.0.1:8080 and serves until it is killed
//   server ask ARGV...  asks it to execute ARGV directly (no shell), prints its output, ends with its status
//   server with ARGV... both: listens, is asked once by a child born before, and ends with the status of ARGV
// As in most languages' popen(), the output comes to the server by a pipe: no socket is the program's standard output.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PORT = 8080, WORDS = 256, REQUEST = 65536 };

static struct sockaddr_in here(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int status_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

static void execute(int out, char* request, size_t size) {
    char* argv[WORDS] = {0};
    size_t count = 0;
    for (char* at = request; at < request + size && count < WORDS - 1; at += strlen(at) + 1) argv[count++] = at;
    dup2(open("/dev/null", O_RDONLY), 0);
    dup2(out, 1);
    dup2(out, 2);
    if (count) execvp(argv[0], argv);
    perror(count ? argv[0] : "nothing asked");
    _exit(127);
}

// One request: words ended by NUL, up to the end of the stream. The answer: the output, then one byte of status.
static void serve_one(int connection) {
    static char request[REQUEST + 1];
    size_t size = 0;
    for (ssize_t n; size < REQUEST && (n = read(connection, request + size, REQUEST - size)) > 0;) size += (size_t)n;
    int output[2];
    if (pipe2(output, O_CLOEXEC)) _exit(1);
    const pid_t child = fork();
    if (!child) execute(output[1], request, size);
    close(output[1]);
    char buffer[4096];
    for (ssize_t n; (n = read(output[0], buffer, sizeof(buffer))) > 0;)
        if (write(connection, buffer, (size_t)n) != n) break;
    int status = 0;
    waitpid(child, &status, 0);
    const char last = (char)status_of(status);
    _exit(write(connection, &last, 1) != 1);
}

// Gives the status of the child `asking`, once it has ended; with none (-1) it serves for ever.
static int serve(pid_t asking) {
    const struct sockaddr_in address = here();
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(listener, (const struct sockaddr*)&address, sizeof(address)) || listen(listener, 64)) {
        perror("server");
        return 1;
    }
    for (;;) {
        struct pollfd ready = {.fd = listener, .events = POLLIN};
        if (poll(&ready, 1, 20) == 1) {
            const int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
            if (connection >= 0 && !fork()) serve_one(connection);
            close(connection);
        }
        int status;
        for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) > 0;)
            if (ended == asking) return status_of(status);
    }
}

static int connect_patiently(void) {
    const struct sockaddr_in address = here();
    for (int tries = 0; tries < 1000; tries++) {
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (!connect(fd, (const struct sockaddr*)&address, sizeof(address))) return fd;
        close(fd);
        usleep(10000);
    }
    return -1;
}

static int ask(char** words) {
    const int fd = connect_patiently();
    for (; *words; words++)
        if (write(fd, *words, strlen(*words) + 1) < 0) return 125;
    shutdown(fd, SHUT_WR);
    char buffer[4096];
    int status = -1;  // the byte kept back: the last one is the status
    for (ssize_t n; (n = read(fd, buffer, sizeof(buffer))) > 0;) {
        if (status >= 0) putchar(status);
        fwrite(buffer, 1, (size_t)n - 1, stdout);
        status = (unsigned char)buffer[n - 1];
    }
    fflush(stdout);
    return status < 0 ? 125 : status;
}

int main(int argc, char** argv) {
    signal(SIGPIPE, SIG_IGN);
    if (argc > 2 && !strcmp(argv[1], "ask")) return ask(argv + 2);
    if (argc == 2 && !strcmp(argv[1], "run")) return serve(-1);
    if (argc < 3 || strcmp(argv[1], "with")) {
        fprintf(stderr, "usage: server run | server ask ARGV... | server with ARGV...\n");
        return 2;
    }
    const pid_t client = fork();
    if (!client) return ask(argv + 2);
    return serve(client);
}
