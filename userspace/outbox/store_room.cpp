// SPDX-License-Identifier: Apache-2.0
// How the outbox stays within its bytes, and how it moves between disk and memory.
#include <utility>

#include "outbox/store.h"

namespace overboard::outbox {
namespace {

constexpr int victims = 64;  // alerts deleted before the size is looked at again

constexpr const char* delivered_victims =
    "SELECT seq, priority, 0 FROM alerts a WHERE NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.alert = a.seq) "
    "ORDER BY seq LIMIT ?1";
// Of one priority at a time, so that the last of a batch are not of a more severe one that need not go.
constexpr const char* owed_victims =
    "SELECT seq, priority, 1 FROM alerts WHERE priority = (SELECT max(priority) FROM alerts) ORDER BY seq LIMIT ?1";

struct Victim {
    std::int64_t seq;
    std::size_t priority;
    bool owed;
};

base::Result<std::vector<Victim>> victims_of(Database& database, const char* sql) {
    auto rows = database.prepare(sql);
    if (!rows) return tl::unexpected(rows.error());
    rows->bind(1, victims);
    std::vector<Victim> out;
    for (;;) {
        const auto row = rows->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return out;
        out.push_back({rows->number(0), static_cast<std::size_t>(rows->number(1)) & 7, rows->number(2) == 1});
    }
}

base::Result<void> erase(Database& database, const std::vector<Victim>& list) {
    Database::Transaction all{database};
    if (auto begun = all.begin(); !begun) return begun;
    for (const char* sql : {"DELETE FROM deliveries WHERE alert = ?1", "DELETE FROM alerts WHERE seq = ?1"}) {
        auto statement = database.prepare(sql);
        if (!statement) return tl::unexpected(statement.error());
        for (const Victim& victim : list)
            if (auto done = statement->bind(1, victim.seq).run(); !done) return done;
    }
    return all.commit();
}

constexpr const char* take_from_other = R"(
INSERT OR IGNORE INTO main.alerts (id, rule_id, priority, wall_ns, json)
    SELECT id, rule_id, priority, wall_ns, json FROM other.alerts ORDER BY seq;
INSERT OR IGNORE INTO main.deliveries (alert, sink, body, raised_ms, attempts, due_ms, state, why)
    SELECT m.seq, d.sink, d.body, d.raised_ms, d.attempts, d.due_ms, d.state, d.why FROM other.deliveries d
    JOIN other.alerts a ON a.seq = d.alert JOIN main.alerts m ON m.id = a.id ORDER BY d.number;
)";
constexpr const char* give_to_other = R"(
INSERT OR IGNORE INTO other.alerts (id, rule_id, priority, wall_ns, json)
    SELECT id, rule_id, priority, wall_ns, json FROM main.alerts ORDER BY seq;
INSERT OR IGNORE INTO other.deliveries (alert, sink, body, raised_ms, attempts, due_ms, state, why)
    SELECT o.seq, d.sink, d.body, d.raised_ms, d.attempts, d.due_ms, d.state, d.why FROM main.deliveries d
    JOIN main.alerts a ON a.seq = d.alert JOIN other.alerts o ON o.id = a.id ORDER BY d.number;
)";

// While the other file is attached; it is let go whatever happens.
class Attached {
public:
    explicit Attached(Database& database) : database_(database) {}
    ~Attached() {
        if (attached_) (void)database_.run("DETACH other");
    }
    base::Result<void> attach(const std::string& path) {
        auto statement = database_.prepare("ATTACH ?1 AS other");
        if (!statement) return tl::unexpected(statement.error());
        auto done = statement->text(1, path).run();
        attached_ = done.has_value();
        return done;
    }

private:
    Database& database_;
    bool attached_ = false;
};

}  // namespace

base::Result<Evicted> Store::make_room(std::uint64_t max_bytes) {
    Evicted evicted{};
    bool forgot_active = false;
    for (;;) {
        const auto used = bytes();
        if (!used) return tl::unexpected(used.error());
        if (*used <= max_bytes) return evicted;
        if (!std::exchange(forgot_active, true)) {
            if (auto done = database_.run("DELETE FROM active"); !done) return tl::unexpected(done.error());
            continue;
        }
        auto list = victims_of(database_, delivered_victims);
        if (list && list->empty()) list = victims_of(database_, owed_victims);
        if (!list) return tl::unexpected(list.error());
        if (list->empty()) return evicted;
        if (auto done = erase(database_, *list); !done) return tl::unexpected(done.error());
        for (const Victim& victim : *list)
            if (victim.owed) ++evicted[victim.priority];
    }
}

base::Result<void> Store::copy_from(const std::string& path, std::uint64_t max_bytes) {
    Attached other{database_};
    if (auto done = other.attach(path); !done) return done;
    const auto size = database_.number(
        "SELECT (SELECT coalesce(sum(length(json)), 0) FROM other.alerts) + "
        "(SELECT coalesce(sum(length(body)), 0) FROM other.deliveries)");
    if (!size) return tl::unexpected(size.error());
    if (static_cast<std::uint64_t>(*size) > max_bytes) return base::fail("the outbox is too large to hold in memory");
    Database::Transaction all{database_};
    // The other file may be locked by the very process whose lock brought us here: reading it is not refused then.
    return all.begin(Database::Transaction::Lock::when_needed)
        .and_then([&] { return database_.run(take_from_other); })
        .and_then([&] { return all.commit(); });
}

base::Result<void> Store::copy_to(const std::string& path, bool replace) {
    Attached other{database_};
    if (auto done = other.attach(path); !done) return done;
    Database::Transaction all{database_};
    return all.begin()
        .and_then([&] { return database_.run(replace ? "DELETE FROM other.deliveries" : "SELECT 1"); })
        .and_then([&] { return database_.run(give_to_other); })
        .and_then([&] { return all.commit(); });
}

}  // namespace overboard::outbox
