// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_filter.h"

#include <algorithm>
#include <cstring>

#include "bpf/wire/events.h"
#include "condition/facts.h"
#include "engine/implied.h"
#include "fields/filesystems.h"
#include "source/filter_bounds.h"

namespace overboard::engine {
namespace {

using condition::Facts;
using condition::Op;
using condition::Predicate;

// Every value that any rule compares the field with by =, in or intersects.
struct Named {
    std::vector<std::string> texts;
    std::vector<std::int64_t> numbers;
    std::vector<condition::Range> ranges;
};

class Asker {
public:
    explicit Asker(std::span<const CompiledRule> rules) : rules_(rules) {}

    bool any(const Facts& facts) const {
        return std::any_of(rules_.begin(), rules_.end(), [&](const auto& r) { return facts.possible(r.program); });
    }

    // As facts.h's unnamed() has it: of the field by any of its names.
    Named named(std::string_view field) const {
        Named out;
        const auto extract = fields::find(field)->extract;
        for (const auto& rule : rules_)
            for (const auto& step : rule.program.steps())
                if (step.predicate->plain() && step.predicate->field->extract == extract) add(*step.predicate, out);
        return out;
    }

private:
    static void add(const Predicate& p, Named& out) {
        if (!p.plain()) return;  // its operand is compared with something else than the field
        if (p.op != Op::eq && p.op != Op::in && p.op != Op::intersects) return;
        out.texts.insert(out.texts.end(), p.texts.begin(), p.texts.end());
        out.numbers.insert(out.numbers.end(), p.numbers.begin(), p.numbers.end());
        out.ranges.insert(out.ranges.end(), p.ranges.begin(), p.ranges.end());
    }

    std::span<const CompiledRule> rules_;
};

Facts of_kind(ob_kind kind) {
    Facts facts;
    facts.kind(kind);
    return facts;
}

// A resolved open outside the container's own root.
Facts foreign_open() {
    Facts facts = of_kind(OB_KIND_OPEN);
    facts.is("file.resolved", true);
    facts.is("file.own_root", false);
    facts.is("evt.failed", false);
    return facts;
}

// Of opens: what they were for, under our name and under Falco's.
void reads(Facts& opens, bool is) {
    for (const char* field : {"file.read", "evt.is_open_read"}) opens.is(field, is);
}
void writes(Facts& opens, bool is) {
    for (const char* field : {"file.write", "evt.is_open_write"}) opens.is(field, is);
}

// Something in the container's own root filesystem.
Facts own(ob_kind kind) {
    Facts facts = of_kind(kind);
    facts.is("file.resolved", true);
    facts.is("file.own_root", true);
    if (kind == OB_KIND_OPEN) facts.is("evt.failed", false);  // a denied one is not resolved
    not_the_hosts(facts);
    return facts;
}

Facts kernel_filesystem_open(std::string_view name) {
    Facts facts = foreign_open();
    facts.is("file.fs", name);
    not_the_hosts(facts);
    return facts;
}

// Fields that show a file's path or its end. In the container's own root that end is the file's own name, so none of
// them has a value that a condition names unless file.name ends it. The one exception, what a mount inside the
// container shows under its mountpoint's name, is admitted by the kernel whatever its name (bpf/lib/admit.bpf.h).
constexpr const char* kPathFields[] = {"file.path", "fd.name", "fd.filename"};

// A resolved path ends in a slash only when it is the root, and that is its name.
std::string last_component(const std::string& path) { return path == "/" ? path : path.substr(path.rfind('/') + 1); }

// What lets through all that either does. Named ones are named to the same table, so WRITES and FILES hold them, too.
std::uint32_t either(std::uint32_t a, std::uint32_t b) {
    if (a > b) std::swap(a, b);
    return a == b || a == OB_ADMIT_NONE || a == OB_ADMIT_NAMED ? b : std::uint32_t{OB_ADMIT_ALL};
}

template <class T>
void sort_unique(std::vector<T>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

class Deriver {
public:
    explicit Deriver(std::span<const CompiledRule> rules) : ask_(rules), names_(ask_.named("file.name").texts) {
        for (const char* field : kPathFields)
            for (const auto& path : ask_.named(field).texts) path_names_.push_back(last_component(path));
    }

    source::KernelFilter run() {
        filter_.config.kinds = kinds();
        filter_.config.calls = calls();
        filter_.config.open_own = admit(own(OB_KIND_OPEN));
        filter_.config.open_foreign = foreign();
        filter_.config.open_denied = denied();
        filter_.config.change_own = change(own(OB_KIND_CHANGE));
        filter_.config.change_foreign = change(of_kind(OB_KIND_CHANGE));
        magics();
        names();
        inet();
        filter_.config.connect_unix = unix_sockets();
        return std::move(filter_);
    }

private:
    std::uint64_t kinds() const {
        std::uint64_t bits = 0;
        for (const auto kind :
             {OB_KIND_FORK, OB_KIND_EXEC, OB_KIND_EXIT, OB_KIND_CGROUP, OB_KIND_CONTAINER, OB_KIND_SERVER})
            bits |= std::uint64_t{1} << kind;
        for (int kind = OB_KIND_NONE + 1; kind < OB_KINDS; ++kind)
            if (ask_.any(of_kind(static_cast<ob_kind>(kind)))) bits |= std::uint64_t{1} << kind;
        return bits;
    }

    // Those of the opens whose name is not in the table.
    Facts without_names(Facts facts) const {
        facts.unnamed("file.name");
        if (facts.knows("file.own_root", true))
            for (const char* field : kPathFields) facts.unnamed(field);
        return facts;
    }

    std::uint32_t calls() const {
        std::uint32_t bits = 0;
        const auto names = fields::system_calls(OB_KIND_KERNEL_CALL).names;
        for (std::size_t call = 0; call < names.size(); ++call) {
            Facts facts = of_kind(OB_KIND_KERNEL_CALL);
            facts.is("call.name", names[call]);
            if (ask_.any(facts)) bits |= 1U << call;
        }
        return bits;
    }

    // The least that lets through whatever a rule can match among these opens.
    std::uint32_t admit(Facts facts) {
        if (!ask_.any(facts)) return OB_ADMIT_NONE;
        if (!ask_.any(without_names(facts))) {
            by_name_.push_back(facts);
            return OB_ADMIT_NAMED;
        }
        Facts unnamed = without_names(facts);
        writes(unnamed, false);
        if (!ask_.any(unnamed)) {
            by_name_.push_back(facts);
            return OB_ADMIT_WRITES;
        }
        return files_or_all(facts);
    }

    // All but character devices, if those are asked for by name or not at all.
    std::uint32_t files_or_all(Facts devices) {
        devices.is("file.type", std::string_view{"char"});
        Facts unnamed = devices;
        unnamed.unnamed("file.name");
        if (ask_.any(unnamed)) return ask_.any(devices) ? OB_ADMIT_ALL : OB_ADMIT_FILES;
        by_name_.push_back(devices);
        return OB_ADMIT_FILES;
    }

    bool wants_characters(Facts facts) const {
        facts.is("file.type", std::string_view{"char"});
        return ask_.any(facts);
    }

    std::uint32_t change(const Facts& facts) {
        if (!ask_.any(facts)) return OB_ADMIT_NONE;
        Facts plain = facts;
        plain.unnamed("file.name");
        plain.is("change.set_id", false);
        plain.absent("change.node");
        if (ask_.any(plain)) return OB_ADMIT_ALL;
        changes_.push_back(facts);
        return OB_ADMIT_NAMED;
    }

    // Filesystems that are no kernel's, and unknown ones. Kernel filesystems have rows of their own.
    std::uint32_t foreign() {
        Facts unknown = foreign_open();
        unknown.absent("file.fs");
        std::uint32_t verdict = admit(unknown);
        bool characters = wants_characters(unknown);
        for (const auto& fs : fields::filesystems()) {
            if (fs.kernel) continue;
            Facts facts = foreign_open();
            facts.is("file.fs", fs.name);
            verdict = either(verdict, admit(facts));
            characters = characters || wants_characters(facts);
        }
        // Some by name and some but devices: together these are all but devices, if no device is asked for by name.
        return verdict == OB_ADMIT_ALL && !characters ? std::uint32_t{OB_ADMIT_FILES} : verdict;
    }

    void magics() {
        for (const auto& fs : fields::filesystems()) {
            if (!fs.kernel) continue;
            const auto verdict = admit(kernel_filesystem_open(fs.name));
            if (verdict != filter_.config.open_foreign) filter_.magics.emplace_back(fs.magic, verdict);
        }
    }

    std::uint32_t denied() const {
        Facts facts = of_kind(OB_KIND_OPEN);
        facts.is("file.resolved", false);
        facts.is("evt.failed", true);
        Facts changes = of_kind(OB_KIND_CHANGE);
        changes.is("evt.failed", true);
        return ask_.any(facts) || ask_.any(changes) ? OB_ADMIT_ALL : OB_ADMIT_NONE;
    }

    void names() {
        auto texts = names_;
        texts.insert(texts.end(), path_names_.begin(), path_names_.end());
        sort_unique(texts);
        for (const auto& name : texts) {
            std::uint32_t wanted = 0;
            for (const auto& opens : by_name_) wanted |= wants(name, opens);
            for (auto changes : changes_) {
                changes.is("file.name", std::string_view{name});
                if (ask_.any(changes)) wanted |= OB_WANT_WRITE;
            }
            if (wanted) filter_.names.emplace_back(name, wanted);
        }
    }

    // An open for both is let through by either bit, and O_PATH, which reads and writes nothing, by that of reading:
    // the kernel sees access mode 0 in it.
    std::uint32_t wants(const std::string& name, Facts reading) const {
        reading.is("file.name", std::string_view{name});
        Facts writing = reading, neither = reading;
        reads(reading, true);
        reads(writing, false);
        writes(writing, true);
        reads(neither, false);
        writes(neither, false);
        const bool read = ask_.any(reading) || ask_.any(neither);
        return (read ? OB_WANT_READ : 0U) | (ask_.any(writing) ? OB_WANT_WRITE : 0U);
    }

    void inet() {
        Facts facts = of_kind(OB_KIND_CONNECT);
        for (const char* field :
             {"socket.peer_path", "socket.host_path", "socket.peer_outside", "socket.peer_is_runtime",
              "socket.peer_runtime", "socket.peer_exe", "socket.peer_pid", "fd.name", "fd.filename", "fd.directory"})
            facts.absent(field);
        const bool v4 = inet_possible(facts, "ipv4", "4"), v6 = inet_possible(facts, "ipv6", "6");
        filter_.config.connect_inet = !v4 && !v6 ? OB_ADMIT_NONE : OB_ADMIT_ALL;
        if (filter_.config.connect_inet == OB_ADMIT_NONE) return;
        facts.unnamed("socket.peer_ip");
        facts.unnamed("socket.peer_port");
        if (inet_possible(facts, "ipv4", "4") || inet_possible(facts, "ipv6", "6")) return;
        filter_.config.connect_inet = OB_ADMIT_NAMED;
        addresses_and_ports();
    }

    bool inet_possible(Facts facts, std::string_view family, std::string_view typechar) const {
        facts.is("socket.family", family);
        facts.is("fd.type", family);
        facts.is("fd.typechar", typechar);
        return ask_.any(facts);
    }

    void addresses_and_ports() {
        std::vector<std::array<std::uint8_t, 16>> addresses;
        for (const auto& range : ask_.named("socket.peer_ip").ranges)
            if (range.bits == 128) addresses.push_back(range.address);
        sort_unique(addresses);
        for (const auto& one : addresses) {
            filter_.addresses.emplace_back();
            std::memcpy(filter_.addresses.back().addr, one.data(), one.size());
        }
        for (const auto port : ask_.named("socket.peer_port").numbers)
            if (port > 0 && port <= 0xffff) filter_.ports.push_back(static_cast<std::uint16_t>(port));
        sort_unique(filter_.ports);
    }

    std::uint32_t unix_sockets() const {
        Facts facts = of_kind(OB_KIND_CONNECT);
        facts.is("socket.family", std::string_view{"unix"});
        facts.is("fd.type", std::string_view{"unix"});
        facts.is("fd.typechar", std::string_view{"u"});
        for (const char* field : {"socket.peer_ip", "socket.peer_port", "socket.peer_loopback", "socket.protocol"})
            facts.absent(field);
        if (!ask_.any(facts)) return OB_ADMIT_NONE;
        facts.is("socket.peer_outside", false);
        return ask_.any(facts) ? OB_ADMIT_ALL : OB_ADMIT_NAMED;
    }

    Asker ask_;
    std::vector<std::string> names_, path_names_;  // that conditions name, as they are and as the ends of paths
    source::KernelFilter filter_;
    std::vector<Facts> by_name_;  // the classes of opens that are admitted by name
    std::vector<Facts> changes_;  // the same of changes
};

}  // namespace

source::KernelFilter derive_filter(std::span<const CompiledRule> rules, std::vector<std::string>* widened) {
    auto filter = Deriver{rules}.run();
    auto sentences = source::fit(filter);
    if (widened) *widened = std::move(sentences);
    return filter;
}

}  // namespace overboard::engine
