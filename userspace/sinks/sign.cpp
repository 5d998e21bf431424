// SPDX-License-Identifier: Apache-2.0
#include "sinks/sign.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <vector>

namespace overboard::sinks {
namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::size_t shortest = 16, longest = 256;  // bytes of a key

base::Result<std::vector<unsigned char>> key_of(std::string_view secret) {
    if (secret.starts_with(prefix)) secret.remove_prefix(prefix.size());
    const auto wrong = [] {
        return base::fail(
            "a signing secret is none: it is whsec_ and base64 of 24 to 64 bytes, as "
            "`echo whsec_$(openssl rand -base64 32)` makes one");
    };
    if (secret.empty() || secret.size() % 4 != 0 || secret.size() > longest * 2) return wrong();
    std::vector<unsigned char> key(secret.size() / 4 * 3);
    const int size = EVP_DecodeBlock(key.data(), reinterpret_cast<const unsigned char*>(secret.data()),
                                     static_cast<int>(secret.size()));
    if (size < 0) return wrong();
    key.resize(key.size() - static_cast<std::size_t>(secret.ends_with("==") ? 2 : secret.ends_with('=') ? 1 : 0));
    if (key.size() < shortest || key.size() > longest) return wrong();
    return key;
}

std::string base64(std::span<const unsigned char> bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes.data(), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

}  // namespace

base::Result<std::string> signatures(std::span<const std::string> secrets, std::string_view id, std::int64_t timestamp,
                                     std::string_view body) {
    std::string content = std::string(id) + "." + std::to_string(timestamp) + ".", out;
    content.append(body);
    for (const std::string& secret : secrets) {
        const auto key = key_of(secret);
        if (!key) return tl::unexpected(key.error());
        std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
        unsigned size = 0;
        HMAC(EVP_sha256(), key->data(), static_cast<int>(key->size()),
             reinterpret_cast<const unsigned char*>(content.data()), content.size(), mac.data(), &size);
        out += (out.empty() ? "v1," : " v1,") + base64(std::span(mac).first(size));
    }
    return out;
}

}  // namespace overboard::sinks
