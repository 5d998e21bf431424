// SPDX-License-Identifier: Apache-2.0
// What was learnt, as a person or another node takes it. A running daemon reads a change within seconds.
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "baseline/file.h"
#include "baseline/text.h"
#include "cli/command.h"
#include "cli/rules.h"

namespace overboard::cli {
namespace {

using baseline::Store;

struct Options {
    std::string state_dir;  // empty: the configured one
    std::string file, image;
    bool json = false, all = false, replace = false;
};

int refuse(const base::Error& error) {
    base::log::error("{}", error.message);
    return failed;
}

base::Result<std::string> directory(const Options& options) {
    if (!options.state_dir.empty()) return options.state_dir;
    const auto settings = configured({});
    if (!settings) return tl::unexpected(settings.error());
    return settings->state_dir;
}

base::Result<Store> kept(const Options& options) {
    const auto where = directory(options);
    if (!where) return tl::unexpected(where.error());
    const std::string path = baseline::StateFile{*where}.path();
    if (::access(path.c_str(), F_OK) != 0) return Store{};
    return baseline::load(path);
}

base::Result<void> change(const Options& options, const std::function<base::Result<void>(Store&)>& how) {
    const auto where = directory(options);
    if (!where) return tl::unexpected(where.error());
    return baseline::StateFile{*where}.change(how);
}

std::string line(const baseline::Chain& chain, const baseline::Habit& habit, bool varies) {
    const auto shown = [](const std::string& text) { return base::printable(text); };
    if (chain.kind == baseline::Kind::connect) return "  " + shown(chain.exe) + " connects to " + habit.example + "\n";
    return "  " + shown(chain.server) + " > " + (chain.parent == chain.server ? "" : shown(chain.parent) + " > ") +
           shown(chain.exe) + ": " + habit.example + (varies ? "  (arguments vary)" : "") + "\n";
}

int show(const Options& options) {
    const auto store = kept(options);
    if (!store) return refuse(store.error());
    if (options.json) return std::fputs(baseline::to_text(*store).c_str(), stdout), fine;
    for (const auto& [name, image] : store->images()) {
        std::string out = base::printable(name) + "\n";
        for (const auto& [chain, habits] : image.chains)
            for (const auto& [hash, habit] : habits) out += line(chain, habit, store->varies(name, chain));
        std::fputs(out.c_str(), stdout);
    }
    if (store->size() == 0) std::puts("nothing has been learnt yet");
    return fine;
}

// When images were seen here says nothing elsewhere, and would make a new file of the same habits every hour.
int write_out(const Options& options) {
    auto store = kept(options);
    if (!store) return refuse(store.error());
    store->forget_times();
    if (options.file.empty() || options.file == "-") return std::fputs(baseline::to_text(*store).c_str(), stdout), fine;
    const auto saved = baseline::save(options.file, *store);
    return saved ? fine : refuse(saved.error());
}

int take_in(const Options& options) {
    auto given = baseline::load(options.file);
    if (!given) return refuse(given.error());
    given->touch_all(base::realtime_ns() / 1'000'000'000);
    std::size_t evicted = 0;
    const auto changed = change(options, [&](Store& store) -> base::Result<void> {
        if (options.replace) store.clear();
        evicted = store.keep_all(*given);
        return {};
    });
    if (!changed) return refuse(changed.error());
    std::printf("%zu habits of %zu images imported\n", given->size(), given->images().size());
    if (evicted != 0) std::printf("%zu images that were not seen for longest made room for them\n", evicted);
    return fine;
}

int forget(const Options& options) {
    if (options.all == !options.image.empty()) {
        base::log::error("name one image, as overboard baseline show prints it, or say --all");
        return misused;
    }
    const auto changed = change(options, [&](Store& store) -> base::Result<void> {
        if (options.all) return store.clear(), base::Result<void>{};
        if (store.forget(options.image)) return {};
        return base::fail("nothing was learnt of the image " + base::printable(options.image) +
                          "; overboard baseline show lists those there are");
    });
    return changed ? fine : refuse(changed.error());
}

using Do = int (*)(const Options&);

Arguments action(Arguments& command, const char* name, const char* doc, const std::shared_ptr<Options>& options,
                 Do run) {
    Arguments out = command.command(name, doc);
    out.option("--state-dir", &options->state_dir, "Where the daemon keeps it, instead of the configured place.",
               "DIR");
    out.runs([options, run] { return run(*options); });
    return out;
}

}  // namespace

void setup_baseline(Arguments& command) {
    const auto options = std::make_shared<Options>();
    command.one_command();
    auto shown = action(command, "show", "the habits of each image", options, show);
    shown.flag("--json", options->json, "As export writes it.");
    auto out = action(command, "export", "all of it as a file, for other nodes", options, write_out);
    out.option("FILE", &options->file, "Where to; - or nothing is standard output.");
    auto in = action(command, "import", "adds the habits of a file", options, take_in);
    in.option("FILE", &options->file, "As export wrote it.").required();
    in.flag("--replace", options->replace, "Forget what was learnt before.");
    auto gone = action(command, "forget", "what was learnt of an image", options, forget);
    gone.option("IMAGE", &options->image, "As show prints it.");
    gone.flag("--all", options->all, "Everything.");
}

}  // namespace overboard::cli
