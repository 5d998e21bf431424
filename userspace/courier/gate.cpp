// SPDX-License-Identifier: Apache-2.0
#include "courier/gate.h"

#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <strings.h>

#include <algorithm>
#include <memory>

namespace overboard::courier {
namespace {

constexpr double burst = 5, per_second = 0.5;  // guesses that an address has; bcrypt of cost 10 takes 60 ms each
constexpr std::size_t most_peers = 1024;       // remembered; forgetting all of them gives each its guesses back
constexpr std::size_t longest = 1024;          // of a header
constexpr std::string_view scheme = "Basic ";

// name:password; empty when the header holds none.
std::string credentials(const std::string& header) {
    if (header.size() > longest || header.size() <= scheme.size() ||
        strncasecmp(header.c_str(), scheme.data(), scheme.size()) != 0)
        return {};
    const std::string text = header.substr(scheme.size());
    std::string out(text.size(), '\0');
    const int size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    const auto padding =
        static_cast<int>(std::count(text.end() - std::min<std::ptrdiff_t>(2, std::ssize(text)), text.end(), '='));
    if (size < padding) return {};
    out.resize(static_cast<std::size_t>(size - padding));
    return out;
}

bool same(const std::string& a, const std::string& b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

Gate::Gate(std::function<bool(const std::string&, const std::string&)> check)
    : check_(std::move(check)), salt_(32, '\0') {
    RAND_bytes(reinterpret_cast<unsigned char*>(salt_.data()), static_cast<int>(salt_.size()));
}

void Gate::use(std::map<std::string, std::string> users) {
    const std::lock_guard lock(mutex_);
    users_ = std::move(users);
    known_.clear();
}

Gate::Verdict Gate::judge(const std::string& header, const std::string& peer, Clock::time_point now) {
    std::string name, password, hash, seen;
    {
        const std::lock_guard lock(mutex_);
        if (users_.empty()) return Verdict::welcome;
        const std::string both = credentials(header);
        const auto colon = both.find(':');
        if (colon == std::string::npos) return Verdict::unauthorized;
        name = both.substr(0, colon);
        password = both.substr(colon + 1);
        seen = digest(both);
        const auto known = known_.find(name);
        if (known != known_.end() && same(known->second, seen)) return Verdict::welcome;
        if (!may_try(peer, now)) return Verdict::throttled;
        const auto user = users_.find(name);
        hash = (user == users_.end() ? users_.begin() : user)->second;  // an unknown name takes as long as a known one
    }
    const bool right = check_(password, hash);
    const std::lock_guard lock(mutex_);
    const auto user = users_.find(name);
    if (!right || user == users_.end() || user->second != hash) return Verdict::unauthorized;
    known_[name] = seen;
    return Verdict::welcome;
}

bool Gate::may_try(const std::string& peer, Clock::time_point now) {
    if (buckets_.size() >= most_peers && !buckets_.contains(peer)) buckets_.clear();
    auto [at, fresh] = buckets_.try_emplace(peer, Bucket{burst, now});
    Bucket& bucket = at->second;
    bucket.tokens =
        std::min(burst, bucket.tokens + std::chrono::duration<double>(now - bucket.at).count() * per_second);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
}

std::string Gate::digest(const std::string& text) const {
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    const std::string salted = salt_ + text;
    EVP_Digest(salted.data(), salted.size(), out, &size, EVP_sha256(), nullptr);
    return {reinterpret_cast<const char*>(out), size};
}

bool Gate::bcrypt(const std::string& password, const std::string& hash) {
    if (password.find('\0') != std::string::npos) return false;  // crypt() would stop there
    const auto data = std::make_unique<crypt_data>();
    const char* made = crypt_r(password.c_str(), hash.c_str(), data.get());
    return made && same(made, hash);
}

}  // namespace overboard::courier
