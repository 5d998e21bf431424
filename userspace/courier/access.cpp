// SPDX-License-Identifier: Apache-2.0
#include "courier/access.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.h"
#include "courier/tls.h"

namespace overboard::courier {
namespace {

constexpr std::size_t bcrypt_length = 60;  // $2y$10$ and 53 characters of salt and hash
constexpr int highest_cost = 14;           // 1 s of CPU a guess; each step doubles it

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view around = " \t\r\"'";
    const auto first = text.find_first_not_of(around);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(around) + 1 - first);
}

bool is_bcrypt(std::string_view hash) {
    if (hash.size() != bcrypt_length || !hash.starts_with("$2") || hash[3] != '$' || hash[6] != '$') return false;
    if (hash[2] != 'a' && hash[2] != 'b' && hash[2] != 'y') return false;
    const int cost = (hash[4] - '0') * 10 + (hash[5] - '0');
    return cost >= 4 && cost <= highest_cost;
}

}  // namespace

base::Result<std::map<std::string, std::string>> parse_users(const std::string& text) {
    std::map<std::string, std::string> out;
    int number = 0;
    for (const std::string_view line : base::split(text, '\n')) {
        ++number;
        const std::string_view content = trimmed(line);
        if (content.empty() || content.front() == '#' || content == "basic_auth_users:") continue;
        const auto colon = content.find(':');
        const std::string name{trimmed(content.substr(0, colon))};
        const auto hash = colon == std::string_view::npos ? std::string_view{} : trimmed(content.substr(colon + 1));
        if (name.empty() || !is_bcrypt(hash))
            return base::fail("line " + std::to_string(number) +
                              " is not NAME:HASH with a bcrypt hash of cost 4 to 14; htpasswd -nB NAME makes one");
        out.insert_or_assign(name, std::string{hash});
    }
    if (out.empty()) return base::fail("no user stands there; htpasswd -nB NAME makes a line");
    return out;
}

base::Result<Access> read_access(const AccessSettings& settings, sinks::Secrets& secrets) {
    Access out;
    const auto read = [&](const char* what, const std::string& reference, std::string& into) -> base::Result<void> {
        if (reference.empty()) return {};
        auto text = secrets.get(reference);
        if (!text) return base::fail(std::string{"metrics."} + what + ": " + text.error().message);
        into = std::move(*text);
        return {};
    };
    std::string users;
    const auto done = read("tls.cert", settings.certificate, out.certificate)
                          .and_then([&] { return read("tls.key", settings.key, out.key); })
                          .and_then([&] { return read("basic_auth_file", settings.users, users); });
    if (!done) return tl::unexpected(done.error());
    if (settings.has_tls())
        if (const auto identity = Tls::identity(out.certificate, out.key); !identity)
            return base::fail("metrics.tls: " + settings.certificate + " and " + settings.key + ": " +
                              identity.error().message);
    if (settings.users.empty()) return out;
    auto parsed = parse_users(users);
    if (!parsed) return base::fail("metrics.basic_auth_file: " + settings.users + ": " + parsed.error().message);
    out.users = std::move(*parsed);
    return out;
}

std::string encode(const Access& access) {
    const nlohmann::json out = {{"certificate", access.certificate}, {"key", access.key}, {"users", access.users}};
    return out.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

base::Result<Access> decode_access(const std::string& text) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    const auto is_string = [&](const char* key) { return json.contains(key) && json[key].is_string(); };
    if (!json.is_object() || !is_string("certificate") || !is_string("key") || !json.contains("users") ||
        !json["users"].is_object())
        return base::fail("the sensor sent no access rules");
    Access out{json["certificate"], json["key"], {}};
    for (const auto& [name, hash] : json["users"].items())
        if (hash.is_string()) out.users.emplace(name, hash);
    return out;
}

}  // namespace overboard::courier
