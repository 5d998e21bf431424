// SPDX-License-Identifier: Apache-2.0
#include "courier/parcel.h"

#include <charconv>
#include <cstring>

namespace overboard::courier {
namespace {

// A row of fields, each with its length before it; numbers as decimal text.
class Writer {
public:
    Writer& add(const std::string& field) {
        const auto size = static_cast<std::uint32_t>(field.size());
        out_.append(reinterpret_cast<const char*>(&size), sizeof size).append(field);
        return *this;
    }
    Writer& add(std::int64_t number) { return add(std::to_string(number)); }
    std::string take() { return std::move(out_); }

private:
    std::string out_;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    std::string text() {
        std::uint32_t size = 0;
        if (rest_.size() < sizeof size) return broken_ = true, std::string{};
        std::memcpy(&size, rest_.data(), sizeof size);
        rest_.remove_prefix(sizeof size);
        if (rest_.size() < size) return broken_ = true, std::string{};
        std::string out(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return out;
    }
    std::int64_t number() {
        const std::string digits = text();
        std::int64_t out = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
        if (error != std::errc{} || end != digits.data() + digits.size()) broken_ = true;
        return out;
    }
    bool is_whole() const { return !broken_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool broken_ = false;
};

constexpr const char* broken = "the sensor and its sender do not understand each other: a broken message";
constexpr std::int64_t max_headers = 64;

}  // namespace

std::string encode(const sinks::Request& r) {
    Writer out;
    out.add(r.url).add(r.body).add(r.ca).add(r.certificate).add(r.key).add(r.timeout_ms);
    out.add(static_cast<std::int64_t>(r.headers.size()));
    for (const std::string& header : r.headers) out.add(header);
    return out.take();
}

std::string encode(const Outcome& o) {
    return Writer{}.add(o.status).add(o.retry_after_s.value_or(-1)).add(o.error).add(o.answer).take();
}

base::Result<sinks::Request> decode_request(const std::string& bytes) {
    Reader in{bytes};
    sinks::Request out;
    for (std::string* field : {&out.url, &out.body, &out.ca, &out.certificate, &out.key}) *field = in.text();
    out.timeout_ms = in.number();
    const std::int64_t headers = in.number();
    if (headers < 0 || headers > max_headers) return base::fail(broken);
    for (std::int64_t i = 0; i < headers; ++i) out.headers.push_back(in.text());
    if (!in.is_whole()) return base::fail(broken);
    return out;
}

base::Result<Outcome> decode_outcome(const std::string& bytes) {
    Reader in{bytes};
    Outcome out;
    out.status = static_cast<int>(in.number());
    if (const std::int64_t seconds = in.number(); seconds >= 0) out.retry_after_s = seconds;
    out.error = in.text();
    out.answer = in.text();
    if (!in.is_whole()) return base::fail(broken);
    return out;
}

}  // namespace overboard::courier
