// SPDX-License-Identifier: Apache-2.0
#include "base/redact_checks.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "base/redact_rules.h"
#include "base/text.h"

namespace overboard::base::redact {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool hex_digit(char c) { return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

template <class Set>
bool one_of(std::string_view word, const Set& set) {
    return std::any_of(set.begin(), set.end(), [&](std::string_view other) {
        return std::equal(word.begin(), word.end(), other.begin(), other.end(),
                          [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
    });
}

int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (digit(c)) return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

// Either alphabet, with or without padding; stops at the first other character.
std::string base64_decoded(std::string_view text) {
    std::string out;
    unsigned bits = 0;
    int held = 0;
    for (const char c : text) {
        const int v = base64_value(c);
        if (v < 0) break;
        bits = bits << 6 | static_cast<unsigned>(v);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out += static_cast<char>(bits >> held & 0xff);
    }
    return out;
}

bool is_long_hex(std::string_view s) { return s.size() >= 32 && std::all_of(s.begin(), s.end(), hex_digit); }

std::string_view last_word(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\0')) text.remove_suffix(1);
    const std::size_t at = text.find_last_of(std::string_view(" \t\n\0\"'(", 7));
    return at == std::string_view::npos ? text : text.substr(at + 1);
}

std::string_view unquoted(std::string_view s) {
    while (!s.empty() && (s.front() == '"' || s.front() == '\'' || s.front() == '\\')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == '"' || s.back() == '\'')) s.remove_suffix(1);
    return s;
}

bool is_uuid(std::string_view s) {
    if (s.size() != 36) return false;
    for (std::size_t i = 0; i < s.size(); ++i)
        if (i == 8 || i == 13 || i == 18 || i == 23 ? s[i] != '-' : !hex_digit(s[i])) return false;
    return true;
}

// Container ids and SHA-256 (64), SHA-1 and git (40), MD5, machine and boot ids (32).
bool is_digest(std::string_view s) {
    return (s.size() == 32 || s.size() == 40 || s.size() == 64) && std::all_of(s.begin(), s.end(), hex_digit);
}

// A word: letters of one case; or short and lower case, as the random tails of pod names are.
bool is_word(std::string_view s) {
    if (s.size() <= 12 && std::none_of(s.begin(), s.end(), upper)) return true;
    const bool letters = std::all_of(s.begin(), s.end(), letter);
    const auto capitals = std::count_if(s.begin(), s.end(), upper);
    return letters && s.size() <= 20 && (capitals == 0 || static_cast<std::size_t>(capitals) == s.size());
}

}  // namespace

bool is_plain_value(std::string_view value) {
    constexpr std::array<std::string_view, 9> words{"true", "false", "null", "nil", "none", "yes", "no", "0", "1"};
    constexpr std::array<std::string_view, 13> roots{"/etc/", "/run/",  "/var/", "/usr/", "/tmp/", "/home/", "/root/",
                                                     "/opt/", "/proc/", "/dev/", "/mnt/", "/sys/", "/host/"};
    value = unquoted(value);
    if (value.empty() || one_of(value, words)) return true;
    if (value.starts_with("$(") || value.starts_with("`") || (value.starts_with("${") && value.back() == '}'))
        return true;
    return std::any_of(roots.begin(), roots.end(), [&](std::string_view root) { return value.starts_with(root); });
}

bool is_known_id(std::string_view run) {
    if (is_uuid(run)) return true;
    for (const std::string_view part : split(run, '_'))
        for (const std::string_view word : split(part, '-'))
            if (!is_word(word) && !is_digest(word)) return false;
    return true;
}

bool is_no_scheme(std::string_view, std::string_view secret) {
    constexpr std::array<std::string_view, 5> schemes{"bearer", "basic", "digest", "token", "negotiate"};
    return !one_of(secret, schemes);
}

bool is_bearer(std::string_view, std::string_view secret) {
    constexpr std::array<std::string_view, 10> words{"token",          "tokens",          "token.",        "token,",
                                                     "authentication", "authentication.", "authorization", "auth",
                                                     "scheme",         "realm="};
    return !one_of(secret, words) && !secret.starts_with("realm=") && !secret.starts_with("error=");
}

bool is_user_and_password(std::string_view, std::string_view secret) {
    const std::string text = base64_decoded(secret);
    const auto shown = [](unsigned char c) { return c >= 0x20 && c != 0x7f; };
    return text.find(':') != std::string::npos && std::all_of(text.begin(), text.end(), shown);
}

bool is_named_secret(std::string_view, std::string_view secret) { return !is_plain_value(secret); }

bool is_option_secret(std::string_view before, std::string_view secret) {
    const bool an_option =
        secret.size() > 1 && secret[0] == '-' && (secret[1] == '-' || (letter(secret[1]) && secret.size() == 2));
    // "--no-password db" takes no value; "--secret id=x,src=y" (docker build) names a file.
    return !an_option && !last_word(before).starts_with("--no-") && !secret.starts_with("id=") &&
           !is_plain_value(secret);
}

bool is_listed_secret(std::string_view before, std::string_view secret) {
    const std::size_t end = before.find_last_not_of(" \t\n,\"'\\");
    return is_option_secret(before.substr(0, end == std::string_view::npos ? 0 : end + 1), secret);
}

bool is_openssl_secret(std::string_view, std::string_view secret) {
    return !secret.starts_with("file:") && !secret.starts_with("env:") && !secret.starts_with("fd:") &&
           secret != "stdin";
}

bool is_cookie(std::string_view, std::string_view secret) { return secret.find('=') != std::string_view::npos; }

bool is_jwt(std::string_view, std::string_view secret) {
    const std::string header = base64_decoded(secret.substr(0, secret.find('.')));
    const std::size_t last = header.find_last_not_of(" \t\r\n");
    return header.size() > 2 && header.front() == '{' && header[last] == '}' && header.find('"') != std::string::npos;
}

bool is_url_password(std::string_view, std::string_view secret) {
    const std::string_view port = secret.substr(0, secret.find_first_of("/?#"));
    const bool is_port =
        port.size() < secret.size() && port.size() <= 5 && std::all_of(port.begin(), port.end(), digit);
    return !is_port && !secret.starts_with("[redacted]");
}

bool looks_random(std::string_view, std::string_view secret) {
    const bool digits = std::any_of(secret.begin(), secret.end(), digit);
    return is_long_hex(secret) || (digits && std::any_of(secret.begin(), secret.end(), letter));
}

}  // namespace overboard::base::redact
