// SPDX-License-Identifier: Apache-2.0
// The alert on a terminal: what, who did it to what, how it came there and what to do about it.
#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "sinks/layout.h"

namespace overboard::sinks {
namespace {

using incidents::Alert;

constexpr const char* indent = "         ";
constexpr std::size_t max_name = 80, max_path = 160, max_command = 72, max_fix = 120, max_chain = 4;

std::string show(const std::string& text, std::size_t max_bytes) { return base::cut(base::printable(text), max_bytes); }

class Paint {
public:
    explicit Paint(bool on) : on_(on) {}
    std::string operator()(const char* code, const std::string& text) const {
        return on_ ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text;
    }

private:
    bool on_;
};

const char* colour_of(engine::Priority p) {
    if (p <= engine::Priority::critical) return "1;31";
    if (p == engine::Priority::error) return "31";
    if (p == engine::Priority::warning) return "33";
    return p == engine::Priority::notice ? "36" : "2";
}

std::string label(engine::Priority p) {
    std::string name = p == engine::Priority::informational ? "info" : engine::priority_name(p);
    for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return name.append(name.size() < 9 ? 9 - name.size() : 0, ' ');
}

bool is_technique(const std::string& tag) {
    return tag.size() >= 5 && tag[0] == 'T' && std::isdigit(static_cast<unsigned char>(tag[1])) != 0;
}

std::string marks(const Alert& a) {
    std::string out = "[" + show(a.rule_id, max_name);
    for (const std::string& tag : a.tags)
        if (is_technique(tag)) out += " " + show(tag, max_name);
    return out + "]";
}

std::string first_line(const Alert& a, const Paint& paint) {
    const std::string clock = a.time.size() >= 19 ? a.time.substr(11, 8) : a.time;
    std::string out = show(clock, 8) + " " + paint(colour_of(a.priority), label(a.priority)) + " " +
                      paint("1", show(a.rule, max_name));
    if (a.count > 1) out += " (" + std::to_string(a.count) + " times)";
    return out + "   " + paint("2", marks(a));
}

std::string place(const Alert& a) {
    if (!a.container) return "host " + show(a.node, max_name);
    const incidents::AlertContainer& c = *a.container;
    std::string out;
    if (a.pod) out = show(a.pod->ns, max_name) + "/" + show(a.pod->name, max_name) + " ";
    out += c.name.empty() ? show(c.id.substr(0, 12), max_name) : show(c.name, max_name);
    return c.image.empty() ? out : out + " (" + show(c.image, max_name) + ")";
}

// "host:/run/docker.sock (as /run/innocent.sock)"
std::string path_pair(const std::string& host_path, const std::string& path) {
    if (host_path.empty()) return show(path, max_path);
    const std::string host = "host:" + show(host_path, max_path);
    return path.empty() ? host : host + " (as " + show(path, max_path) + ")";
}

std::string object(const Alert& a) {
    std::string out, error;
    if (a.file) {
        out = a.file->resolved ? path_pair(a.file->host_path, a.file->path) : show(a.file->name, max_path);
        error = a.file->error;
    } else if (a.socket) {
        const bool v6 = a.socket->peer_ip.find(':') != std::string::npos;
        const std::string ip = v6 ? "[" + a.socket->peer_ip + "]" : a.socket->peer_ip;
        out = ip.empty() ? path_pair(a.socket->host_path, a.socket->peer_path)
                         : show(ip, max_name) + ":" + std::to_string(a.socket->peer_port);
        error = a.socket->error;
    }
    if (!error.empty()) out += ": " + show(error, max_name);
    return out.empty() ? out : " -> " + out;
}

std::string second_line(const Alert& a) {
    return indent + place(a) + "  " + show(a.process.exe, max_path) + " pid " + std::to_string(a.process.pid) +
           object(a);
}

std::string command(const std::string& exe, const std::vector<std::string>& args) {
    return args.empty() ? show(exe, max_command) : command_line(args, max_command);
}

// "puma :4567 <- 10.0.3.7"
std::string server(const incidents::AlertWeb& w) {
    const std::string name = w.server_args.empty() ? w.server_exe : w.server_args[0];
    std::string out = show(std::string(base::basename(name)), max_name);
    if (w.port != 0) out += " :" + std::to_string(w.port);
    for (std::size_t i = 0; i < w.peers.size(); ++i) {
        const std::string& peer = w.peers[i];
        out += (i == 0 ? (w.peer_certain ? " <- " : " <- one of ") : ", ") +
               show(peer.substr(0, peer.rfind(':')), max_name);
    }
    return out;
}

// From the server, or a few steps up, down to the process.
std::string chain(const Alert& a) {
    std::vector<std::string> steps;
    const bool is_server = a.web && a.web->server_pid == a.process.pid;
    if (!is_server) steps.push_back(command(a.process.exe, a.process.args));
    for (const incidents::AlertAncestor& p : a.ancestors) {
        if (is_server || steps.size() == max_chain || (a.web && p.pid == a.web->server_pid)) break;
        steps.push_back(command(p.exe, p.args));
    }
    if (a.web) steps.push_back(server(*a.web));
    std::reverse(steps.begin(), steps.end());
    return base::join(steps, "  >  ");
}

std::string third_line(const Alert& a, const Paint& paint) {
    const std::string& fix = a.remediation_pod.empty() ? a.remediation_app : a.remediation_pod;
    std::string out = indent + chain(a);
    if (!fix.empty()) out += "        " + paint("32", "fix: " + show(fix, max_fix));
    return out;
}

}  // namespace

std::string to_text(const Alert& a, bool colour) {
    const Paint paint(colour);
    return first_line(a, paint) + "\n" + second_line(a) + "\n" + third_line(a, paint);
}

}  // namespace overboard::sinks
