// SPDX-License-Identifier: Apache-2.0
#include "source/live.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/file.h"
#include "source/attach.h"
#include "source/filter_maps.h"
#include "source/hierarchy.h"
#include "source/min_btf.h"
#include "source/optional.h"
#include "source/ring.h"
#include "source/skeleton.h"

namespace overboard::source {
namespace {

constexpr std::size_t kDecisiveBatch = 4096, kBulkBatch = 256, kRounds = 64, kLineBytes = 4096;
constexpr std::size_t kMountsBytes = 4 << 20;  // a node has some hundred mounts a pod

// libbpf has one print hook for the whole process; it speaks to whoever opens the kernel side now.
const LiveOptions* g_listener = nullptr;

int print_line(enum libbpf_print_level level, const char* format, va_list args) {
    if (!g_listener || !g_listener->verbose || level == LIBBPF_DEBUG) return 0;
    char* text = nullptr;
    if (vasprintf(&text, format, args) < 0) return 0;
    const std::unique_ptr<char, decltype(&free)> owned(text, free);
    const std::string_view line = text;  // of a long one, the verifier's log, the reason stands at the end
    g_listener->verbose(std::string{line.substr(line.size() - std::min(line.size(), kLineBytes))});
    return 0;
}

class Listening {
public:
    explicit Listening(const LiveOptions& options) {
        g_listener = &options;
        libbpf_set_print(print_line);
    }
    ~Listening() { g_listener = nullptr; }
};

std::string why(int error) {
    if (error == EPERM || error == EACCES)
        return "the kernel refused a BPF program; run as root or with CAP_BPF and CAP_PERFMON (and CAP_SYS_RESOURCE "
               "below 5.11), and see --verbose for the verifier's reason";
    if (error == ESRCH || error == ENOENT)
        return "the kernel has no type information for a tracepoint that is needed; a kernel of 5.10 or later with "
               "CONFIG_DEBUG_INFO_BTF=y is required (overboard doctor says more)";
    return "the kernel side could not be loaded (" + std::string(strerror(error)) + "); see --verbose";
}

struct SkeletonDeleter {
    void operator()(overboard_bpf* s) const { overboard_bpf__destroy(s); }
};

// Programs that other programs tail-call, by the slot they fill.
std::vector<std::pair<std::uint32_t, bpf_program*>> tails(overboard_bpf& s) {
    return {{OB_TAIL_OPEN, s.progs.tail_open},
            {OB_TAIL_CONNECT, s.progs.tail_connect},
            {OB_TAIL_ACCEPT, s.progs.tail_accept},
            {OB_TAIL_EXEC, s.progs.tail_exec},
            {OB_TAIL_SOCKETCALL, s.progs.tail_socketcall},
            {OB_TAIL_URING, s.progs.tail_uring},
            {OB_TAIL_CHECK, s.progs.tail_check},
            {OB_TAIL_ADOPT, s.progs.tail_adopt},
            {OB_TAIL_CWD, s.progs.tail_cwd},
            {OB_TAIL_MOUNT, s.progs.tail_mount},
            {OB_TAIL_NAMESPACE, s.progs.tail_namespace},
            {OB_TAIL_ACCESS, s.progs.tail_access},
            {OB_TAIL_KERNEL_CALL, s.progs.tail_kernel_call},
            {OB_TAIL_MAP, s.progs.tail_map},
            {OB_TAIL_ENTRY, s.progs.tail_entry},
            {OB_TAIL_CHANGE, s.progs.tail_change}};
}

bool has_hook(const bpf_program* program) {
    const std::string_view name = bpf_program__name(program);
    return !name.starts_with("tail_") && !name.starts_with("scan_") && bpf_program__autoload(program);
}

base::Result<std::vector<char>> run_iterator(const bpf_program* program) {
    std::unique_ptr<bpf_link, int (*)(bpf_link*)> link(bpf_program__attach_iter(program, nullptr), bpf_link__destroy);
    if (!link) return base::fail_errno("cannot attach the iterator that reads running processes", errno);
    base::Fd fd(bpf_iter_create(bpf_link__fd(link.get())));
    if (!fd) return base::fail_errno("cannot start the iterator that reads running processes", errno);
    std::vector<char> bytes;
    char chunk[16384];
    for (;;) {
        const ssize_t n = read(fd.get(), chunk, sizeof(chunk));
        if (n == 0) return bytes;
        if (n < 0 && errno == EAGAIN) continue;
        if (n < 0) return base::fail_errno("cannot read the list of running processes", errno);
        bytes.insert(bytes.end(), chunk, chunk + n);
    }
}

}  // namespace

struct Live::State {
    const LiveOptions options;
    std::unique_ptr<overboard_bpf, SkeletonDeleter> skeleton;
    base::Fd types;                                 // of the kernel, for relocations, until the programs are loaded
    std::map<const bpf_program*, bpf_link*> links;  // of the programs that are attached
    std::array<std::unique_ptr<Ring>, OB_RINGS> rings;
    base::Fd epoll;
    KernelFilter filter;
    Hierarchy hierarchy;

    explicit State(LiveOptions given) : options(std::move(given)) {}
    ~State() {
        for (const auto& [program, link] : links) bpf_link__destroy(link);
    }

    base::Result<void> open();
    base::Result<void> load();
    base::Result<void> attach(std::uint64_t kinds);
    void detach_all_but(std::uint64_t kinds);
    base::Result<void> open_rings();
    base::Result<void> take_as_born();
    std::size_t round(const Sink& sink);
};

// Twice: what the programs ask of the kernel's types is known once they are open, and the types are chosen as they are.
base::Result<void> Live::State::open() {
    const Btf kernel{btf__load_vmlinux_btf()};
    if (!kernel) return base::fail(why(ENOENT));
    skeleton.reset(overboard_bpf__open());
    if (!skeleton) return base::fail(why(errno));
    const Btf minimal = minimal_btf(kernel.get(), bpf_object__btf(skeleton->obj));
    if (types = minimal ? file_of(minimal.get()) : base::Fd{}; types) {
        const std::string path = "/proc/self/fd/" + std::to_string(types.get());
        LIBBPF_OPTS(bpf_object_open_opts, opening, .btf_custom_path = path.c_str());
        skeleton.reset(overboard_bpf__open_opts(&opening));
        if (!skeleton) return base::fail(why(errno));
    }
    choose_optional(*skeleton, kernel.get());
    return {};
}

base::Result<void> Live::State::load() {
    const auto cgroups = base::read_file("/proc/self/cgroup", 65536);
    if (!cgroups) return tl::unexpected(cgroups.error());
    hierarchy = choose_hierarchy(*cgroups);
    skeleton->rodata->cgroup_hierarchy = hierarchy.id;
    skeleton->rodata->cgroup_controller = hierarchy.controller;
    skeleton->bss->sensor_tgid = static_cast<std::uint32_t>(getpid());
    if (options.processes) bpf_map__set_max_entries(skeleton->maps.processes, options.processes);
    if (const int error = overboard_bpf__load(skeleton.get())) return base::fail(why(-error));
    types.reset();
    for (const auto& [slot, program] : tails(*skeleton)) {
        const int fd = bpf_program__fd(program);
        if (bpf_map_update_elem(bpf_map__fd(skeleton->maps.tails), &slot, &fd, BPF_ANY))
            return base::fail_errno("cannot link the programs behind sys_exit", errno);
    }
    return {};
}

// What these kinds need and is not attached yet.
base::Result<void> Live::State::attach(std::uint64_t kinds) {
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, skeleton->obj) {
        if (!has_hook(program) || links.contains(program) || !is_needed(bpf_program__name(program), kinds)) continue;
        bpf_link* link = bpf_program__attach(program);
        if (!link)
            return base::fail(std::string("cannot attach ") + bpf_program__section_name(program) + ": " + why(errno));
        links[program] = link;
    }
    return {};
}

void Live::State::detach_all_but(std::uint64_t kinds) {
    std::erase_if(links, [&](const auto& row) {
        const bool idle = !is_needed(bpf_program__name(row.first), kinds);
        if (idle) bpf_link__destroy(row.second);
        return idle;
    });
}

base::Result<void> Live::State::open_rings() {
    const bpf_map* maps[OB_RINGS] = {skeleton->maps.decisive, skeleton->maps.bulk};
    epoll.reset(epoll_create1(EPOLL_CLOEXEC));
    for (int i = 0; i < OB_RINGS; i++) {
        auto ring = Ring::open(bpf_map__fd(maps[i]), bpf_map__max_entries(maps[i]));
        if (!ring) return tl::unexpected(ring.error());
        rings[i] = std::move(*ring);
        epoll_event event{.events = EPOLLIN, .data = {.u32 = static_cast<std::uint32_t>(i)}};
        if (epoll_ctl(epoll.get(), EPOLL_CTL_ADD, rings[i]->epoll_fd(), &event))
            return base::fail_errno("cannot watch a ring buffer", errno);
    }
    return {};
}

// A container that is being set up now has its cgroup already, which nobody saw being made: such a cgroup is as good as
// one that is made from now on. Half of the table is left to those.
base::Result<void> Live::State::take_as_born() {
    const auto mounts = base::read_file("/proc/self/mounts", kMountsBytes, base::Excess::cut);
    if (!mounts) return tl::unexpected(mounts.error());
    const std::uint32_t nobody = 0;
    const std::size_t most = bpf_map__max_entries(skeleton->maps.born) / 2;
    for (const std::string& mount : mounts_of(hierarchy, *mounts))
        for (const std::uint64_t id : cgroups_below(mount, most))
            bpf_map__update_elem(skeleton->maps.born, &id, sizeof(id), &nobody, sizeof(nobody), BPF_NOEXIST);
    return {};
}

// The decisive ring first and whole; of the bulk ring a batch, so that the decisive one never waits long.
std::size_t Live::State::round(const Sink& sink) {
    const std::size_t decisive = rings[OB_RING_DECISIVE]->consume(sink, kDecisiveBatch);
    return decisive + rings[OB_RING_BULK]->consume(sink, kBulkBatch);
}

Live::Live(std::unique_ptr<State> state) : state_(std::move(state)) {}
Live::~Live() = default;

base::Result<std::unique_ptr<Live>> Live::load(const LiveOptions& options) {
    const Listening listening(options);
    auto state = std::make_unique<State>(options);
    const auto done = state->open().and_then([&] { return state->load(); });
    if (!done) return tl::unexpected(done.error());
    return std::unique_ptr<Live>(new Live(std::move(state)));
}

base::Result<void> Live::attach(const KernelFilter& filter) {
    const Listening listening(state_->options);
    state_->filter = filter;
    if (auto done = write_filter(*state_->skeleton, filter, Change::narrows); !done)
        return done;  // nothing was sent yet
    if (auto done = state_->open_rings(); !done) return done;
    if (auto host = run_iterator(state_->skeleton->progs.scan_host); !host) return tl::unexpected(host.error());
    return state_->attach(filter.config.kinds);
}

base::Result<std::unique_ptr<Live>> Live::open(const LiveOptions& options, const KernelFilter& filter) {
    auto live = load(options);
    if (!live) return live;
    if (auto done = (*live)->attach(filter); !done) return tl::unexpected(done.error());
    return live;
}

base::Result<std::vector<Scanned>> Live::scan() {
    auto& programs = state_->skeleton->progs;
    if (auto done = state_->take_as_born(); !done) return tl::unexpected(done.error());
    // Twice: who is taken for a runtime's is looked at again when every container is known.
    for (const bpf_program* program : {programs.scan_tasks, programs.scan_tasks, programs.scan_files})
        if (auto done = run_iterator(program); !done) return tl::unexpected(done.error());
    auto bytes = run_iterator(programs.scan_lineage);
    if (!bytes) return tl::unexpected(bytes.error());
    std::vector<Scanned> found(bytes->size() / sizeof(Scanned));
    std::memcpy(found.data(), bytes->data(), found.size() * sizeof(Scanned));
    return found;
}

base::Result<void> Live::set_filter(const KernelFilter& filter) {
    if (auto done = state_->attach(filter.config.kinds); !done) return done;
    if (auto done = write_filter(*state_->skeleton, widest(state_->filter, filter), Change::widens); !done) return done;
    if (auto done = write_filter(*state_->skeleton, filter, Change::narrows); !done) return done;
    state_->detach_all_but(filter.config.kinds);
    state_->filter = filter;
    return {};
}

base::Result<std::size_t> Live::drain(const Sink& sink) {
    std::size_t total = 0;
    for (std::size_t i = 0; i < kRounds; i++) {
        const std::size_t n = state_->round(sink);
        total += n;
        if (!n) break;
    }
    return total;
}

int Live::poll_fd() const { return state_->epoll.get(); }

std::array<RingUse, OB_RINGS> Live::rings() const {
    std::array<RingUse, OB_RINGS> out;
    for (int i = 0; i < OB_RINGS; i++) {
        const Ring& ring = *state_->rings[i];
        out[i] = {ring.size(), ring.used(), ring.used_max()};
    }
    return out;
}

// A form that this kernel does not need is nothing that is missing, as long as another form of it is loaded.
std::vector<ProgramState> Live::programs() const {
    std::vector<ProgramState> out;
    std::set<std::string_view> covered;
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, object()) {
        out.push_back({bpf_program__name(program), bpf_program__fd(program) >= 0, state_->links.contains(program)});
        if (out.back().loaded) covered.insert(tracepoint_of(bpf_program__name(program)));
    }
    covered.erase(std::string_view{});
    std::erase_if(
        out, [&](const ProgramState& state) { return !state.loaded && covered.contains(tracepoint_of(state.name)); });
    return out;
}

bpf_object* Live::object() const { return state_->skeleton->obj; }

}  // namespace overboard::source
