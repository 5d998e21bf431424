// SPDX-License-Identifier: Apache-2.0
// The outbox's tables in one SQLite database, on disk or in memory. Used by one thread; other processes
// (overboard outbox ...) may read and write the same file meanwhile.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "outbox/entry.h"
#include "outbox/sqlite.h"

namespace overboard::outbox {

inline constexpr const char* in_memory = ":memory:";

// Alerts given up for want of room, by priority.
using Evicted = std::array<std::uint64_t, 8>;

class Store {
public:
    // path: of the database file, made with mode 0600 when it is not there; or in_memory. Reads all of it once to
    // see that it is sound. Fails with why; damaged() then tells a broken file from an unusable one.
    static base::Result<Store> open(const std::string& path, bool& damaged);
    // For the command line: an outbox that exists already, which a daemon may have open, too.
    static base::Result<Store> open_existing(const std::string& path);

    // All of them on disk when it returns, in one transaction. An id that is there already is left as it is.
    base::Result<void> add(std::span<const Entry> entries, std::int64_t now_ms);
    // The oldest deliveries that sink is owed, at most `limit`, in order; those set aside only once they are due.
    base::Result<std::vector<Pending>> next(const std::string& sink, std::size_t limit, std::int64_t now_ms);
    // What a clock that was ahead has written: nothing was raised later than now, or is set aside for longer than the
    // longest pause.
    base::Result<void> bound_times(std::int64_t now_ms);
    // One transaction, not yet flushed to the disk when it returns: a crash of the machine may forget it, and the
    // alert is delivered a second time.
    base::Result<void> settle(std::span<const Settled> settled);

    // In one transaction, and not yet flushed: what is forgotten by a crash of the machine ends by the end it was sent
    // with. A body that is empty takes one away.
    base::Result<void> keep_active(std::span<const Active> changed);
    base::Result<std::vector<Active>> actives(const std::string& sink);

    // Deletes until no more than max_bytes are used: first what goes on and what was
    // delivered, then the least severe, oldest first.
    base::Result<Evicted> make_room(std::uint64_t max_bytes);
    // Forgets delivered alerts but for the newest `keep`.
    base::Result<void> trim(std::size_t keep);
    base::Result<std::uint64_t> bytes();
    base::Result<std::vector<Depth>> depths();

    base::Result<std::vector<Listed>> list(std::size_t limit);
    // Of one alert: its JSON, and what it owes. Nothing when the outbox does not know it.
    struct Found {
        std::string json;
        std::vector<Listed> deliveries;
    };
    base::Result<std::optional<Found>> find(const std::string& id);
    // The id of the newest alert of that rule whose JSON contains the text, owed or not. Nothing: there is none.
    base::Result<std::optional<std::string>> newest(const std::string& rule_id, const std::string& text);
    // number 0: all. sink "": any. Dead letters become pending again; pending ones lose their delay. Gives how many.
    base::Result<std::int64_t> retry(std::int64_t number, const std::string& sink);
    // Gives up what is owed, dead or pending alike. Gives how many.
    base::Result<std::int64_t> drop(std::int64_t number, const std::string& sink);

    // Everything owed in the database file `path` is added here, or the other way round (`replace`: what it owed
    // before is forgotten there).
    base::Result<void> copy_from(const std::string& path, std::uint64_t max_bytes);
    base::Result<void> copy_to(const std::string& path, bool replace);

    bool is_damaged() const { return database_.is_damaged(); }

private:
    explicit Store(Database database) : database_(std::move(database)) {}
    base::Result<void> prepare_tables();
    base::Result<void> write_entry(Statement& alert, Statement& delivery, const Entry& entry, std::int64_t now_ms);
    base::Result<std::int64_t> change(const char* sql, std::int64_t number, const std::string& sink);

    Database database_;
};

}  // namespace overboard::outbox
