// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/memo_redactor.h"
#include "decode/decoder.h"

namespace overboard::decode {

// Takes the secrets out of a record's texts: arguments, names, the components of paths. What comes out is a record as
// the kernel might have written it, had the process not held the secret.
class Scrubber {
public:
    // args: for argv; texts: for all else. Borrowed.
    Scrubber(base::MemoRedactor& args, base::MemoRedactor& texts) : args_(args), texts_(texts) {}

    // record: as Decoder::decode() takes it. Gives it back when it holds no secret, else one without, valid until the
    // next call. Empty when it is malformed, or so full that no room is left for the marks.
    std::span<const std::byte> clean(std::span<const std::byte> record);

    // The same for a process's name, in place: it may give itself any (PR_SET_NAME). True when it held a secret.
    bool clean_name(char (&name)[OB_COMM_LEN]);

private:
    struct Part {
        const TextPlace* place;
        std::string bytes;
        std::uint16_t inside = 0, above = 0, below = 0;  // of a path: its runs' new lengths
    };
    bool redact(std::span<const std::byte> record, const TextPlace& place, Part& part);
    bool redact_path(std::span<const std::byte> record, Part& part);
    bool redact_arguments(std::string_view joined, std::string& out);
    std::string redact_run(std::string_view run, bool& changed);
    std::span<const std::byte> rebuild(std::span<const std::byte> record, const std::vector<Part>& parts);
    bool append(const Part& part);
    std::span<const std::byte> redact_names(std::span<const std::byte> record);

    base::MemoRedactor& args_;
    base::MemoRedactor& texts_;
    Decoder decoder_;
    std::string bytes_;                 // the record being put together
    std::vector<std::uint64_t> words_;  // the same, aligned
};

}  // namespace overboard::decode
