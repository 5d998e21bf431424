// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "base/clock.h"
#include "base/file.h"
#include "sensor/report.h"

namespace overboard::sensor {
namespace {

// proc_pid_stat(5): fields are counted from 1, and the third follows the name in parentheses.
std::vector<double> stat_fields() {
    const std::string text = base::read_file("/proc/self/stat", 4096).value_or("");
    const std::size_t name_end = text.rfind(')');
    std::vector<double> fields(3, 0);
    if (name_end == text.npos || name_end + 4 > text.size()) return fields;
    std::istringstream rest(text.substr(name_end + 4));
    for (double value = 0; rest >> value;) fields.push_back(value);
    return fields;
}

constexpr std::size_t utime = 13, stime = 14, starttime = 21, vsize = 22, rss = 23;  // less one: from 0

double open_descriptors() {
    std::error_code error;
    std::filesystem::directory_iterator entries("/proc/self/fd", error);
    return error ? 0 : static_cast<double>(std::distance(entries, std::filesystem::directory_iterator{})) - 1;
}

double started(const std::vector<double>& stat) {
    if (stat.size() <= starttime) return 0;
    const double since_boot = stat[starttime] / static_cast<double>(sysconf(_SC_CLK_TCK));
    return static_cast<double>(base::realtime_offset_ns()) / 1e9 + since_boot;
}

}  // namespace

double process_start_seconds() { return started(stat_fields()); }

void report_process(metrics::Registry& registry) {
    const auto stat = stat_fields();
    if (stat.size() <= rss) return;
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    registry.set("process_cpu_seconds_total", (stat[utime] + stat[stime]) / static_cast<double>(sysconf(_SC_CLK_TCK)));
    registry.set("process_virtual_memory_bytes", stat[vsize]);
    registry.set("process_resident_memory_bytes", stat[rss] * static_cast<double>(sysconf(_SC_PAGESIZE)));
    registry.set("process_open_fds", open_descriptors());
    registry.set("process_max_fds", static_cast<double>(files.rlim_cur));
    registry.set("process_start_time_seconds", started(stat));
}

}  // namespace overboard::sensor
