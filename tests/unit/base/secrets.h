// SPDX-License-Identifier: Apache-2.0
// Secrets that look real, made when the test runs: nothing in this file is one, nor looks like one to a scanner.
#pragma once

#include <random>
#include <string>
#include <string_view>

namespace overboard::base::secrets {

inline constexpr std::string_view alnum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
inline constexpr std::string_view base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
inline constexpr std::string_view hex = "0123456789abcdef";

class Maker {
public:
    explicit Maker(unsigned seed) : random_(seed) {}

    std::string run(std::string_view alphabet, std::size_t length) {
        std::string out;
        for (std::size_t i = 0; i < length; ++i) out += alphabet[random_() % alphabet.size()];
        // One of each, so that a run of 12 is always what a generator of passwords would give.
        if (alphabet == alnum && length >= 3) out[length / 2] = '7', out[length / 3] = 'q';
        return out;
    }
    std::string password() { return run(alnum, 12); }
    std::string upper(std::size_t length) { return run(alnum.substr(0, 26), length); }

    std::string encode(std::string_view text, bool url = true) {
        const std::string alphabet = std::string(alnum) + (url ? "-_" : "+/");
        std::string out;
        unsigned bits = 0;
        int held = 0;
        for (const char c : text) {
            bits = bits << 8 | static_cast<unsigned char>(c);
            for (held += 8; held >= 6; held -= 6) out += alphabet[bits >> (held - 6) & 63];
        }
        if (held > 0) out += alphabet[bits << (6 - held) & 63];
        if (!url) out.append((4 - out.size() % 4) % 4, '=');
        return out;
    }
    std::string jwt(std::string_view header = R"({"alg":"HS256","typ":"JWT"})") {
        return encode(header) + "." + encode(R"({"sub":"1","admin":true,"iat":)" + run("123456789", 10) + "}") + "." +
               run(base64url, 43);
    }
    std::string pem_body() {
        std::string out;
        for (int i = 0; i < 6; ++i) out += "\n" + run(alnum, 64);
        return out + "\n";
    }

private:
    std::mt19937 random_;
};

}  // namespace overboard::base::secrets
