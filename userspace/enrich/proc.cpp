// SPDX-License-Identifier: Apache-2.0
#include "enrich/proc.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>

#include "base/file.h"
#include "enrich/arguments.h"
#include "enrich/path.h"

namespace overboard::enrich {
namespace {

constexpr std::size_t small_file = 16384;
constexpr std::size_t max_mountinfo = 32 << 20;  // a node with 5,000 pods shows about 10 MiB
constexpr std::size_t mount_columns = 6;         // of a mountinfo line: ids, device, root, mountpoint, mount options
// Fields of /proc/PID/stat, counted from "state" (proc(5) calls that one 3).
constexpr std::size_t stat_parent = 4 - 3, stat_start = 22 - 3;

template <class Number>
Number number(std::string_view text) {
    Number out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

std::string read_head(const std::string& path, std::size_t limit) {
    return base::read_file(path, limit, base::Excess::cut).value_or(std::string());
}

std::string read_link(const std::string& path) {
    std::array<char, PATH_MAX> buffer;
    const auto length = ::readlink(path.c_str(), buffer.data(), buffer.size());
    return length <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(length));
}

// Of an overlay all of it: its layers stand at the end.
std::string first_columns(std::string_view mount) {
    if (mount.find(" - overlay ") != mount.npos) return std::string(mount);
    std::string out;
    const auto columns = parts_of(mount, " ");
    for (std::size_t i = 0; i < std::min(columns.size(), mount_columns); ++i)
        out.append(i == 0 ? "" : " ").append(columns[i]);
    return out;
}

std::uint64_t tick_ns() {
    static const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    return 1'000'000'000 / ticks;
}

}  // namespace

std::string Proc::file(std::uint32_t pid, const char* name) const {
    return root_ + "/" + std::to_string(pid) + "/" + name;
}

std::string Proc::exe(std::uint32_t pid) const {
    if (!readable()) return {};
    return ask(witness_, {Subject::exe, pid}, [&] {
        constexpr std::string_view deleted = " (deleted)";
        auto out = read_link(file(pid, "exe"));
        if (out.ends_with(deleted)) out.resize(out.size() - deleted.size());
        return out;
    });
}

std::string Proc::cwd(std::uint32_t pid) const {
    if (!readable()) return {};
    return ask(witness_, {Subject::cwd, pid}, [&] { return read_link(file(pid, "cwd")); });
}

Argv Proc::read_args(std::uint32_t pid, std::size_t limit) const {
    Argv out;
    auto bytes = read_head(file(pid, "cmdline"), limit + 1);
    const bool long_one = bytes.size() > limit;
    if (long_one) bytes.resize(limit);
    // A process that set its title (puma, nginx) leaves the rest of its argv as NULs.
    bytes.erase(bytes.find_last_not_of('\0') + 1);
    out.elements = split_arguments(bytes, out.truncated);
    out.truncated |= long_one;
    return out;
}

Argv Proc::args(std::uint32_t pid, std::size_t limit) const {
    if (!readable()) return {};
    return ask(witness_, {Subject::arguments, pid}, [&] { return read_args(pid, limit); });
}

std::vector<std::string> Proc::runtime_args(std::uint32_t pid, std::size_t limit) const {
    if (!readable()) return {};
    return ask(witness_, {Subject::runtime_arguments, pid}, [&] { return RuntimeArgv{read_args(pid, limit).elements}; })
        .elements;
}

std::vector<std::string> Proc::stat(std::uint32_t pid) const {
    std::vector<std::string> out;
    const auto text = read_head(file(pid, "stat"), small_file);
    const auto end = text.rfind(')');  // the command may hold anything, ")" included
    if (end == text.npos) return out;
    for (const auto part : parts_of(std::string_view(text).substr(end + 1), " \n")) out.emplace_back(part);
    return out;
}

std::uint32_t Proc::parent(std::uint32_t pid) const {
    if (!readable()) return 0;
    return ask(witness_, {Subject::parent, pid}, [&] {
        const auto fields = stat(pid);
        return fields.size() > stat_parent ? number<std::uint32_t>(fields[stat_parent]) : 0;
    });
}

std::optional<std::uint64_t> Proc::start_ns(std::uint32_t pid) const {
    if (!readable()) return std::nullopt;
    return ask(witness_, {Subject::start, pid}, [&]() -> std::optional<std::uint64_t> {
        const auto fields = stat(pid);
        if (fields.size() <= stat_start) return std::nullopt;
        return number<std::uint64_t>(fields[stat_start]) * tick_ns();
    });
}

bool Proc::is(std::uint32_t pid, std::uint64_t start) const {
    const auto found = start_ns(pid);
    return found && start - start % tick_ns() == *found;
}

std::vector<std::string> Proc::cgroups(std::uint32_t pid) const {
    if (!readable()) return {};
    return ask(witness_, {Subject::cgroups, pid}, [&] {
        std::vector<std::string> out;
        const auto text = read_head(file(pid, "cgroup"), small_file);
        for (const auto line : parts_of(text, "\n")) {
            const auto first = line.find(':');
            const auto second = first == line.npos ? first : line.find(':', first + 1);
            if (second == line.npos) continue;
            std::string path(line.substr(second + 1));
            if (line.starts_with("0::"))
                out.insert(out.begin(), std::move(path));
            else
                out.push_back(std::move(path));
        }
        return out;
    });
}

std::uint32_t Proc::ns(std::uint32_t pid, const char* type) const {
    if (!readable()) return 0;
    return ask(witness_, {Subject::namespace_inode, pid, type}, [&] {
        const auto link = read_link(file(pid, "ns/") + type);
        const auto open = link.find('[');
        return open == link.npos ? 0 : number<std::uint32_t>(std::string_view(link).substr(open + 1));
    });
}

std::vector<std::string> Proc::mount_table() const {
    if (!readable()) return {};
    return ask(witness_, {Subject::mount_table}, [&] {
        const auto text = base::read_file(file(1, "mountinfo"), max_mountinfo, base::Excess::cut).value_or("");
        std::vector<std::string> out;
        for (const auto line : parts_of(text, "\n")) out.push_back(first_columns(line));
        return out;
    });
}

}  // namespace overboard::enrich
