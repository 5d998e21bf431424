// SPDX-License-Identifier: Apache-2.0
#include "outbox/intake.h"

#include <sys/eventfd.h>

namespace overboard::outbox {
namespace {

constexpr std::size_t fixed_bytes = 2048;  // names, numbers and what holds them

std::size_t size_of(const std::vector<std::string>& list) {
    std::size_t sum = 0;
    for (const std::string& item : list) sum += item.size() + sizeof(item);
    return sum;
}

// Near enough: what an attacker can make long is counted.
std::size_t size_of(const incidents::Alert& alert) {
    std::size_t sum = fixed_bytes + alert.message.size() + size_of(alert.process.args) + size_of(alert.tags);
    for (const auto& ancestor : alert.ancestors) sum += ancestor.exe.size() + size_of(ancestor.args);
    for (const auto& [field, value] : alert.evidence) sum += field.size() + value.size();
    if (alert.web) sum += size_of(alert.web->server_args);
    if (alert.file) sum += alert.file->path.size() + alert.file->host_path.size();
    return sum + alert.remediation_pod.size() + alert.remediation_app.size() + size_of(alert.references);
}

}  // namespace

Intake::Intake(std::size_t max_bytes) : max_bytes_(max_bytes), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

bool Intake::make_room(std::size_t bytes, std::size_t priority) {
    for (std::size_t least = waiting_.size(); bytes_ + bytes > max_bytes_;) {
        while (least > 0 && waiting_[least - 1].empty()) --least;
        if (least == 0 || least - 1 < priority) return false;
        bytes_ -= waiting_[least - 1].front().bytes;
        waiting_[least - 1].pop_front();
        ++evicted_[least - 1];
    }
    return true;
}

void Intake::give(incidents::Alert alert) {
    const std::size_t bytes = size_of(alert), priority = static_cast<std::size_t>(alert.priority) & 7;
    {
        const std::lock_guard lock(mutex_);
        if (!make_room(bytes, priority)) {
            ++evicted_[priority];
            return;
        }
        bytes_ += bytes;
        waiting_[priority].push_back({given_++, bytes, std::move(alert)});
    }
    wake();
}

std::vector<incidents::Alert> Intake::take(std::size_t limit) {
    const std::lock_guard lock(mutex_);
    std::vector<incidents::Alert> out;
    while (out.size() < limit) {
        std::deque<Waiting>* first = nullptr;
        for (auto& queue : waiting_)
            if (!queue.empty() && (!first || queue.front().order < first->front().order)) first = &queue;
        if (!first) break;
        bytes_ -= first->front().bytes;
        out.push_back(std::move(first->front().alert));
        first->pop_front();
    }
    return out;
}

void Intake::wake() { eventfd_write(wake_.get(), 1); }

void Intake::slept() {
    eventfd_t ignored = 0;
    eventfd_read(wake_.get(), &ignored);
}

Evicted Intake::evicted() const {
    const std::lock_guard lock(mutex_);
    return evicted_;
}

}  // namespace overboard::outbox
