// SPDX-License-Identifier: Apache-2.0
#include "enrich/enricher.h"

#include <sys/socket.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/clock.h"
#include "enrich/container_watch.h"
#include "enrich/executable_hash.h"
#include "enrich/host_file.h"
#include "enrich/host_files.h"
#include "enrich/host_mounts.h"
#include "enrich/path.h"
#include "enrich/proc.h"
#include "enrich/process_tree.h"
#include "enrich/runtime_sockets.h"
#include "enrich/server_kind.h"
#include "enrich/start_up.h"

namespace overboard::enrich {
namespace {

constexpr std::size_t bytes_per_process = 1024;  // on average; the tree forgets before it grows beyond
// Clocks that are slewed keep their offset, so less is what reading two of them costs on a busy machine. Small steps
// add up until they count.
constexpr std::int64_t smallest_step_ns = 50'000'000;

std::int64_t clock_offset(const Settings& settings) {
    if (settings.realtime_offset_ns) return *settings.realtime_offset_ns;
    return ask(settings.witness, {Subject::clock_offset}, base::realtime_offset_ns);
}

// Of this file alone, so that what follows is one function to the compiler where an event passes through.
struct Knowledge {
    Settings settings;
    Proc proc;
    HostFiles files;
    ExecutableHashes hashes;
    bool hash_executables = false;
    ProcessTree tree;
    HostMounts mounts;
    std::int64_t realtime_offset_ns;
    ContainerWatch watch;
    StartUp start_up;
    Tally tally;

    Observation seen;
    Process stranger, server_stranger;  // of processes that are not kept: the host's, and forgotten programs
    JudgedFile file;
    std::string listener;
    std::string kind_exe;  // the server judged last, and what it is
    std::string_view kind;

    explicit Knowledge(Settings given);
    const Observation& observe(const decode::Event& event);
    void learn(const decode::Event& event);
    const Process* actor(const decode::Event& event);
    const Process* server(const decode::Task& task);
    std::string_view kind_of(const Process& server);
    void ask_proc(Process& process);
    void ask_hash(const decode::Event& event, const ContainerEntry& entry);
    void read_process(Process& process);
    void judge(const decode::Event& event, const ContainerEntry* entry);
    void judge_peer(const decode::Connect& connect);
    void judge_change(const decode::Change& change, const MountView& view);
    ContainerEntry* container_of(const decode::Event& event);
    void adopt_process(const source::Scanned& running);
};

Knowledge::Knowledge(Settings given)
    : settings(std::move(given)),
      proc(settings.proc, settings.witness),
      files(settings.host_root, settings.cgroup, settings.witness),
      hashes(settings.proc, settings.witness),
      tree({settings.max_processes, settings.max_processes * bytes_per_process}),
      realtime_offset_ns(clock_offset(settings)),
      watch(settings, proc, files, mounts, realtime_offset_ns) {}

void Knowledge::learn(const decode::Event& event) {
    const auto& task = *event.task.raw;
    const auto now = event.record->time_ns;
    if (std::holds_alternative<decode::Fork>(event.body))
        tree.fork(task);
    else if (const auto* exec = std::get_if<decode::Exec>(&event.body))
        tree.exec(task, *exec, now);
    else if (std::holds_alternative<decode::Exit>(event.body))
        tree.exit(task, now);
    else if (const auto* cgroup = std::get_if<decode::Cgroup>(&event.body))
        watch.on_cgroup(event, *cgroup);
    else if (const auto* armed = std::get_if<decode::Container>(&event.body))
        watch.on_armed(*armed->raw);
    // Not only at the SERVER event: should that be lost, the window must not stay open.
    if (event.task.server && task.container) start_up.served(task.container, now);
}

// What no event told, /proc may still know: for a moment, and only if the pid was not given away.
void Knowledge::ask_proc(Process& process) {
    if (!process.exe.empty() || !tree.ask_once(process)) return;
    ++tally.unknown_process;
    if (!proc.is(process.tgid, process.start_ns)) return;
    read_process(process);
}

// Once for each program that a process runs: at its exec, or at the first that is heard of it.
void Knowledge::ask_hash(const decode::Event& event, const ContainerEntry& entry) {
    const auto& task = *event.task.raw;
    Process* process = event.kind() == OB_KIND_CONTAINER ? nullptr : tree.find(task.tgid, task.start_ns);
    if (!process || process != seen.process || process->exited_ns) return;
    if (std::exchange(process->exe_hashed, true)) return;
    const auto* exec = std::get_if<decode::Exec>(&event.body);
    const bool image = !entry.info.layers.empty() && process->exe_device == entry.root_device;
    if (!(exec ? never_waits(exec->exe) : image)) return;
    Executable wanted{process->tgid, process->exe_device, process->exe_inode, entry.info.init_pid, entry.root_device};
    if (exec && exec->exe.own_root && !exec->exe.path.truncated && !exec->exe.path.outside)
        wanted.path = exec->exe.path.container;
    process->exe_sha256 = hashes.of(wanted);
    tree.changed(*process);
}

void Knowledge::read_process(Process& process) {
    process.exe = proc.exe(process.tgid);
    process.cwd = proc.cwd(process.tgid);
    auto args = proc.args(process.tgid, OB_ARGS_BYTES);
    process.args = std::move(args.elements);
    process.args_truncated = args.truncated;
    tree.changed(process);
}

const Process* Knowledge::actor(const decode::Event& event) {
    const auto& task = *event.task.raw;
    Process* known = tree.current(task, event.record->time_ns);
    if (!known && task.container != 0 && !tree.find(task.tgid, task.start_ns)) known = &tree.adopt(task);
    if (!known) {
        stranger = process_of(task);
        return &stranger;
    }
    const bool exec_follows = event.kind() == OB_KIND_CONTAINER;
    if (task.container != 0 && !known->exited_ns && !exec_follows) ask_proc(*known);
    return known;
}

const Process* Knowledge::server(const decode::Task& task) {
    if (!task.server) return nullptr;
    const auto& block = *task.server;
    if (block.tgid == task.raw->tgid && block.start_ns == task.raw->start_ns) return seen.process;
    if (Process* known = tree.find(block.tgid, block.start_ns)) {
        if (!known->exited_ns) ask_proc(*known);
        return known;
    }
    ob_task stub{};
    stub.tgid = stub.ns_tgid = block.tgid;
    stub.start_ns = block.start_ns;
    stub.exe_ino = block.exe_ino;
    stub.exe_dev = block.exe_dev;
    stub.container = task.raw->container;
    stub.flags = OB_TASK_SERVER | OB_TASK_ARMED;
    Process& found = tree.adopt(stub);
    ask_proc(found);
    return &found;
}

std::string_view Knowledge::kind_of(const Process& server) {
    if (kind.empty() || server.exe != kind_exe) {
        kind_exe = server.exe;
        kind = server_kind(kind_exe);
    }
    return kind;
}

ContainerEntry* Knowledge::container_of(const decode::Event& event) {
    const auto& task = *event.task.raw;
    if (!event.task.in_container()) {
        // What the host was made to run by a container is that container's doing.
        const auto* escape = std::get_if<decode::Escape>(&event.body);
        return escape && escape->raw->owner ? watch.table().find(escape->raw->owner) : nullptr;
    }
    ContainerEntry* entry = watch.table().find(task.container);
    if (!entry || !entry->armed) entry = watch.on_unknown(task);
    if (entry) watch.on_event(*entry, task);
    return entry;
}

void Knowledge::judge(const decode::Event& event, const ContainerEntry* entry) {
    const auto* open = std::get_if<decode::Open>(&event.body);
    if (open && open->resolved && open->file.own_root) return;  // nearly all of them
    const MountView view = entry ? MountView{entry->info.mounts, entry->sources} : MountView{};
    file = {};
    listener.clear();
    if (open) {
        if (entry)
            file =
                open->resolved ? judge_file(open->file, mounts, view) : judge_name(open->name, seen.process->cwd, view);
    } else if (const auto* mount = std::get_if<decode::Mount>(&event.body)) {
        if (entry && mount->resolved) file = judge_file(mount->file, mounts, view);
        // Of a tree that was bound whole, the kernel shows the last mount: what was asked for tells the rest.
        if (entry && !file.mounted && mount->source.starts_with('/')) file = judge_name(mount->source, {}, view);
    } else if (const auto* change = std::get_if<decode::Change>(&event.body)) {
        if (entry) judge_change(*change, view);
    } else if (const auto* connect = std::get_if<decode::Connect>(&event.body); connect && connect->family == AF_UNIX) {
        const bool bound = !connect->socket.path.container.empty();
        if (entry && bound)
            file = judge_file(connect->socket, mounts, view);
        else if (entry && !connect->resolved)
            file = judge_name(connect->name, seen.process->cwd, view);
        judge_peer(*connect);
    }
    seen.host = {file.mounted, file.managed, file.path, file.cls};
}

// A file has the worth of either of its names: moved away from a place that counts, or moved to one.
void Knowledge::judge_change(const decode::Change& change, const MountView& view) {
    if (!change.resolved) {
        file = judge_name(change.name, seen.process->cwd, view);
        return;
    }
    file = judge_file(change.file, mounts, view);
    if (change.from.container.empty() || (file.mounted && file.cls != HostClass::other)) return;
    decode::File before = change.file;
    before.path = change.from;
    auto other = judge_file(before, mounts, view);
    if (other.mounted && (!file.mounted || other.cls != HostClass::other)) file = std::move(other);
}

void Knowledge::judge_peer(const decode::Connect& connect) {
    auto& peer = seen.peer;
    peer.host_path = file.path;
    const bool host_listens = connect.peer_tgid != 0 && connect.peer_container == 0;
    if (host_listens) listener = proc.exe(connect.peer_tgid);
    peer.exe = listener;
    peer.runtime = runtime_of_socket(file.path);
    if (peer.runtime.empty()) peer.runtime = runtime_of_exe(listener);
    // Anyone may name a socket "docker.sock"; one of the host's that a process of the host serves is taken for it.
    if (peer.runtime.empty() && (host_listens || !connect.resolved)) peer.runtime = runtime_of_socket_name(file.path);
    peer.is_runtime = !peer.runtime.empty();
}

const Observation& Knowledge::observe(const decode::Event& event) {
    const auto& task = *event.task.raw;
    const auto now = event.record->time_ns;
    tree.trim(now);
    if (watch.table().crowded(now))
        for (const auto gone : watch.table().trim(now)) start_up.forget(gone);
    learn(event);

    seen = {};
    seen.event = &event;
    seen.wall_ns = static_cast<std::int64_t>(now) + realtime_offset_ns;
    seen.process = actor(event);
    const auto* entry = container_of(event);
    if (entry) seen.container = &entry->info;
    if (entry && hash_executables) ask_hash(event, *entry);
    seen.server = server(event.task);
    if (seen.server) seen.server_kind = kind_of(*seen.server);
    seen.start_up = task.container != 0 && start_up.open(task.container, now, entry ? entry->info.started_ns : 0);
    judge(event, entry);
    return seen;
}

void Knowledge::adopt_process(const source::Scanned& running) {
    const auto& task = running.task;
    if (Process& process = tree.adopt(task); process.exe.empty() && tree.ask_once(process)) {
        read_process(process);
    }
    // It served before anyone looked: no later than now, and no earlier than it was born.
    if (running.server.tgid != 0 && task.container != 0) start_up.served(task.container, running.server.start_ns);
}

}  // namespace

struct Enricher::State : Knowledge {
    using Knowledge::Knowledge;
};

Enricher::Enricher(Settings settings) : state_(std::make_unique<State>(std::move(settings))) { refresh_mounts(); }
Enricher::~Enricher() = default;

const Observation& Enricher::observe(const decode::Event& event) { return state_->observe(event); }

void Enricher::adopt(std::span<const source::Scanned> running) {
    auto& state = *state_;
    std::unordered_map<std::uint64_t, const source::Scanned*> first;  // of each container: the eldest is its init
    for (const auto& one : running) {
        state.tree.trim(0);
        state.adopt_process(one);
        if (one.task.container == 0) continue;
        const auto [at, is_new] = first.try_emplace(one.task.container, &one);
        if (!is_new && one.task.start_ns < at->second->task.start_ns) at->second = &one;
    }
    for (const auto& [key, one] : first) {
        state.watch.table().trim(0);
        auto container = one->container;
        container.rec.task = one->task;
        state.watch.on_scanned(container, one->task);
    }
}

std::vector<const Process*> Enricher::ancestors(const Process& of, std::size_t limit) const {
    return state_->tree.ancestors(of, limit);
}

const Process* Enricher::parent(const Process& of) const { return state_->tree.parent(of); }

const Container* Enricher::container(std::uint64_t key) const {
    const auto* entry = state_->watch.table().find(key);
    return entry ? &entry->info : nullptr;
}

std::size_t Enricher::containers() const { return state_->watch.table().running(); }
std::size_t Enricher::processes() const { return state_->tree.size(); }

Tally Enricher::tally() const {
    Tally out = state_->watch.tally();
    out.unknown_process = state_->tally.unknown_process;
    out.evicted_processes = state_->tree.evicted();
    return out;
}

std::int64_t Enricher::follow_clock(std::int64_t realtime_offset_ns) {
    auto& offset = state_->realtime_offset_ns;
    // Unsigned, since a recording may claim any time.
    const auto step =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(realtime_offset_ns) - static_cast<std::uint64_t>(offset));
    if (step >= -smallest_step_ns && step <= smallest_step_ns) return 0;
    offset = realtime_offset_ns;
    return step;
}

void Enricher::hash_executables(bool wanted) { state_->hash_executables = wanted; }

void Enricher::refresh_mounts() {
    auto& state = *state_;
    const auto table = state.proc.mount_table();
    if (table.empty()) return;
    state.mounts = HostMounts::of(table);
    state.watch.on_mounts();
}

}  // namespace overboard::enrich
