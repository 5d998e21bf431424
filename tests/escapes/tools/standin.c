// SPDX-License-Identifier: Apache-2.0
// The service an attack reaches for: answers every connection with 200 and "granted"; nothing stands behind it.
//   standin unix PATH|@NAME     standin tcp ADDRESS PORT
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int listen_unix(const char* path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const size_t length = strlen(path);
    if (length >= sizeof(address.sun_path)) return -1;
    memcpy(address.sun_path, path, length);
    if (path[0] == '@') address.sun_path[0] = '\0';
    const size_t size = offsetof(struct sockaddr_un, sun_path) + length + (path[0] == '@' ? 0 : 1);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return bind(fd, (const struct sockaddr*)&address, (socklen_t)size) ? -1 : fd;
}

static int listen_tcp(const char* host, const char* port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port))};
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) return -1;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    return bind(fd, (const struct sockaddr*)&address, sizeof(address)) ? -1 : fd;
}

static void answer(int connection) {
    static const char text[] = "HTTP/1.0 200 OK\r\nContent-Length: 8\r\n\r\ngranted\n";
    char request[4096];
    struct pollfd ready = {.fd = connection, .events = POLLIN};
    if (poll(&ready, 1, 500) == 1 && read(connection, request, sizeof(request)) > 0)
        if (write(connection, text, sizeof(text) - 1) < 0) perror("standin");
    close(connection);
}

int main(int argc, char** argv) {
    signal(SIGPIPE, SIG_IGN);
    int listener = -1;
    if (argc == 3 && !strcmp(argv[1], "unix")) listener = listen_unix(argv[2]);
    if (argc == 4 && !strcmp(argv[1], "tcp")) listener = listen_tcp(argv[2], argv[3]);
    if (listener < 0 || listen(listener, 128)) {
        perror("standin");
        return 1;
    }
    for (;;) {
        const int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (connection < 0) continue;
        if (!fork()) {
            answer(connection);
            _exit(0);
        }
        signal(SIGCHLD, SIG_IGN);
        close(connection);
    }
}
