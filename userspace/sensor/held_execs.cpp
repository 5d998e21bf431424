// SPDX-License-Identifier: Apache-2.0
#include "sensor/held_execs.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace overboard::sensor {
namespace {

constexpr std::uint64_t patience_ns = 100'000'000;
constexpr std::size_t max_held = 1024;  // a flood of failing execs is judged at once instead

std::string_view last_component(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::pair<std::uint32_t, std::uint64_t> process_of(const decode::Event& event) {
    return {event.task.raw->tgid, event.task.raw->start_ns};
}

ob_record header_of(std::span<const std::byte> record) {
    ob_record header{};
    if (record.size() >= sizeof(header)) std::memcpy(&header, record.data(), sizeof(header));
    return header;
}

std::span<const std::byte> bytes_of(const std::vector<std::uint64_t>& words, std::size_t size) {
    return {reinterpret_cast<const std::byte*>(words.data()), size};
}

}  // namespace

bool HeldExecs::take(std::span<const std::byte> record, const Judge& judge) {
    const ob_record header = header_of(record);
    const bool failed = header.kind == OB_KIND_EXEC_FAILED;
    if (!failed && held_.empty()) return false;  // the common case
    release(header.time_ns, judge);
    if (!failed && header.kind != OB_KIND_EXEC && header.kind != OB_KIND_EXIT) return false;
    const decode::Event* event = decoder_.decode(record);
    if (!event) return false;  // counted where it is decoded again
    settle(*event, judge);
    const auto* body = std::get_if<decode::ExecFailed>(&event->body);
    if (!body || body->error != ENOENT) return false;
    hold(*event, record, judge);
    return true;
}

// The process of a held record did something: the same name again or a success forgets the try, all else judges it.
void HeldExecs::settle(const decode::Event& event, const Judge& judge) {
    const auto at = std::ranges::find(held_, process_of(event), &Held::process);
    if (at == held_.end()) return;
    std::string_view name;
    if (const auto* exec = std::get_if<decode::Exec>(&event.body)) name = last_component(exec->filename);
    if (const auto* again = std::get_if<decode::ExecFailed>(&event.body)) name = last_component(again->filename);
    const Held held = std::move(*at);
    held_.erase(at);
    if (held.name == name)
        ++forgotten_;
    else
        judge(bytes_of(held.words, held.size));
}

void HeldExecs::hold(const decode::Event& event, std::span<const std::byte> record, const Judge& judge) {
    if (held_.size() >= max_held) judge_front(judge);
    Held held{process_of(event), std::string(last_component(std::get<decode::ExecFailed>(event.body).filename)),
              event.record->time_ns, std::vector<std::uint64_t>((record.size() + 7) / 8), record.size()};
    std::memcpy(held.words.data(), record.data(), record.size());
    held_.push_back(std::move(held));
}

void HeldExecs::release(std::uint64_t boot_ns, const Judge& judge) {
    while (!held_.empty() && held_.front().time_ns + patience_ns < boot_ns) judge_front(judge);
}

void HeldExecs::flush(const Judge& judge) {
    while (!held_.empty()) judge_front(judge);
}

void HeldExecs::judge_front(const Judge& judge) {
    const Held held = std::move(held_.front());
    held_.pop_front();
    judge(bytes_of(held.words, held.size));
}

}  // namespace overboard::sensor
