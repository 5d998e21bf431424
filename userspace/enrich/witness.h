// SPDX-License-Identifier: Apache-2.0
// The one way by which enrichment learns what no event tells. Every question put to this machine goes through ask(), so
// that a recording holds the answer and a replay gives it again; how an answer is used is the same code in both.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "enrich/answer.h"

namespace overboard::enrich {

// What is asked. Its numbers stand in recordings: raise source::recording_version when one changes its meaning.
enum class Subject : std::uint8_t {
    exe = 1,
    cwd,
    arguments,
    runtime_arguments,
    parent,
    start,
    cgroups,
    namespace_inode,
    mount_table,
    bundle,
    runc_state,
    resolved_path,
    cgroup_path,
    docker_state,
    clock_offset,
    executable_hash,
    baseline,
    podman_state,
};

struct Question {
    Subject subject;
    std::uint64_t number = 0;    // a pid, an id; 0: none
    std::string_view text = {};  // a path, a type
    std::string key() const;     // bytes that are its own
};

// Stands between enrichment and this machine while something is recorded or replayed.
class Witness {
public:
    virtual ~Witness() = default;
    // Gives the answer's bytes. look: asks this machine, and writes what it found. A replay never calls it.
    virtual std::string answer(const Question& question, const std::function<void(AnswerWriter&)>& look) = 0;
};

// look: gives the answer, a T that code() of answer.h knows. witness: null when nothing is recorded or replayed.
template <class Look>
auto ask(Witness* witness, const Question& question, Look look) -> decltype(look()) {
    if (!witness) return look();
    decltype(look()) out{};
    AnswerReader reader(witness->answer(question, [&](AnswerWriter& writer) {
        auto found = look();
        code(writer, found);
    }));
    code(reader, out);
    if (!reader.whole()) out = {};
    return out;
}

}  // namespace overboard::enrich
