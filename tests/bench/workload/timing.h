// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <vector>

namespace overboard::bench {

inline double seconds_of(timeval t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6; }

// Processor time in ns of this process and of the children it has waited for. Not the wall clock: whatever else runs on
// the machine would count.
inline double spent_ns() {
    timespec own{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
    rusage children{};
    getrusage(RUSAGE_CHILDREN, &children);
    const double waited = seconds_of(children.ru_utime) + seconds_of(children.ru_stime);
    return static_cast<double>(own.tv_sec) * 1e9 + static_cast<double>(own.tv_nsec) + waited * 1e9;
}

// ns per call of `once`: the lower quartile of `batches`, each of `size` calls. After each batch `pause` runs, untimed.
template <class Once, class Pause>
double ns_per_call(int batches, int size, Once once, Pause pause) {
    std::vector<double> each;
    for (int b = 0; b < batches; b++) {
        const double start = spent_ns();
        for (int i = 0; i < size; i++) once();
        each.push_back((spent_ns() - start) / size);
        pause();
    }
    std::nth_element(each.begin(), each.begin() + each.size() / 4, each.end());
    return each[each.size() / 4];
}

}  // namespace overboard::bench
