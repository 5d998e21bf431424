// SPDX-License-Identifier: Apache-2.0
#include "courier/sender.h"

#include <netdb.h>
#include <openssl/ssl.h>
#include <sys/prctl.h>

#include <csignal>
#include <map>

#include "base/file.h"
#include "courier/channel.h"
#include "courier/confine.h"
#include "courier/transfer.h"

namespace overboard::courier {
namespace {

constexpr int idle_ms = 10000;
constexpr std::size_t max_bundle = 4 << 20;
// Debian's, then Red Hat's.
constexpr const char* bundles[] = {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"};

std::string system_certificates() {
    for (const char* path : bundles)
        if (auto pem = base::read_file(path, max_bundle)) return std::move(*pem);
    return {};
}

// Loads what name resolution and TLS load once, while files still can be opened freely.
void warm_up() {
    curl_global_init(CURL_GLOBAL_ALL);
    OPENSSL_init_ssl(OPENSSL_INIT_LOAD_CONFIG, nullptr);
    addrinfo* found = nullptr;
    if (getaddrinfo("localhost", "443", nullptr, &found) == 0) freeaddrinfo(found);
}

class Sender {
public:
    Sender(Channel& sensor, std::string ca)
        : sensor_(sensor), ca_(std::move(ca)), multi_(curl_multi_init(), curl_multi_cleanup) {
        curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, 16L);
    }

    // Until the sensor is gone.
    void run() {
        for (int running = 0;;) {
            if (!take_requests() || !sensor_.flush()) return;
            curl_multi_perform(multi_.get(), &running);
            if (!report_ended()) return;
            const short events = sensor_.unsent() ? CURL_WAIT_POLLIN | CURL_WAIT_POLLOUT : CURL_WAIT_POLLIN;
            curl_waitfd channel{sensor_.fd(), events, 0};
            curl_multi_poll(multi_.get(), &channel, 1, idle_ms, nullptr);
        }
    }

private:
    bool take_requests() {
        for (;;) {
            auto message = sensor_.receive();
            if (!message) return false;
            if (!*message) return true;
            auto request = decode_request((*message)->text);
            if (!request) return false;
            auto transfer = std::make_unique<Transfer>((*message)->id, std::move(*request), ca_);
            CURL* handle = transfer->handle();
            if (!handle || curl_multi_add_handle(multi_.get(), handle) != CURLM_OK) return false;
            transfers_[handle] = std::move(transfer);
        }
    }

    bool report_ended() {
        int left = 0;
        while (const CURLMsg* ended = curl_multi_info_read(multi_.get(), &left)) {
            if (ended->msg != CURLMSG_DONE) continue;
            CURL* handle = ended->easy_handle;
            const auto found = transfers_.find(handle);
            const Message answer{found->second->number(), encode(found->second->outcome(ended->data.result))};
            curl_multi_remove_handle(multi_.get(), handle);
            transfers_.erase(found);
            if (!sensor_.send(answer)) return false;
        }
        return true;
    }

    Channel& sensor_;
    const std::string ca_;
    std::unique_ptr<CURLM, CURLMcode (*)(CURLM*)> multi_;
    std::map<CURL*, std::unique_ptr<Transfer>> transfers_;
};

}  // namespace

int run_sender(int channel_fd, int parent) {
    for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP}) signal(number, SIG_IGN);  // as in courier.cpp
    prctl(PR_SET_NAME, "overboard-send", 0, 0, 0);
    Channel sensor{channel_fd, max_parcel};
    if (const auto tied = die_with(parent); !tied) return 1;
    warm_up();
    Sender sender{sensor, system_certificates()};
    if (const auto confined = confine(parent, Reach::outgoing); !confined) {
        Outcome why;
        why.error = "nothing is sent, since the sender keeps privileges: " + confined.error().message;
        (void)sensor.send({0, encode(why)});
        return 1;
    }
    sender.run();
    return 0;
}

}  // namespace overboard::courier
