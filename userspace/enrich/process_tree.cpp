// SPDX-License-Identifier: Apache-2.0
#include "enrich/process_tree.h"

#include <linux/magic.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "enrich/arguments.h"

namespace overboard::enrich {
namespace {

// What a record says of a task at its time; who its parent is is settled once, before it can be orphaned.
void refresh_numbers(Process& process, const ob_task& task) {
    process.ns_tgid = task.ns_tgid;
    process.container = task.container;
    process.uid = task.uid;
    process.gid = task.gid;
    process.flags = task.flags;
}

void refresh(Process& process, const ob_task& task) {
    refresh_numbers(process, task);
    process.comm.assign(task.comm, strnlen(task.comm, OB_COMM_LEN));
}

bool runs(const Process& process, const ob_task& task) {
    if (task.exe_ino == 0) return true;  // the record does not say
    return process.exe_inode == task.exe_ino && process.exe_device == task.exe_dev;
}

void inherit(Process& child, const Process& parent) {
    child.exe = parent.exe;
    child.exe_fs = parent.exe_fs;
    child.exe_inode = parent.exe_inode;
    child.exe_device = parent.exe_device;
    child.exe_sha256 = parent.exe_sha256;
    child.exe_hashed = parent.exe_hashed;
    child.of_image = parent.of_image;
    child.script = parent.script;
    child.cwd = parent.cwd;
    child.args = parent.args;
    child.args_truncated = parent.args_truncated;
    child.loader_env = parent.loader_env;
    child.loader_env_seen = parent.loader_env_seen;
}

// Without an overlay nothing tells the image's files from later ones.
bool of_image(const decode::File& exe) {
    return exe.own_root && exe.magic == OVERLAYFS_SUPER_MAGIC && !exe.upper_layer && !exe.path.truncated;
}

std::size_t weight(const Process& process) {
    std::size_t out = sizeof process + process.exe.capacity() + process.exe_fs.capacity() + process.script.capacity() +
                      process.cwd.capacity() + process.exe_sha256.capacity() + process.loader_env.capacity();
    for (const auto& argument : process.args) out += sizeof argument + argument.capacity();
    return out;
}

}  // namespace

Process process_of(const ob_task& task) {
    Process out;
    out.tgid = task.tgid;
    out.start_ns = task.start_ns;
    out.parent_tgid = task.parent_tgid;
    out.parent_start_ns = task.parent_start_ns;
    out.exe_inode = task.exe_ino;
    out.exe_device = task.exe_dev;
    refresh(out, task);
    return out;
}

std::size_t ProcessTree::Hash::operator()(const Key& key) const {
    return std::hash<std::uint64_t>()(key.start_ns ^ (std::uint64_t{key.tgid} * 0x9e3779b97f4a7c15));
}

ProcessTree::Node* ProcessTree::look_up(const Key& key) {
    const auto found = nodes_.find(key);
    if (found == nodes_.end()) return nullptr;
    auto& [recent, place] = recent_of(key);
    recent = key;
    return place = &found->second;
}

void ProcessTree::Node::become(Process process, const ob_task& task) {
    now = std::move(process);
    std::copy(std::begin(task.comm), std::end(task.comm), comm.begin());
}

inline void ProcessTree::touch(Node& node, const ob_task& task) {
    refresh_numbers(node.now, task);
    if (std::memcmp(node.comm.data(), task.comm, OB_COMM_LEN) != 0) {
        refresh(node.now, task);
        std::copy(std::begin(task.comm), std::end(task.comm), node.comm.begin());
    }
    auto& list = node.now.exited_ns ? dead_ : alive_;
    if (node.place != std::prev(list.end())) list.splice(list.end(), list, node.place);
}

ProcessTree::Node& ProcessTree::remember(const ob_task& task, bool& is_new) {
    const Key key{task.tgid, task.start_ns};
    const auto [at, inserted] = nodes_.try_emplace(key);
    Node& node = at->second;
    is_new = inserted;
    if (inserted) {
        node.become(process_of(task), task);
        node.place = alive_.insert(alive_.end(), key);
        weigh(node);
    } else {
        touch(node, task);
    }
    return node;
}

ProcessTree::Node& ProcessTree::remember(const ob_task& task) {
    bool is_new = false;
    return remember(task, is_new);
}

Process& ProcessTree::adopt(const ob_task& task) {
    if (Node* known = node(task.tgid, task.start_ns)) return known->now;
    return remember(task).now;
}

Process& ProcessTree::fork(const ob_task& child) {
    bool is_new = false;
    Node& node = remember(child, is_new);
    if (!is_new) return node.now;  // its exec was told first, or the record came twice
    const Node* parent = this->node(child.parent_tgid, child.parent_start_ns);
    if (!parent) return node.now;
    const auto* program = runs(parent->now, child) ? &parent->now : parent->before.get();
    if (program && runs(*program, child)) inherit(node.now, *program);
    weigh(node);
    return node.now;
}

Process& ProcessTree::exec(const ob_task& task, const decode::Exec& exec, std::uint64_t time_ns) {
    bool is_new = false;
    Node& node = remember(task, is_new);
    if (!is_new && !node.now.exe.empty()) node.before = std::make_unique<Process>(node.now);
    Process& now = node.now;
    now.exe = exec.exe.path.container;
    now.exe_fs = exec.exe.path.filesystem;
    now.exe_inode = task.exe_ino ? task.exe_ino : exec.exe.inode;
    now.exe_device = task.exe_ino ? task.exe_dev : exec.exe.device;
    now.exe_sha256.clear();
    now.exe_hashed = false;
    now.of_image = of_image(exec.exe);
    now.script = exec.interp.empty() ? std::string_view() : exec.filename;
    now.cwd = exec.cwd.container;
    now.args = split_arguments(exec.args.bytes, now.args_truncated);
    now.args_truncated |= exec.args.truncated;
    now.loader_env = exec.env;
    now.loader_env_seen = true;
    node.exec_ns = time_ns;
    node.asked = false;
    weigh(node);
    return now;
}

Process& ProcessTree::exit(const ob_task& task, std::uint64_t time_ns) {
    Node& node = remember(task);
    if (node.now.exited_ns == 0) dead_.splice(dead_.end(), alive_, node.place);
    node.now.exited_ns = std::max<std::uint64_t>(time_ns, 1);
    due_ns_ = std::min(due_ns_, node.now.exited_ns + limits_.retain_ns);
    return node.now;
}

Process* ProcessTree::current(const ob_task& task, std::uint64_t time_ns) {
    Node* known = node(task.tgid, task.start_ns);
    if (!known) return nullptr;
    if (!runs(known->now, task)) return other_program(*known, task, time_ns);
    touch(*known, task);
    return &known->now;
}

Process* ProcessTree::other_program(Node& known, const ob_task& task, std::uint64_t time_ns) {
    if (known.before && runs(*known.before, task)) {
        refresh(*known.before, task);
        return known.before.get();
    }
    if (time_ns <= known.exec_ns) return nullptr;
    known.before = std::make_unique<Process>(std::move(known.now));
    known.become(process_of(task), task);
    known.now.parent_tgid = known.before->parent_tgid;
    known.now.parent_start_ns = known.before->parent_start_ns;
    known.now.exited_ns = known.before->exited_ns;
    known.exec_ns = time_ns;
    known.asked = false;
    weigh(known);
    return &known.now;
}

Process* ProcessTree::find(std::uint32_t tgid, std::uint64_t start_ns) {
    Node* found = node(tgid, start_ns);
    return found ? &found->now : nullptr;
}

const Process* ProcessTree::find(std::uint32_t tgid, std::uint64_t start_ns) const {
    const auto found = nodes_.find({tgid, start_ns});
    return found == nodes_.end() ? nullptr : &found->second.now;
}

const Process* ProcessTree::parent(const Process& of) const {
    const Process* parent = find(of.parent_tgid, of.parent_start_ns);
    if (!parent || parent->container != of.container) return nullptr;
    if (of.container != 0 && !(parent->flags & OB_TASK_ARMED)) return nullptr;  // the runtime, still setting up
    return parent->start_ns < of.start_ns ? parent : nullptr;                   // strictly older: no loops
}

std::vector<const Process*> ProcessTree::ancestors(const Process& of, std::size_t limit) const {
    std::vector<const Process*> out;
    for (const Process* at = parent(of); at && out.size() < limit; at = parent(*at)) out.push_back(at);
    return out;
}

bool ProcessTree::ask_once(const Process& process) {
    Node* known = node(process.tgid, process.start_ns);
    return known && !std::exchange(known->asked, true);
}

void ProcessTree::changed(const Process& process) {
    if (Node* known = node(process.tgid, process.start_ns)) weigh(*known);
}

void ProcessTree::weigh(Node& node) {
    bytes_ -= node.bytes;
    node.bytes = weight(node.now) + (node.before ? weight(*node.before) : 0);
    bytes_ += node.bytes;
}

void ProcessTree::forget(const Key& key) {
    const auto at = nodes_.find(key);
    bytes_ -= at->second.bytes;
    auto& list = at->second.now.exited_ns ? dead_ : alive_;
    list.erase(at->second.place);
    for (auto& [recent, place] : recent_)
        if (place == &at->second) place = nullptr;
    nodes_.erase(at);
}

void ProcessTree::make_room(std::uint64_t now_ns) {
    while (due_ns_ <= now_ns && !dead_.empty()) {
        due_ns_ = find(dead_.front().tgid, dead_.front().start_ns)->exited_ns + limits_.retain_ns;
        if (due_ns_ <= now_ns) forget(Key(dead_.front()));
    }
    if (dead_.empty()) due_ns_ = ~std::uint64_t{0};
    while (nodes_.size() >= limits_.processes || bytes_ > limits_.bytes) {
        auto& list = dead_.empty() ? alive_ : dead_;
        if (list.empty()) break;
        forget(Key(list.front()));
        ++evicted_;
    }
}

}  // namespace overboard::enrich
