// SPDX-License-Identifier: Apache-2.0
// What is still owed, and what will never be taken: seen, sent again, given up. The daemon may run meanwhile.
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/outbox.h"

namespace overboard::cli {
namespace {

using outbox::Listed;
using outbox::State;
using outbox::Store;
using Json = nlohmann::ordered_json;

constexpr std::size_t most_rows = 100'000;

struct Options {
    Place place;
    std::string sink;
    std::int64_t number = 0;
    bool all = false, json = false;
};

const char* state_name(State state) { return state == State::dead ? "dead" : "pending"; }

Json to_json(const Listed& row) {
    return {{"number", row.number},
            {"alert", row.id},
            {"rule_id", row.rule_id},
            {"priority", engine::priority_name(row.priority)},
            {"sink", row.sink},
            {"state", state_name(row.state)},
            {"attempts", row.attempts},
            {"time", base::rfc3339(row.wall_ns)},
            {"last_answer", base::printable(row.why)}};
}

int list(const Options& options) {
    auto store = open_outbox(options.place);
    if (!store) return base::log::error("{}", store.error().message), failed;
    const auto rows = store->list(most_rows);
    if (!rows) return base::log::error("{}", rows.error().message), failed;
    std::size_t shown = 0;
    for (const Listed& row : *rows) {
        if (!options.sink.empty() && row.sink != options.sink) continue;
        ++shown;
        if (options.json)
            std::puts(to_json(row).dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
        else
            std::puts(describe(row).c_str());
    }
    if (!options.json && shown == 0) std::puts("nothing is owed: every alert was delivered");
    return fine;
}

// One row by its number, or every row (of one sink) by --all.
int change(const Options& options, base::Result<std::int64_t> (Store::*act)(std::int64_t, const std::string&),
           const char* done) {
    if (options.all == (options.number != 0)) {
        base::log::error("name one delivery by its number, as overboard outbox list shows it, or say --all");
        return misused;
    }
    auto store = open_outbox(options.place);
    if (!store) return base::log::error("{}", store.error().message), failed;
    const auto changed = (*store.*act)(options.number, options.sink);
    if (!changed) return base::log::error("{}", changed.error().message), failed;
    if (*changed == 0 && options.number != 0) {
        base::log::error("the outbox owes no delivery with the number {}; overboard outbox list shows all",
                         options.number);
        return failed;
    }
    if (options.json)
        std::printf("{\"changed\":%ld}\n", static_cast<long>(*changed));
    else
        std::printf("%ld deliveries %s\n", static_cast<long>(*changed), done);
    return fine;
}

void common(Arguments& command, const std::shared_ptr<Options>& options) {
    command.option("--config", &options->place.config, "Configuration file.", "FILE");
    command.option("--state-dir", &options->place.state_dir, "Where the daemon keeps its outbox.", "DIR");
    command.option("--sink", &options->sink, "Only what this sink is owed.", "NAME");
    command.flag("--json", options->json, "JSON.");
}

Arguments changing(Arguments& command, const char* name, const char* doc, const std::shared_ptr<Options>& options) {
    Arguments sub = command.command(name, doc);
    common(sub, options);
    sub.option("number", &options->number, "One delivery, as list shows it.");
    sub.flag("--all", options->all, "Every delivery.");
    return sub;
}

}  // namespace

base::Result<Store> open_outbox(const Place& place) {
    Given given{place.config, {}};
    if (!place.state_dir.empty()) given.flags["state_dir"] = {place.state_dir, {}, {}};
    std::vector<engine::Diagnostic> diagnostics;
    const auto config = resolve(given, Surroundings::here(), diagnostics);
    for (const auto& diagnostic : diagnostics) base::log::error("{}", to_string(diagnostic));
    if (!config) return base::fail("the configuration has errors, see above");
    const std::string path = outbox::Spool::file_in(config->settings.state_dir);
    if (access(path.c_str(), F_OK) != 0)
        return base::fail("there is no outbox in " + config->settings.state_dir +
                          ": no daemon ran there yet, or it runs with another --state-dir");
    return Store::open_existing(path);
}

std::string describe(const Listed& row) {
    std::string out = std::to_string(row.number) + "  " + base::rfc3339(row.wall_ns).substr(0, 19) + "Z  " +
                      base::printable(row.sink) + "  " + state_name(row.state) + "  " +
                      engine::priority_name(row.priority) + "  " + base::printable(row.rule_id) + "  " +
                      base::printable(row.id);
    if (row.attempts > 0) out += "  after " + std::to_string(row.attempts) + " attempts: " + base::printable(row.why);
    return out;
}

void setup_outbox(Arguments& command) {
    const auto options = std::make_shared<Options>();
    command.one_command();
    Arguments listing = command.command("list", "what each sink is still owed, and its dead letters");
    common(listing, options);
    listing.runs([options] { return list(*options); });
    changing(command, "retry", "send again: dead letters too, and without further delay", options).runs([options] {
        return change(*options, &Store::retry, "will be sent again");
    });
    changing(command, "drop", "give up: it will not be sent", options).runs([options] {
        return change(*options, &Store::drop, "dropped");
    });
}

}  // namespace overboard::cli
