// SPDX-License-Identifier: Apache-2.0
// RFC 5424 over a local socket.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/fd.h"
#include "base/text.h"
#include "sinks/shorten.h"
#include "sinks/sink.h"
#include "sinks/writer.h"

namespace overboard::sinks {
namespace {

// RFC 5424, 6.1: receivers should take 2048 bytes; rsyslog and journald take more, rsyslog 8 KiB by default.
constexpr std::size_t max_message = 8000;
constexpr std::size_t max_parameter = 256;  // escaped it may be twice that; nine of them leave half for the body

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

// One for all sinks and for good: it is bound to no receiver, and later none may be opened.
int datagrams() {
    static const base::Fd socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    return socket.get();
}

class SyslogSink : public Sink {
public:
    explicit SyslogSink(std::string path) : path_(std::move(path)) {}

    base::Result<void> deliver(const std::string& body) override {
        sockaddr_un to{};
        to.sun_family = AF_UNIX;
        if (path_.size() >= sizeof to.sun_path) return base::fail("syslog's socket " + path_ + " has too long a path");
        std::memcpy(to.sun_path, path_.data(), path_.size());
        const auto* address = reinterpret_cast<const sockaddr*>(&to);
        if (stream_) return write_line(body);
        if (sendto(datagrams(), body.data(), body.size(), MSG_NOSIGNAL | MSG_DONTWAIT, address, sizeof to) >= 0)
            return {};
        if (errno != EPROTOTYPE) return base::fail_errno("cannot reach syslog at " + path_, errno);
        return connect_stream(address, sizeof to).and_then([&] { return write_line(body); });
    }

private:
    base::Result<void> connect_stream(const sockaddr* to, socklen_t size) {
        base::Fd fd{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
        if (!fd && errno == EPERM)
            return base::fail("syslog at " + path_ + " is a stream, which this process can no longer open; restart it");
        if (!fd || connect(fd.get(), to, size) != 0) return base::fail_errno("cannot reach syslog at " + path_, errno);
        stream_ = std::move(fd);
        return {};
    }

    base::Result<void> write_line(const std::string& body) {
        auto sent = writer_.write(stream_.get(), body + "\n");
        if (!sent) stream_.reset(), writer_.forget();  // the log daemon was restarted, or will be
        return sent;
    }

    std::string path_;
    base::Fd stream_;
    LineWriter writer_;
};

}  // namespace

std::string render_syslog(const incidents::Alert& alert, Format format, unsigned facility) {
    const unsigned priority = facility * 8 + static_cast<unsigned>(alert.priority);
    // 6.2.3: six digits of a second's fraction at most.
    const std::string time = alert.time.size() == 30 ? alert.time.substr(0, 26) + "Z" : "-";
    const std::string out = "<" + std::to_string(priority) + ">1 " + time + " " + field(alert.node, 255) +
                            " overboard " + std::to_string(getpid()) + " " + field(alert.rule_id, 32) + " " +
                            structured(alert) + " \xef\xbb\xbf";
    if (format == Format::text) return base::cut(out + base::printable(alert.rule + ": " + alert.message), max_message);
    return out + render_within(alert, format, max_message - out.size());
}

void prepare_syslog() { (void)datagrams(); }

std::unique_ptr<Sink> make_syslog_sink(const std::string& path) { return std::make_unique<SyslogSink>(path); }

}  // namespace overboard::sinks
