// SPDX-License-Identifier: Apache-2.0
#include <sys/utsname.h>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "bpf/wire/events.h"
#include "source/recording.h"

namespace overboard::source {
namespace {

std::string first_line(const std::string& path) {
    const std::string text = base::read_file(path, 4096).value_or("");
    return text.substr(0, text.find('\n'));
}

std::string this_machine() {
    utsname name{};
    uname(&name);
    return name.machine;
}

// A member that is absent, or of another type, is the default: only wire and machine decide.
template <class T>
void take(const nlohmann::json& object, const char* key, T& out) {
    const auto found = object.find(key);
    if (found == object.end()) return;
    if constexpr (std::is_same_v<T, std::string>) {
        if (found->is_string()) out = *found->get_ptr<const std::string*>();
    } else if constexpr (std::is_same_v<T, bool>) {
        if (found->is_boolean()) out = *found->get_ptr<const bool*>();
    } else if (found->is_number_integer()) {
        out = found->get<T>();
    }
}

}  // namespace

RecordingHeader RecordingHeader::here(std::string version) {
    utsname name{};
    uname(&name);
    RecordingHeader out;
    out.wire = OB_WIRE_VERSION;
    out.machine = name.machine;
    out.version = std::move(version);
    out.kernel = name.release;
    out.boot_id = first_line("/proc/sys/kernel/random/boot_id");
    out.started_ns = base::realtime_ns();
    return out;
}

std::string to_json(const RecordingHeader& h) {
    const nlohmann::ordered_json out = {
        {"wire", h.wire},
        {"machine", h.machine},
        {"version", h.version},
        {"kernel", h.kernel},
        {"node", h.node},
        {"boot_id", h.boot_id},
        {"started_ns", h.started_ns},
        {"everything", h.everything},
        {"judge_host", h.judge_host},
    };
    return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

base::Result<RecordingHeader> parse_header(std::string_view json) {
    const auto object = nlohmann::json::parse(json, nullptr, false);
    if (!object.is_object()) return base::fail("its header is not readable");
    RecordingHeader out;
    take(object, "wire", out.wire);
    take(object, "machine", out.machine);
    take(object, "version", out.version);
    take(object, "kernel", out.kernel);
    take(object, "node", out.node);
    take(object, "boot_id", out.boot_id);
    take(object, "started_ns", out.started_ns);
    take(object, "everything", out.everything);
    take(object, "judge_host", out.judge_host);
    const std::string use = "; replay it with the version that made it, overboard " + base::printable(out.version);
    if (out.wire != OB_WIRE_VERSION)
        return base::fail("it holds records of wire version " + std::to_string(out.wire) + ", and this program reads " +
                          std::to_string(OB_WIRE_VERSION) + use);
    if (out.machine != this_machine())
        return base::fail("it was made on " + base::printable(out.machine) + ", and this machine is " + this_machine() +
                          "; replay it on a machine like that one");
    return out;
}

}  // namespace overboard::source
