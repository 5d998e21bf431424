// SPDX-License-Identifier: Apache-2.0
#include "cli/sensor_metrics.h"

#include <curl/curl.h>

#include <cstdlib>
#include <memory>

#include "base/text.h"
#include "sinks/secrets.h"

namespace overboard::cli {
namespace {

constexpr std::size_t most_bytes = 4 << 20;
constexpr long request_seconds = 5;
constexpr long unauthorized = 401;

std::size_t gather(char* bytes, std::size_t, std::size_t count, void* to) {
    auto& text = *static_cast<std::string*>(to);
    if (text.size() + count > most_bytes) return 0;
    text.append(bytes, count);
    return count;
}

// What a person can do about it.
std::string way_out(CURLcode code, long status, const SensorAddress& sensor) {
    if (status == unauthorized)
        return sensor.basic_auth.empty() ? "; it asks for a password: --basic-auth FILE" : "; is the password right?";
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
        return "; name the authority that its certificate comes from with --ca FILE";
    return "; name a sensor of this node with --sensor http://ADDRESS:PORT, or https:// where it has a certificate";
}

// NAME:PASSWORD by a reference; on the command line everyone on the machine could read it.
base::Result<void> add_password(CURL* request, const std::string& reference) {
    if (reference.empty()) return {};
    if (!sinks::is_reference(reference))
        return base::fail("--basic-auth takes an absolute path or env:NAME, not the password itself");
    const auto text = sinks::Secrets{}.get(reference);
    if (!text) return tl::unexpected(text.error());
    if (text->find(':') == text->npos) return base::fail(reference + " does not hold NAME:PASSWORD");
    curl_easy_setopt(request, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(request, CURLOPT_USERPWD, text->c_str());
    return {};
}

}  // namespace

base::Result<std::string> read_metrics(const SensorAddress& sensor) {
    const std::unique_ptr<CURL, void (*)(CURL*)> request{curl_easy_init(), curl_easy_cleanup};
    const std::string url = sensor.url + "/metrics";
    std::string text;
    curl_easy_setopt(request.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(request.get(), CURLOPT_TIMEOUT, request_seconds);
    curl_easy_setopt(request.get(), CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(request.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(request.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(request.get(), CURLOPT_WRITEFUNCTION, gather);
    curl_easy_setopt(request.get(), CURLOPT_WRITEDATA, &text);
    if (!sensor.ca.empty()) curl_easy_setopt(request.get(), CURLOPT_CAINFO, sensor.ca.c_str());
    if (auto added = add_password(request.get(), sensor.basic_auth); !added) return tl::unexpected(added.error());
    const CURLcode code = curl_easy_perform(request.get());
    if (code == CURLE_OK) return text;
    long status = 0;
    curl_easy_getinfo(request.get(), CURLINFO_RESPONSE_CODE, &status);
    return base::fail("cannot read " + base::printable(url) + ": " + curl_easy_strerror(code) +
                      (status ? ", status " + std::to_string(status) : "") + way_out(code, status, sensor));
}

base::Result<double> series(const std::string& text, const std::string& name) {
    const std::string line = "\n" + name + " ";
    const std::size_t at = text.find(line);
    if (at == text.npos) return base::fail("the sensor's metrics have no " + name);
    return std::strtod(text.c_str() + at + line.size(), nullptr);
}

}  // namespace overboard::cli
