// SPDX-License-Identifier: Apache-2.0
// RFC 5424 over a local socket.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/fd.h"
#include "base/text.h"
#include "sinks/sink.h"
#include "sinks/writer.h"

namespace overboard::sinks {
namespace {

// RFC 5424, 6.1: receivers should take 2048 bytes; rsyslog and journald take more, rsyslog 8 KiB by default.
constexpr std::size_t max_message = 8000;
constexpr std::size_t max_parameter = 512;

// A header field: printable ASCII without blanks, "-" when there is none.
std::string field(const std::string& text, std::size_t longest) {
    std::string out;
    for (const char c : text.substr(0, longest)) out += c > 32 && c < 127 ? c : '_';
    return out.empty() ? "-" : out;
}

// 6.3.3: '"', '\' and ']' take a backslash.
void parameter(std::string& out, const char* name, const std::string& value) {
    if (value.empty()) return;
    out += std::string(" ") + name + "=\"";
    for (const char c : base::cut(base::printable(value), max_parameter)) {
        if (c == '"' || c == '\\' || c == ']') out += '\\';
        out += c;
    }
    out += '"';
}

// 32473 is the enterprise number of examples (RFC 5612): this project has none of its own.
std::string structured(const incidents::Alert& a) {
    std::string out = "[overboard@32473";
    parameter(out, "id", a.id);
    parameter(out, "rule_id", a.rule_id);
    parameter(out, "dedup_key", a.dedup_key);
    parameter(out, "count", std::to_string(a.count));
    if (a.container) parameter(out, "container_id", a.container->id), parameter(out, "image", a.container->image);
    if (a.pod) parameter(out, "namespace", a.pod->ns), parameter(out, "pod", a.pod->name);
    parameter(out, "exe", a.process.exe);
    return out + "]";
}

class SyslogSink : public Sink {
public:
    explicit SyslogSink(std::string path) : path_(std::move(path)) {}

    base::Result<void> deliver(const std::string& body) override {
        if (!socket_)
            if (auto opened = connect_any(); !opened) return opened;
        auto sent = type_ == SOCK_DGRAM ? send_datagram(body) : writer_.write(socket_.get(), body + "\n");
        if (!sent) socket_.reset(), writer_.forget();  // the log daemon was restarted, or will be
        return sent;
    }

private:
    base::Result<void> connect_any() {
        sockaddr_un to{};
        to.sun_family = AF_UNIX;
        if (path_.size() >= sizeof to.sun_path) return base::fail("syslog's socket " + path_ + " has too long a path");
        std::memcpy(to.sun_path, path_.data(), path_.size());
        for (const int type : {SOCK_DGRAM, SOCK_STREAM}) {
            base::Fd fd{socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
            if (fd && connect(fd.get(), reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) {
                socket_ = std::move(fd);
                type_ = type;
                return {};
            }
            if (errno != EPROTOTYPE) break;
        }
        return base::fail_errno("cannot reach syslog at " + path_, errno);
    }

    base::Result<void> send_datagram(const std::string& body) {
        if (send(socket_.get(), body.data(), body.size(), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) return {};
        return base::fail_errno("cannot write to syslog at " + path_, errno);
    }

    std::string path_;
    base::Fd socket_;
    int type_ = SOCK_DGRAM;
    LineWriter writer_;
};

}  // namespace

std::string render_syslog(const incidents::Alert& alert, Format format, unsigned facility) {
    const unsigned priority = facility * 8 + static_cast<unsigned>(alert.priority);
    // 6.2.3: six digits of a second's fraction at most.
    const std::string time = alert.time.size() == 30 ? alert.time.substr(0, 26) + "Z" : "-";
    std::string out = "<" + std::to_string(priority) + ">1 " + time + " " + field(alert.node, 255) + " overboard " +
                      std::to_string(getpid()) + " " + field(alert.rule_id, 32) + " " + structured(alert) + " ";
    const std::string body =
        format == Format::text ? base::printable(alert.rule + ": " + alert.message) : render(alert, format);
    return base::cut(out + "\xef\xbb\xbf" + body, max_message);
}

std::unique_ptr<Sink> make_syslog_sink(const std::string& path) { return std::make_unique<SyslogSink>(path); }

}  // namespace overboard::sinks
