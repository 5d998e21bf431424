// SPDX-License-Identifier: Apache-2.0
#include "sinks/request.h"

#include "base/clock.h"
#include "base/text.h"
#include "sinks/layout.h"
#include "sinks/sign.h"

namespace overboard::sinks {
namespace {

// Stored bodies are our own, but the file they come from may have been damaged: never throws.
Json parsed(const std::string& body) {
    Json out = Json::parse(body, nullptr, false);
    return out.is_object() ? out : Json::object();
}

// Alertmanager refuses what begins after it ends, as an alert does that was raised before the clock was set back.
std::string alertmanager_body(const Job& job) {
    const Json now = base::rfc3339(job.now_ns);
    Json out = Json::array();
    for (const std::string& body : job.bodies) {
        Json alert = parsed(body);
        if (const auto begins = alert.find("startsAt"); begins != alert.end() && *begins > now) *begins = now;
        alert["endsAt"] = base::rfc3339(job.ends_ns);
        out.push_back(std::move(alert));
    }
    return dump(out);
}

std::string otlp_body(const Job& job, const std::string& node) {
    const std::string head =
        R"({"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"overboard"}},)"
        R"({"key":"host.name","value":{"stringValue":)" +
        base::json_quote(node) + R"(}}]},"scopeLogs":[{"scope":{"name":"overboard"},"logRecords":[)";
    return head + base::join(job.bodies, ",") + "]}]}]}";
}

base::Result<std::string> pagerduty_body(const Settings& sink, Secrets& secrets, const Job& job) {
    const auto key = secrets.get(sink.routing_key_ref);
    if (!key) return tl::unexpected(key.error());
    Json out = parsed(job.bodies.at(0));
    out["routing_key"] = *key;
    return dump(out);
}

base::Result<std::string> body_of(const Settings& sink, Secrets& secrets, const std::string& node, const Job& job) {
    if (sink.format == Format::alertmanager) return alertmanager_body(job);
    if (sink.format == Format::otlp) return otlp_body(job, node);
    if (sink.format == Format::pagerduty) return pagerduty_body(sink, secrets, job);
    return job.bodies.at(0);
}

std::int64_t seconds(const Job& job) { return job.now_ns / 1'000'000'000; }

// A header's value must not begin another header.
bool is_one_line(const std::string& text) { return text.find_first_of("\r\n") == text.npos; }

class Credentials {
public:
    Credentials(const Settings& sink, Secrets& secrets, Request& out) : sink_(sink), secrets_(secrets), out_(out) {}

    base::Result<void> all(const Job& job) {
        return take(sink_.url_ref, out_.url)
            .and_then([this] { return take(sink_.ca_ref, out_.ca); })
            .and_then([this] { return take(sink_.certificate_ref, out_.certificate); })
            .and_then([this] { return take(sink_.key_ref, out_.key); })
            .and_then([this] { return bearer(); })
            .and_then([this, &job] { return sign(job); });
    }

private:
    base::Result<void> take(const std::string& reference, std::string& into) {
        if (reference.empty()) return {};
        auto text = secrets_.get(reference);
        if (!text) return tl::unexpected(text.error());
        into = std::move(*text);
        return {};
    }

    base::Result<void> bearer() {
        std::string token;
        auto taken = take(sink_.bearer_ref, token);
        if (!taken || token.empty()) return taken;
        if (!is_one_line(token)) return base::fail("the bearer token of " + sink_.bearer_ref + " has several lines");
        out_.headers.push_back("Authorization: Bearer " + token);
        return {};
    }

    base::Result<void> sign(const Job& job) {
        if (sink_.signing_refs.empty()) return {};
        std::vector<std::string> keys;
        for (const std::string& reference : sink_.signing_refs)
            if (auto taken = take(reference, keys.emplace_back()); !taken) return taken;
        auto signature = signatures(keys, job.id, seconds(job), out_.body);
        if (!signature) return tl::unexpected(signature.error());
        out_.headers.push_back("webhook-signature: " + *signature);
        return {};
    }

    const Settings& sink_;
    Secrets& secrets_;
    Request& out_;
};

}  // namespace

base::Result<Request> prepare(const Settings& sink, Secrets& secrets, const std::string& node, const Job& job) {
    auto body = body_of(sink, secrets, node, job);
    if (!body) return tl::unexpected(body.error());
    Request out;
    out.url = sink.url;
    out.body = std::move(*body);
    out.timeout_ms = sink.timeout.count();
    out.headers = {"Content-Type: application/json", "User-Agent: overboard", "webhook-id: " + job.id,
                   "webhook-timestamp: " + std::to_string(seconds(job))};
    if (auto done = Credentials(sink, secrets, out).all(job); !done) return tl::unexpected(done.error());
    if (const std::string fault = fault_of_url(out.url); !fault.empty()) return base::fail(fault);
    return out;
}

std::string fault_of_url(const std::string& url) {
    const std::size_t scheme = url.find("://");
    const std::string name = url.substr(0, scheme == url.npos ? 0 : scheme);
    if (name != "http" && name != "https") return "an url begins with https:// (or http://)";
    const std::string host = url.substr(scheme + 3, url.find_first_of("/?#", scheme + 3) - scheme - 3);
    if (host.empty()) return "the url names no host";
    if (host.find('@') != host.npos) return "an url with a user name or password in it is refused; use bearer_file";
    for (const char c : url)
        if (c <= 32 || c == 127) return "an url holds no blanks or control characters";
    return {};
}

}  // namespace overboard::sinks
