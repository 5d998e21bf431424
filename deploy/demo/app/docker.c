// SPDX-License-Identifier: Apache-2.0
// A stand-in for the docker client: `docker run [--name NAME] IMAGE` asks the API behind DOCKER_HOST
// (unix:///path) to create a container and prints the answer. Static, like the real one.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int api_connect(void) {
    const char* host = getenv("DOCKER_HOST");
    if (!host || strncmp(host, "unix://", 7) != 0) {
        fprintf(stderr, "docker: DOCKER_HOST must be unix:///path\n");
        return -1;
    }
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", host + 7);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr*)&address, sizeof address) != 0) {
        perror("docker: cannot connect to the Docker daemon");
        return -1;
    }
    return fd;
}

static int create(const char* name, const char* image) {
    char body[512], request[1024];
    int length = snprintf(body, sizeof body, "{\"Image\":\"%.400s\"}", image);
    int size = snprintf(request, sizeof request,
                        "POST /v1.41/containers/create?name=%.200s HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n"
                        "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                        name, length, body);
    int fd = api_connect();
    if (fd < 0 || write(fd, request, (size_t)size) != size) return 1;
    char answer[4096];
    for (ssize_t n; (n = read(fd, answer, sizeof answer)) > 0;) fwrite(answer, 1, (size_t)n, stdout);
    return 0;
}

int main(int argc, char** argv) {
    const char *name = "", *image = NULL;
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--name") == 0 && i + 1 < argc)
            name = argv[++i];
        else
            image = argv[i];
    }
    if (argc < 3 || strcmp(argv[1], "run") != 0 || !image) {
        fprintf(stderr, "usage: docker run [--name NAME] IMAGE\n");
        return 2;
    }
    return create(name, image);
}
