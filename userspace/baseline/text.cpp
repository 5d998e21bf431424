// SPDX-License-Identifier: Apache-2.0
#include "baseline/text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace overboard::baseline {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* schema = "overboard.baseline/v1";
constexpr std::size_t max_key = 64;  // bytes of one that is named in the log
constexpr std::uint64_t max_seen_s = 1ULL << 40;
constexpr const char* kinds[] = {"exec", "connect"};  // by Kind

Json row(const Chain& chain, const std::string& hash, const Habit& habit) {
    Json out = {{"kind", kinds[static_cast<std::size_t>(chain.kind)]}};
    if (!chain.server.empty()) out["server"] = chain.server;
    if (!chain.parent.empty()) out["parent"] = chain.parent;
    out["exe"] = chain.exe;
    out["hash"] = hash;
    if (habit.serving) out["serving"] = true;
    out["example"] = habit.example;
    return out;
}

std::string text_of(const Json& object, const char* key) {
    const auto at = object.find(key);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

bool is_hash(const std::string& text) {
    const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return text.size() == Store::hash_digits && std::ranges::all_of(text, digit);
}

// "" when the habit is one that could have been learnt.
std::string fault(const Json& item, const Chain& chain, const std::string& hash) {
    for (const auto& [key, value] : item.items()) {
        static constexpr std::string_view known[] = {"kind", "server", "parent", "exe", "hash", "serving", "example"};
        if (std::ranges::find(known, std::string_view{key}) == std::end(known))
            return "unknown key '" + base::cut(base::printable(key), max_key) + "'";
    }
    const auto kind = text_of(item, "kind");
    if (kind != kinds[0] && kind != kinds[1]) return "'kind' must be exec or connect";
    const bool exec = chain.kind == Kind::exec;
    if (!Store::is_path(chain.exe)) return "'exe' must be an absolute path of UTF-8, 256 bytes at most";
    if (exec && (!Store::is_path(chain.server) || !Store::is_path(chain.parent)))
        return "'server' and 'parent' must be absolute paths of UTF-8, 256 bytes at most";
    if (!is_hash(hash)) return "'hash' must be a SHA-256 of 64 small hex digits";
    return {};
}

base::Result<void> take(const Json& item, const std::string& image, const std::string& where, Reading& into) {
    if (!item.is_object()) return base::fail(where + " is no object");
    const Chain chain{text_of(item, "kind") == kinds[1] ? Kind::connect : Kind::exec, text_of(item, "server"),
                      text_of(item, "parent"), text_of(item, "exe")};
    const auto hash = text_of(item, "hash");
    if (const auto wrong = fault(item, chain, hash); !wrong.empty())
        return into.skip(where + ": " + wrong), base::Result<void>{};
    const auto serving = item.find("serving");
    Habit habit{serving != item.end() && serving->is_boolean() && serving->get<bool>(),
                base::cut(base::printable(text_of(item, "example")), Store::max_example)};
    if (into.store.add(image, chain, hash, std::move(habit)) == Store::Added::full)
        return base::fail(where + " does not fit any more: " + std::to_string(into.store.limits().images) +
                          " images, " + std::to_string(into.store.limits().habits_per_image) + " habits each and " +
                          std::to_string(into.store.limits().bytes) + " bytes are the most");
    return {};
}

base::Result<void> take_image(const Json& item, const std::string& where, Reading& into) {
    const auto image = item.is_object() ? text_of(item, "image") : std::string();
    const auto habits = item.is_object() ? item.find("habits") : item.end();
    if (!Store::is_image(image) || habits == item.end() || !habits->is_array())
        return base::fail(where + " must be {\"image\": \"...\", \"habits\": [...]}");
    std::size_t number = 0;
    for (const auto& habit : *habits)
        if (auto taken = take(habit, image, where + ", habit " + std::to_string(++number), into); !taken) return taken;
    const auto seen = item.find("seen");
    if (seen == item.end()) return {};
    if (!seen->is_number_unsigned() || seen->get<std::uint64_t>() > max_seen_s)
        return base::fail(where + ": 'seen' must be seconds since 1970");
    into.store.touch(image, seen->get<std::int64_t>());
    return {};
}

}  // namespace

void Reading::skip(std::string why) {
    if (skipped++ == 0) first_skipped = std::move(why);
}

std::string Reading::complaint() const {
    if (skipped == 0) return {};
    const bool one = skipped == 1;
    return std::to_string(skipped) + (one ? " habit is" : " habits are") + " left out, as nobody could have learnt " +
           (one ? "it: " : "them; the first: ") + first_skipped;
}

std::string to_text(const Store& store) {
    Json images = Json::array();
    for (const auto& [name, image] : store.images()) {
        Json habits = Json::array();
        for (const auto& [chain, known] : image.chains)
            for (const auto& [hash, habit] : known) habits.push_back(row(chain, hash, habit));
        Json out = {{"image", name}};
        if (image.seen_s != 0) out["seen"] = image.seen_s;
        out["habits"] = std::move(habits);
        images.push_back(std::move(out));
    }
    const Json out = {{"schema", schema}, {"images", std::move(images)}};
    return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

base::Result<Reading> from_text(std::string_view text, Store::Limits limits) {
    const Json root = Json::parse(text, nullptr, false);
    if (root.is_discarded() || !root.is_object()) return base::fail("it is no JSON object");
    if (text_of(root, "schema") != schema)
        return base::fail("its schema is '" + base::cut(base::printable(text_of(root, "schema")), 64) + "', not " +
                          schema + ": export it again with this version");
    const auto images = root.find("images");
    if (images == root.end() || !images->is_array()) return base::fail("it has no list 'images'");
    Reading out{Store(limits)};
    std::size_t number = 0;
    for (const auto& image : *images)
        if (auto taken = take_image(image, "image " + std::to_string(++number), out); !taken)
            return tl::unexpected(taken.error());
    return out;
}

}  // namespace overboard::baseline
