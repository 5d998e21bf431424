// SPDX-License-Identifier: Apache-2.0
#include "courier/transfer.h"

#include <algorithm>

#include "base/text.h"

namespace overboard::courier {
namespace {

constexpr long connect_ms = 5000, longest_ms = 120000;
constexpr std::size_t max_header_bytes = 32 << 10;

curl_blob borrowed(const std::string& pem) { return {const_cast<char*>(pem.data()), pem.size(), CURL_BLOB_NOCOPY}; }

}  // namespace

Transfer::Transfer(std::uint32_t number, sinks::Request request, const std::string& system_ca)
    : number_(number),
      request_(std::move(request)),
      easy_(curl_easy_init(), curl_easy_cleanup),
      headers_(nullptr, curl_slist_free_all) {
    set_request();
    set_bounds();
    set_trust(system_ca);
}

void Transfer::set_request() {
    for (const std::string& header : request_.headers)
        if (curl_slist* list = curl_slist_append(headers_.get(), header.c_str()))
            (void)headers_.release(), headers_.reset(list);
    // libcurl would wait a second for "100 Continue" before it sends a large body.
    if (curl_slist* list = curl_slist_append(headers_.get(), "Expect:")) (void)headers_.release(), headers_.reset(list);
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.data());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, why_);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
}

void Transfer::set_bounds() {
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");  // alerts go where the configuration says, and nowhere else
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, std::clamp<long>(request_.timeout_ms, 100, longest_ms));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
}

void Transfer::set_trust(const std::string& system_ca) {
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    const curl_blob ca = borrowed(request_.ca.empty() ? system_ca : request_.ca);
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
    curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &ca);
    if (request_.certificate.empty()) return;
    const curl_blob certificate = borrowed(request_.certificate);
    const curl_blob key = borrowed(request_.key.empty() ? request_.certificate : request_.key);
    curl_easy_setopt(easy, CURLOPT_SSLCERT_BLOB, &certificate);
    curl_easy_setopt(easy, CURLOPT_SSLKEY_BLOB, &key);
}

// Interim answers (1xx) end in an empty line, too, and say nothing yet.
std::size_t Transfer::take_header(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t length = size * count;
    transfer.header_bytes_ += length;
    if (transfer.header_bytes_ > max_header_bytes) return 0;
    long status = 0;
    curl_easy_getinfo(transfer.handle(), CURLINFO_RESPONSE_CODE, &status);
    if ((length <= 2 && *bytes == '\r') || (length == 1 && *bytes == '\n')) transfer.answered_ = status >= 200;
    return length;
}

std::size_t Transfer::take_body(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t length = size * count, room = max_answer_kept - transfer.answer_.size();
    transfer.answer_.append(bytes, std::min(length, room));
    return length <= room ? length : 0;  // 0 ends the transfer: nobody reads a gigabyte of thanks
}

Outcome Transfer::outcome(CURLcode code) const {
    Outcome out;
    long status = 0;
    curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &status);
    if (answered_) out.status = static_cast<int>(status);
    curl_off_t seconds = 0;
    if (answered_ && curl_easy_getinfo(handle(), CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0)
        out.retry_after_s = seconds;
    if (code != CURLE_OK) out.error = base::printable(*why_ ? why_ : curl_easy_strerror(code));
    if (code == CURLE_OK && !answered_) out.error = "the receiver gave no answer";
    out.answer = answer_;
    return out;
}

}  // namespace overboard::courier
