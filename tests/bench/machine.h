// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace overboard::bench {

void pin_to(int core);  // the calling thread, and what it forks from here on
void go_ahead();        // of whatever else runs, and what it forks as well; where that is refused, nothing happens
std::string machine();  // "kernel ..., 2 cores, <model>, load 0.42"
// What the calling thread's core gives now. Sibling threads and hypervisors take their part unseen: figures of two runs
// compare where this does.
struct Core {
    double ghz = 0;    // by a chain of multiplications, three cycles each
    double share = 0;  // of the cycles that a loop of one a cycle gets: 1 when nobody shares the core
};
Core core_now();
unsigned tracing_programs();        // tracepoint-like BPF programs loaded now, by whomever
double processor_seconds(int pid);  // spent by a process, all threads, since it started

// Of a process, in MiB: VmRSS, Pss, and what no other process shares.
struct Memory {
    double resident = 0, proportional = 0, own = 0;
};
Memory memory_of(int pid);

}  // namespace overboard::bench
