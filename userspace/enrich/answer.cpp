// SPDX-License-Identifier: Apache-2.0
#include "enrich/answer.h"

#include "enrich/witness.h"

namespace overboard::enrich {
namespace {

constexpr unsigned bits = 7;  // of a number in each byte; the eighth says that more follow
constexpr unsigned longest = 64;

void append_number(std::string& out, std::uint64_t value) {
    for (; value >> bits; value >>= bits) out += static_cast<char>((value & 0x7f) | 0x80);
    out += static_cast<char>(value);
}

}  // namespace

std::string Question::key() const {
    std::string out(1, static_cast<char>(subject));
    append_number(out, number);
    return out.append(text);
}

void AnswerWriter::number(std::uint64_t value) { append_number(out_, value); }

// Every text may hold a secret: a path, too, such as "/tmp/token=...".
void AnswerWriter::text(const std::string& value) { raw(redaction_.known.text(value).value_or(value)); }

void AnswerWriter::raw(const std::string& value) {
    number(value.size());
    out_ += value;
}

void AnswerWriter::elements(const std::vector<std::string>& list) {
    number(list.size());
    for (const auto& element : list) raw(element);
}

void AnswerWriter::arguments(const Argv& value) {
    elements(redaction_.judged.args(value.elements).value_or(value.elements));
    number(value.truncated);
}

void AnswerWriter::arguments(const RuntimeArgv& value) {
    elements(redaction_.known.args(value.elements).value_or(value.elements));
}

void AnswerReader::number(std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < longest; shift += bits) {
        if (at_ >= bytes_.size()) break;
        const auto byte = static_cast<unsigned char>(bytes_[at_++]);
        value |= std::uint64_t{byte & 0x7fU} << shift;
        if (!(byte & 0x80)) return;
    }
    sound_ = false;
    value = 0;
}

void AnswerReader::text(std::string& value) {
    std::uint64_t size = 0;
    number(size);
    if (size > left()) {
        sound_ = false;
        size = 0;
    }
    value = bytes_.substr(at_, size);
    at_ += size;
}

void AnswerReader::arguments(Argv& value) { code_all(*this, value.elements, value.truncated); }
void AnswerReader::arguments(RuntimeArgv& value) { code(*this, value.elements); }

}  // namespace overboard::enrich
