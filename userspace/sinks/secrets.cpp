// SPDX-License-Identifier: Apache-2.0
#include "sinks/secrets.h"

#include <sys/stat.h>

#include <cstdlib>

#include "base/file.h"

namespace overboard::sinks {
namespace {

constexpr std::size_t max_bytes = 1 << 20;  // a bundle of certificates is 250 KB
constexpr std::string_view environment = "env:";
constexpr std::string_view mark = "[redacted]";  // as base::Redactor writes it
constexpr std::size_t shortest_hidden = 4;       // what is shorter is no secret, and part of many words

// Changes whenever the file does: Kubernetes replaces a secret by a symbolic link to a new directory.
std::string stamp_of(const std::string& path) {
    struct stat st {};
    if (stat(path.c_str(), &st) != 0) return {};
    return std::to_string(st.st_dev) + ":" + std::to_string(st.st_ino) + ":" + std::to_string(st.st_size) + ":" +
           std::to_string(st.st_mtim.tv_sec) + "." + std::to_string(st.st_mtim.tv_nsec) + ":" +
           std::to_string(st.st_ctim.tv_sec) + "." + std::to_string(st.st_ctim.tv_nsec);
}

std::string stripped(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
    return text;
}

}  // namespace

bool is_reference(const std::string& text) {
    return text.starts_with('/') || (text.starts_with(environment) && text.size() > environment.size());
}

base::Result<std::string> Secrets::get(const std::string& reference) {
    if (reference.starts_with(environment)) {
        const char* value = std::getenv(reference.c_str() + environment.size());
        if (value && *value) return known_[reference].text = value;
        return base::fail("the environment has no " + reference.substr(environment.size()) + ", or it is empty");
    }
    const std::string stamp = stamp_of(reference);
    Known& known = known_[reference];
    if (!stamp.empty() && known.stamp == stamp) return known.text;
    auto text = base::read_file(reference, max_bytes);
    if (!text) return tl::unexpected(text.error());
    known = {stamp, stripped(std::move(*text))};
    if (known.text.empty()) return base::fail("the file " + reference + " is empty");
    return known.text;
}

std::string Secrets::hide(std::string text) const {
    for (const auto& [reference, known] : known_) {
        if (known.text.size() < shortest_hidden) continue;
        for (std::size_t at = 0; (at = text.find(known.text, at)) != text.npos; at += mark.size())
            text.replace(at, known.text.size(), mark);
    }
    return text;
}

}  // namespace overboard::sinks
