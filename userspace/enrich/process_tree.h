// SPDX-License-Identifier: Apache-2.0
// Every process that an event named, keyed by (tgid, start). Pure: it reads nothing but what it is given.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "decode/event.h"
#include "enrich/process.h"

namespace overboard::enrich {

class ProcessTree {
public:
    struct Limits {
        std::size_t processes = 65536;
        std::size_t bytes = 64 << 20;               // of everything remembered, roughly
        std::uint64_t retain_ns = 300'000'000'000;  // how long the dead are kept: descendants name them
    };
    explicit ProcessTree(Limits limits) : limits_(limits) {}

    // Makes room. The only call after which an earlier pointer may dangle: once, before each event.
    void trim(std::uint64_t now_ns) {
        if (due_ns_ <= now_ns || nodes_.size() >= limits_.processes || bytes_ > limits_.bytes) make_room(now_ns);
    }

    // The three below remember the task of the record when it is new.
    Process& fork(const ob_task& child);  // inherits executable, arguments and directory of its parent
    Process& exec(const ob_task& task, const decode::Exec& exec, std::uint64_t time_ns);
    Process& exit(const ob_task& task, std::uint64_t time_ns);

    // The process as it was when it wrote the record: an exec may have been told before an older open.
    // A newer record of another program means that an exec was lost: what it runs is then unknown.
    // Null when the process is unknown, or the program it ran then is forgotten.
    Process* current(const ob_task& task, std::uint64_t time_ns);

    // Remembers a process found by other means than an event; one already known stays as it is.
    Process& adopt(const ob_task& task);

    Process* find(std::uint32_t tgid, std::uint64_t start_ns);
    const Process* find(std::uint32_t tgid, std::uint64_t start_ns) const;

    // Nearest first; stops at the container's boundary, which is where no parent was armed inside it.
    std::vector<const Process*> ancestors(const Process& of, std::size_t limit) const;

    const Process* parent(const Process& of) const;  // the first of them, or null

    std::size_t size() const { return nodes_.size(); }
    std::uint64_t evicted() const { return evicted_; }

    // True once per process and program: ask elsewhere what it runs, then call changed().
    bool ask_once(const Process& process);

    // Call after changing the texts of a process this tree gave.
    void changed(const Process& process);

private:
    struct Key {
        std::uint32_t tgid;
        std::uint64_t start_ns;
        bool operator==(const Key&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const;
    };
    struct Node {
        Process now;
        std::array<char, OB_COMM_LEN> comm{};  // now.comm as its record had it
        std::unique_ptr<Process> before;       // the program before the last exec
        std::uint64_t exec_ns = 0;             // of the latest record that told or implied an exec
        bool asked = false;
        std::size_t bytes = 0;
        std::list<Key>::iterator place;  // in alive_ or dead_

        void become(Process process, const ob_task& task);  // process: what it is by that record
    };

    void make_room(std::uint64_t now_ns);
    Node* node(std::uint32_t tgid, std::uint64_t start_ns) {
        const Key key{tgid, start_ns};
        const auto& [recent, place] = recent_of(key);
        return place && recent == key ? place : look_up(key);
    }
    Node* look_up(const Key& key);
    std::pair<Key, Node*>& recent_of(const Key& key) {
        return recent_[(key.start_ns ^ key.start_ns >> 12 ^ key.tgid) % recent_.size()];
    }
    Node& remember(const ob_task& task, bool& is_new);
    void touch(Node& node, const ob_task& task);  // it wrote this record
    Process* other_program(Node& node, const ob_task& task, std::uint64_t time_ns);
    Node& remember(const ob_task& task);
    void weigh(Node& node);
    void forget(const Key& key);

    Limits limits_;
    std::unordered_map<Key, Node, Hash> nodes_;
    std::list<Key> alive_, dead_;  // the longest untouched first
    std::size_t bytes_ = 0;
    std::uint64_t evicted_ = 0;
    std::uint64_t due_ns_ = 0;  // no process is to be forgotten for its age before that
    // Those asked for lately, by their hash: few processes write most records.
    std::array<std::pair<Key, Node*>, 64> recent_{};
};

// Copies who the task is and was born of; not what it runs.
Process process_of(const ob_task& task);

}  // namespace overboard::enrich
