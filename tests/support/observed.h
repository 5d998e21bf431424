// SPDX-License-Identifier: Apache-2.0
// An Observation put together by hand around a record, for tests of the rooms that judge:
//
//   Observed seen{test::exec("/bin/dash").args({"sh", "-c", "id"}).container(7).server(100, 1, 4567).event()};
//   seen.kind("web").parent("/usr/bin/ruby3.1", 100);
//   engine->judge(seen.observation(), seen);
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "enrich/observation.h"
#include "support/record_builder.h"

namespace overboard::test {

class Observed : public enrich::Ancestry {
public:
    explicit Observed(Decoded event) : event_(std::move(event)) {
        seen_.event = &*event_;
        seen_.wall_ns = 1'795'269'731'104'223'817;
        seen_.process = &process_;
        const auto& task = event_->task;
        process_.tgid = task.raw->tgid;
        process_.start_ns = task.raw->start_ns;
        process_.comm = task.comm;
        if (const auto* exec = std::get_if<decode::Exec>(&event_->body)) from_exec(*exec);
        if (task.raw->container) in_container();
        if (task.server) in_lineage(*task.server);
    }
    Observed(const Observed&) = delete;

    const enrich::Observation& observation() const { return seen_; }
    enrich::Process& process() { return process_; }
    enrich::Container& container() { return container_; }
    enrich::Habits& habits() { return seen_.habits; }
    // Whether the server's and the ancestors' executables are files of the image.
    Observed& from_image(bool yes) {
        server_.of_image = yes;
        for (auto& one : ancestors_) one.of_image = yes;
        return *this;
    }

    Observed& exe(std::string_view path) {
        process_.exe = path;
        return *this;
    }
    Observed& kind(std::string_view server_kind) {
        seen_.server_kind = server_kind;
        return *this;
    }
    // The variables for the loader that the server was seen to be started with; NUL between two.
    Observed& server_loader(std::string_view variables) {
        server_.loader_env = variables;
        server_.loader_env_seen = true;
        return *this;
    }
    Observed& start_up() {
        seen_.start_up = true;
        return *this;
    }
    // The file is the host's, at that path there.
    Observed& host(std::string_view path, enrich::HostClass cls, bool managed = false) {
        seen_.host = {true, managed, path, cls};
        return *this;
    }
    Observed& runtime(std::string_view name, std::string_view host_path = {}) {
        seen_.peer = {true, name, host_path, {}};
        return *this;
    }
    // When it happened, in seconds since 1970.
    Observed& at(std::int64_t second) {
        seen_.wall_ns = second * 1'000'000'000;
        return *this;
    }
    // One ancestor more, farther than those before.
    Observed& parent(std::string_view exe, std::uint32_t tgid = 2) {
        enrich::Process one;
        one.exe = exe;
        one.comm = std::string(exe.substr(exe.rfind('/') + 1)).substr(0, OB_COMM_LEN - 1);
        one.args = {one.comm};
        one.tgid = tgid;
        ancestors_.push_back(std::move(one));
        return *this;
    }

    std::vector<const enrich::Process*> ancestors(const enrich::Process& of, std::size_t limit) const override {
        std::vector<const enrich::Process*> out;
        for (const auto* at = parent(of); at && out.size() < limit; at = parent(*at)) out.push_back(at);
        return out;
    }
    const enrich::Process* parent(const enrich::Process& of) const override {
        if (&of == &process_) return ancestors_.empty() ? nullptr : &ancestors_.front();
        for (std::size_t i = 0; i + 1 < ancestors_.size(); ++i)
            if (&ancestors_[i] == &of) return &ancestors_[i + 1];
        return nullptr;
    }

private:
    void from_exec(const decode::Exec& exec) {
        process_.exe = exec.exe.path.container;
        process_.cwd = exec.cwd.container;
        for (auto rest = exec.args.bytes; !rest.empty();) {
            const auto end = std::min(rest.find('\0'), rest.size());
            process_.args.emplace_back(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    void in_container() {
        container_.key = event_->task.raw->container;
        container_.id = "c0ffee";
        container_.name = "app";
        container_.image = "registry:5000/shop/app:1.4";
        container_.identified = true;
        container_.namespaces = {"mount", "network", "pid", "ipc", "uts"};
        seen_.container = &container_;
    }
    void in_lineage(const ob_server& server) {
        server_.tgid = server.tgid;
        server_.start_ns = server.start_ns;
        server_.exe = "/usr/bin/ruby3.1";
        seen_.server = &server_;
        seen_.server_kind = "web";
    }

    Decoded event_;
    enrich::Observation seen_;
    enrich::Process process_, server_;
    enrich::Container container_;
    std::deque<enrich::Process> ancestors_;
};

}  // namespace overboard::test
