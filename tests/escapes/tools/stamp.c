// SPDX-License-Identifier: Apache-2.0
// Copies lines, each with the time it arrived before it: nanoseconds since 1970, so that an alert's latency is known.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(void) {
    char* line = NULL;
    size_t size = 0;
    while (getline(&line, &size, stdin) > 0) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        printf("%lld%09ld %s", (long long)now.tv_sec, now.tv_nsec, line);
        fflush(stdout);
    }
    free(line);
    return 0;
}
