// SPDX-License-Identifier: Apache-2.0
#include "cli/config.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/config_file.h"
#include "cli/sinks.h"

namespace overboard::cli {
namespace {

namespace fs = std::filesystem;
using engine::Diagnostic;

constexpr std::uintmax_t max_config_bytes = 1 << 20;  // a configuration is a page; more is a mistake

sinks::Settings standard_output(sinks::Format format) {
    sinks::Settings out;
    out.name = "stdout";
    out.format = format;
    return out;
}

class Resolver {
public:
    Resolver(const Surroundings& around, std::vector<Diagnostic>& out) : around_(around), out_(out) {}

    void defaults() {
        sensor::Settings& s = draft_.settings;
        if (std::string rules = builtin_rules(around_.executable); !rules.empty()) s.rules.push_back(std::move(rules));
        std::error_code ignored;
        if (fs::is_directory(around_.rules_extra, ignored)) s.rules.push_back(around_.rules_extra);
        s.metrics_listen = "127.0.0.1:9435";
        s.state_dir = "/var/lib/overboard";
        s.node = around_.node;
        const auto format = around_.terminal ? sinks::Format::text : sinks::Format::json;
        s.sinks = {standard_output(format)};
    }

    void file(const std::string& asked) {
        const char* named = around_.environment("OVERBOARD_CONFIG");
        const bool optional = asked.empty() && !(named && *named);
        const std::string path = !asked.empty() ? asked : optional ? around_.config_file : named;
        draft_.settings.watched.push_back(path);
        std::error_code error;
        const auto size = fs::file_size(path, error);
        if (error && optional && !fs::exists(path)) return;
        if (error) return fault(path, "cannot read it: " + error.message(), "name a readable file with --config");
        if (size > max_config_bytes) return fault(path, "is larger than 1 MiB", "is it a configuration file?");
        std::ifstream in(path);
        std::ostringstream text;
        text << in.rdbuf();
        if (!in) return fault(path, "cannot be read", "name a readable file with --config");
        for (const FileEntry& entry : read_config(text.str(), path, out_))
            take(*entry.setting, entry.value, path + ":" + std::to_string(entry.line), &entry, path);
    }

    void environment() {
        for (const Setting& row : settings_table()) {
            if (row.environment.empty()) continue;
            const std::string name{row.environment};
            const char* set = around_.environment(name.c_str());
            if (set && *set) take(row, split(row, set), name);  // an empty variable is an unset one
        }
    }

    void flags(const std::map<std::string, Value>& given) {
        for (const auto& [key, value] : given) {
            const Setting* row = find_setting(key);
            take(*row, value, std::string{row->flag});
        }
    }

    // --alerts replaces the sinks; --format speaks of standard output and of --alerts.
    void settle_sinks() {
        auto& sinks = draft_.settings.sinks;
        if (draft_.alerts && *draft_.alerts != "-") {
            const auto path = fs::absolute(*draft_.alerts).string();
            sinks::Settings file;
            file.name = "alerts";
            file.type = sinks::Type::file;
            file.path = path;
            file.format = draft_.format.value_or(sinks::Format::json);
            sinks = {file};
            from_["sinks"] = from_["alerts"];
        } else if (draft_.alerts) {
            const auto format = around_.terminal ? sinks::Format::text : sinks::Format::json;
            sinks = {standard_output(format)};
            from_["sinks"] = from_["alerts"];
        }
        if (!draft_.format) return;
        for (auto& sink : sinks)
            if (sink.type == sinks::Type::standard_output) sink.format = *draft_.format;
    }

    void check_access() {
        const auto& access = draft_.settings.metrics_access;
        if (access.certificate.empty() != access.key.empty())
            fault("metrics.tls", "a certificate and its key belong together, and one of them is missing",
                  "set both metrics.tls.cert and metrics.tls.key, or neither");
    }

    std::optional<Config> result() && {
        for (const Diagnostic& d : out_)
            if (d.severity == Diagnostic::Severity::error) return std::nullopt;
        Config config;
        for (const Setting& row : settings_table()) {
            const auto from = from_.find(row.key);
            config.origins.push_back({&row, row.show(draft_), from == from_.end() ? "default" : from->second});
        }
        auto& watched = draft_.settings.watched;
        watched.insert(watched.end(), draft_.settings.rules.begin(), draft_.settings.rules.end());
        config.settings = std::move(draft_.settings);
        return config;
    }

private:
    static Value split(const Setting& row, const std::string& text) {
        Value value{text, {}, {}};
        std::istringstream in(text);
        for (std::string item; std::getline(in, item, row.separator);)
            if (!item.empty()) value.list.push_back(item);
        return value;
    }

    void take(const Setting& row, const Value& value, const std::string& from, const FileEntry* at = nullptr,
              const std::string& path = {}) {
        const std::string wrong = row.take(draft_, value);
        if (wrong.empty()) {
            from_.insert_or_assign(row.key, from);
            return;
        }
        const std::string message = std::string{row.key} + ": " + wrong;
        out_.push_back(
            {Diagnostic::Severity::error, at ? path : from, at ? at->line : 0, at ? at->column : 0, message, ""});
    }

    void fault(const std::string& path, const std::string& message, const std::string& hint) {
        out_.push_back({Diagnostic::Severity::error, path, 0, 0, message, hint});
    }

    const Surroundings& around_;
    std::vector<Diagnostic>& out_;
    Draft draft_;
    std::map<std::string_view, std::string> from_;  // key -> where its value came from
};

}  // namespace

Surroundings Surroundings::here() {
    char host[256] = {};
    gethostname(host, sizeof host - 1);
    std::error_code ignored;
    return {[](const char* name) -> const char* { return std::getenv(name); },
            fs::read_symlink("/proc/self/exe", ignored).string(),
            "/etc/overboard/config.yaml",
            "/etc/overboard/rules.d",
            *host ? host : "localhost",
            isatty(STDOUT_FILENO) == 1};
}

std::string builtin_rules(const std::string& executable) {
    const fs::path directory = fs::path(executable).parent_path();
    std::error_code ignored;
    if (fs::exists(directory / "CMakeCache.txt", ignored)) {
        const auto source = directory.parent_path().parent_path() / "rules";  // build/<preset>/overboard
        if (fs::is_directory(source, ignored)) return source.string();
    }
    const auto installed = directory.parent_path() / "share/overboard/rules";
    return fs::is_directory(installed, ignored) ? installed.string() : std::string{};
}

std::optional<Config> resolve(const Given& given, const Surroundings& around, std::vector<Diagnostic>& diagnostics) {
    Resolver resolver{around, diagnostics};
    resolver.defaults();
    resolver.file(given.config);
    resolver.environment();
    resolver.flags(given.flags);
    resolver.settle_sinks();
    resolver.check_access();
    return std::move(resolver).result();
}

std::string print(const Config& config) {
    std::string out;
    for (const Origin& origin : config.origins) {
        if (origin.shown.empty()) continue;
        std::string line = std::string{origin.setting->key} + ": " + origin.shown;
        if (line.size() < 48) line.resize(48, ' ');
        out += line + "  # " + origin.from + "\n";
    }
    return out;
}

}  // namespace overboard::cli
