// SPDX-License-Identifier: Apache-2.0
// One HTTP request under way, by libcurl. Whatever answers is hostile: bounded, timed, never followed elsewhere.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "courier/parcel.h"

namespace overboard::courier {

class Transfer {
public:
    // number: of the request. system_ca: PEM, for requests that bring none of their own; it outlives this.
    Transfer(std::uint32_t number, sinks::Request request, const std::string& system_ca);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    CURL* handle() const { return easy_.get(); }
    std::uint32_t number() const { return number_; }
    // code: as libcurl's multi interface reported the end of it.
    Outcome outcome(CURLcode code) const;

private:
    void set_request();
    void set_bounds();
    void set_trust(const std::string& system_ca);
    static std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* self);
    static std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* self);

    std::uint32_t number_;
    sinks::Request request_;
    std::unique_ptr<CURL, void (*)(CURL*)> easy_;
    std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers_;
    char why_[CURL_ERROR_SIZE] = {};
    std::string answer_;
    std::size_t header_bytes_ = 0;
    bool answered_ = false;  // status line and headers are there: the receiver has said what it did
};

}  // namespace overboard::courier
