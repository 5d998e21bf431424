// SPDX-License-Identifier: Apache-2.0
#include "decode/scrub.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "decode/reader.h"

namespace overboard::decode {
namespace {

constexpr std::string_view mark = "[redacted]";  // as base::Redactor writes it

template <class T>
T load(std::span<const std::byte> record, std::size_t at) {
    T out{};
    std::memcpy(&out, record.data() + at, sizeof out);
    return out;
}

template <class T>
void store(std::string& record, std::size_t at, const T& value) {
    std::memcpy(record.data() + at, &value, sizeof value);
}

std::string_view view(std::span<const std::byte> record, std::size_t at, std::size_t size) {
    return {reinterpret_cast<const char*>(record.data()) + at, size};
}

// The one argv on the wire.
bool is_arguments(std::uint16_t kind, std::size_t at) {
    return kind == OB_KIND_EXEC && at == offsetof(ob_event_exec, args);
}

}  // namespace

bool Scrubber::redact_arguments(std::string_view joined, std::string& out) {
    std::vector<std::string> argv;
    const bool closed = joined.ends_with('\0');
    for (auto rest = joined.substr(0, joined.size() - closed);;) {
        const auto end = rest.find('\0');
        argv.emplace_back(rest.substr(0, end));
        if (end == rest.npos) break;
        rest.remove_prefix(end + 1);
    }
    const auto clean = args_.args(argv);
    out = joined;
    if (!clean) return false;
    out.clear();
    for (const auto& element : *clean) (out += element) += '\0';
    if (!closed) out.pop_back();
    return true;
}

// components: each ended by NUL. None may become empty, or hold a NUL.
std::string Scrubber::redact_run(std::string_view run, bool& changed) {
    std::string out;
    for (std::size_t end = 0; !run.empty(); run.remove_prefix(end + 1)) {
        end = run.find('\0');
        const auto component = run.substr(0, end);
        const auto clean = texts_.text(component);
        changed |= clean.has_value();
        out.append(clean ? std::string_view(*clean) : component) += '\0';
    }
    return out;
}

bool Scrubber::redact_path(std::span<const std::byte> record, Part& part) {
    const auto wire = load<ob_path>(record, part.place->at);
    bool changed = false;
    std::size_t at = wire.off;
    const auto run = [&](std::uint16_t length) -> std::uint16_t {
        if (length == 0) return 0;
        const auto clean = redact_run(view(record, at, length), changed);
        at += length;
        part.bytes += clean;
        return static_cast<std::uint16_t>(clean.size());
    };
    part.inside = run(wire.inside);
    part.above = run(wire.above);
    part.below = run(wire.below);
    return changed;
}

// True when the text holds a secret; part.bytes is then without.
bool Scrubber::redact(std::span<const std::byte> record, const TextPlace& place, Part& part) {
    part.place = &place;
    if (place.is_path) return redact_path(record, part);
    const auto slice = load<ob_slice>(record, place.at);
    if (slice.len == 0) return false;
    const auto text = view(record, slice.off, slice.len);
    if (is_arguments(reinterpret_cast<const ob_record*>(record.data())->kind, place.at))
        return redact_arguments(text, part.bytes);
    const auto clean = texts_.text(text);
    part.bytes = clean.value_or(std::string(text));
    return clean.has_value();
}

bool Scrubber::clean_name(char (&name)[OB_COMM_LEN]) {
    const auto clean = texts_.text({name, strnlen(name, sizeof name)});
    if (!clean) return false;
    const std::string_view shown = clean->size() < sizeof name ? *clean : mark;  // a mark that is cut is none
    std::memset(name, 0, sizeof name);
    std::memcpy(name, shown.data(), shown.size());
    return true;
}

// The names that stand in the record itself, not behind it.
std::span<const std::byte> Scrubber::redact_names(std::span<const std::byte> record) {
    if (record.empty()) return record;
    const std::size_t places[] = {offsetof(ob_record, task.comm), offsetof(ob_event_access, target_comm)};
    const bool has_target = load<std::uint16_t>(record, offsetof(ob_record, kind)) == OB_KIND_ACCESS;
    for (const std::size_t at : std::span{places}.first(has_target ? 2 : 1)) {
        char name[OB_COMM_LEN];
        std::memcpy(name, record.data() + at, sizeof name);
        if (!clean_name(name)) continue;
        if (reinterpret_cast<const std::byte*>(words_.data()) != record.data()) {
            words_.assign((record.size() + 7) / 8, 0);
            std::memcpy(words_.data(), record.data(), record.size());
        }
        std::memcpy(reinterpret_cast<char*>(words_.data()) + at, name, sizeof name);
        record = {reinterpret_cast<const std::byte*>(words_.data()), record.size()};
    }
    return record;
}

std::span<const std::byte> Scrubber::clean(std::span<const std::byte> record) {
    const Event* event = decoder_.decode(record);
    if (!event) return {};
    const auto places = decoder_.texts();
    if (places.size() == max_texts) return {};  // there may be more
    std::vector<Part> parts(places.size());
    bool changed = false;
    for (std::size_t i = 0; i < places.size(); ++i) changed |= redact(record, places[i], parts[i]);
    const auto whole = record.first(event->record->size);
    return redact_names(changed ? rebuild(whole, parts) : whole);
}

// Puts the part's bytes at the end and lets its description in the struct point there.
bool Scrubber::append(const Part& part) {
    const std::size_t off = bytes_.size(), at = part.place->at;
    if (off + part.bytes.size() > OB_RECORD_MAX) return false;
    const auto record = std::as_bytes(std::span{bytes_});
    if (part.place->is_path) {
        auto path = load<ob_path>(record, at);
        path.off = static_cast<std::uint16_t>(off);
        path.inside = part.inside;
        path.above = part.above;
        path.below = part.below;
        store(bytes_, at, path);
    } else {
        const ob_slice slice{static_cast<std::uint16_t>(off), static_cast<std::uint16_t>(part.bytes.size())};
        const auto before = load<ob_slice>(record, at);
        if (is_arguments(load<ob_record>(record, 0).kind, at)) {  // what was cut off before still is
            const auto total = load<std::uint32_t>(record, offsetof(ob_event_exec, args_total));
            store(bytes_, offsetof(ob_event_exec, args_total), total - before.len + slice.len);
        }
        store(bytes_, at, slice);
    }
    bytes_ += part.bytes;
    return true;
}

std::span<const std::byte> Scrubber::rebuild(std::span<const std::byte> record, const std::vector<Part>& parts) {
    bytes_ = view(record, 0, decoder_.fixed_size());
    auto header = load<ob_record>(record, 0);
    if (header.task.server.len != 0) {
        const auto server = view(record, header.task.server.off, header.task.server.len);
        header.task.server.off = static_cast<std::uint16_t>(bytes_.size());
        bytes_ += server;
    }
    store(bytes_, 0, header);
    if (!std::all_of(parts.begin(), parts.end(), [this](const Part& part) { return append(part); })) return {};
    store(bytes_, offsetof(ob_record, size), static_cast<std::uint32_t>(bytes_.size()));
    words_.assign((bytes_.size() + 7) / 8, 0);
    std::memcpy(words_.data(), bytes_.data(), bytes_.size());
    return {reinterpret_cast<const std::byte*>(words_.data()), bytes_.size()};
}

}  // namespace overboard::decode
