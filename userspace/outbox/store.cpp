// SPDX-License-Identifier: Apache-2.0
#include "outbox/store.h"

#include <fcntl.h>

#include <cerrno>

#include "base/fd.h"
#include "outbox/schedule.h"

namespace overboard::outbox {
namespace {

constexpr int busy_ms = 250;           // the daemon: then it goes on in memory
constexpr int patient_busy_ms = 5000;  // a person at the command line
constexpr int version = 1;

constexpr const char* tables = R"(
CREATE TABLE IF NOT EXISTS alerts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, rule_id TEXT NOT NULL,
    priority INTEGER NOT NULL, wall_ns INTEGER NOT NULL, json BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT, alert INTEGER NOT NULL REFERENCES alerts(seq), sink TEXT NOT NULL,
    body BLOB, raised_ms INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due_ms INTEGER NOT NULL DEFAULT 0,
    state INTEGER NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT '', UNIQUE (alert, sink));
CREATE TABLE IF NOT EXISTS active (
    sink TEXT NOT NULL, labels TEXT NOT NULL, body BLOB NOT NULL, until_ms INTEGER NOT NULL, PRIMARY KEY (sink, labels));
CREATE INDEX IF NOT EXISTS deliveries_by_sink ON deliveries (sink, state, number);
)";

// The file exists before SQLite opens it, so that nobody else can ever read it; its -wal and -shm take its mode.
base::Result<void> make_private(const std::string& path) {
    const base::Fd fd{open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (!fd) return base::fail_errno("the outbox cannot open " + path, errno);
    return {};
}

std::string one_line(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 32) c = ' ';
    return text.substr(0, 500);
}

Listed listed(const Statement& row) {
    Listed out;
    out.number = row.number(0);
    out.id = row.bytes(1);
    out.rule_id = row.bytes(2);
    out.priority = static_cast<engine::Priority>(row.number(3));
    out.wall_ns = row.number(4);
    out.sink = row.bytes(5);
    out.state = row.number(6) == 0 ? State::pending : State::dead;
    out.attempts = static_cast<std::uint32_t>(row.number(7));
    out.raised_ms = row.number(8);
    out.why = row.bytes(9);
    return out;
}

constexpr const char* listed_columns =
    "SELECT d.number, a.id, a.rule_id, a.priority, a.wall_ns, d.sink, d.state, d.attempts, d.raised_ms, d.why "
    "FROM deliveries d JOIN alerts a ON a.seq = d.alert ";

base::Result<std::vector<Listed>> all_listed(Statement& rows) {
    std::vector<Listed> out;
    for (;;) {
        const auto row = rows.step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return out;
        out.push_back(listed(rows));
    }
}

}  // namespace

base::Result<Store> Store::open(const std::string& path, bool& damaged) {
    damaged = false;
    if (path != in_memory)
        if (auto made = make_private(path); !made) return tl::unexpected(made.error());
    auto database = Database::open(path, true, busy_ms);
    if (!database) return tl::unexpected(database.error());
    Store store{std::move(*database)};
    if (auto ready = store.prepare_tables(); !ready) {
        damaged = store.is_damaged();
        return tl::unexpected(ready.error());
    }
    auto check = store.database_.prepare("PRAGMA quick_check(1)");
    const auto row = check ? check->step() : base::Result<bool>{tl::unexpected(check.error())};
    if (row && *row && check->bytes(0) == "ok") return store;
    damaged = row.has_value() || store.is_damaged();
    return base::fail("the outbox " + path + " is damaged: " + (row ? check->bytes(0) : row.error().message));
}

base::Result<Store> Store::open_existing(const std::string& path) {
    auto database = Database::open(path, false, patient_busy_ms);
    if (!database) return tl::unexpected(database.error());
    Store store{std::move(*database)};
    const auto found = store.database_.number("PRAGMA user_version");
    if (!found) return tl::unexpected(found.error());
    if (*found != version) return base::fail(path + " is no outbox of this version of Overboard");
    return store;
}

base::Result<void> Store::prepare_tables() {
    return database_.run("PRAGMA journal_mode = WAL")
        .and_then([this] { return database_.run("PRAGMA journal_size_limit = 4194304"); })
        .and_then([this] { return database_.run("PRAGMA temp_store = MEMORY"); })
        .and_then([this] { return database_.run("PRAGMA cache_size = -2048"); })
        .and_then([this]() -> base::Result<void> {
            const auto found = database_.number("PRAGMA user_version");
            if (!found) return tl::unexpected(found.error());
            if (*found > version) return base::fail("the outbox was made by a newer version of Overboard");
            return {};
        })
        .and_then([this] { return database_.run(tables); })
        .and_then([this] { return database_.run(("PRAGMA user_version = " + std::to_string(version)).c_str()); });
}

base::Result<void> Store::write_entry(Statement& alert, Statement& delivery, const Entry& entry, std::int64_t now_ms) {
    alert.text(1, entry.id).text(2, entry.rule_id).bind(3, static_cast<std::int64_t>(entry.priority));
    if (auto done = alert.bind(4, entry.wall_ns).blob(5, entry.json).run(); !done) return done;
    for (const Delivery& owed : entry.deliveries) {
        delivery.text(1, entry.id).text(2, owed.sink).blob(3, owed.body).bind(4, now_ms);
        if (auto done = delivery.run(); !done) return done;
    }
    return {};
}

base::Result<void> Store::add(std::span<const Entry> entries, std::int64_t now_ms) {
    auto alert = database_.prepare(
        "INSERT OR IGNORE INTO alerts (id, rule_id, priority, wall_ns, json) VALUES (?1, ?2, ?3, ?4, ?5)");
    auto delivery = database_.prepare(
        "INSERT OR IGNORE INTO deliveries (alert, sink, body, raised_ms) "
        "SELECT seq, ?2, ?3, ?4 FROM alerts WHERE id = ?1");
    if (!alert || !delivery) return tl::unexpected((alert ? delivery : alert).error());
    if (auto full = database_.run("PRAGMA synchronous = FULL"); !full) return full;
    Database::Transaction all{database_};
    if (auto begun = all.begin(); !begun) return begun;
    for (const Entry& entry : entries)
        if (auto done = write_entry(*alert, *delivery, entry, now_ms); !done) return done;
    return all.commit();
}

base::Result<std::vector<Pending>> Store::next(const std::string& sink, std::size_t limit, std::int64_t now_ms) {
    auto rows = database_.prepare(
        "SELECT d.number, a.id, coalesce(d.body, a.json), a.wall_ns, d.raised_ms, d.attempts, a.priority "
        "FROM deliveries d JOIN alerts a ON a.seq = d.alert "
        "WHERE d.sink = ?1 AND d.state = 0 AND d.due_ms <= ?2 ORDER BY d.number LIMIT ?3");
    if (!rows) return tl::unexpected(rows.error());
    rows->text(1, sink).bind(2, now_ms).bind(3, static_cast<std::int64_t>(limit));
    std::vector<Pending> out;
    for (;;) {
        const auto row = rows->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return out;
        out.push_back({rows->number(0), rows->bytes(1), rows->bytes(2), rows->number(3), rows->number(4),
                       static_cast<std::uint32_t>(rows->number(5)), static_cast<engine::Priority>(rows->number(6))});
    }
}

base::Result<void> Store::bound_times(std::int64_t now_ms) {
    auto rows = database_.prepare(
        "UPDATE deliveries SET raised_ms = min(raised_ms, ?1), due_ms = min(due_ms, ?2) "
        "WHERE raised_ms > ?1 OR due_ms > ?2");
    if (!rows) return tl::unexpected(rows.error());
    return rows->bind(1, now_ms).bind(2, now_ms + longest_pause_ms).run();
}

base::Result<void> Store::settle(std::span<const Settled> settled) {
    auto gone =
        database_.prepare("DELETE FROM deliveries WHERE alert = (SELECT seq FROM alerts WHERE id = ?1) AND sink = ?2");
    auto kept = database_.prepare(
        "UPDATE deliveries SET attempts = attempts + 1, why = ?3, due_ms = ?4, state = ?5 "
        "WHERE alert = (SELECT seq FROM alerts WHERE id = ?1) AND sink = ?2");
    if (!gone || !kept) return tl::unexpected((gone ? kept : gone).error());
    if (auto normal = database_.run("PRAGMA synchronous = NORMAL"); !normal) return normal;
    Database::Transaction all{database_};
    if (auto begun = all.begin(); !begun) return begun;
    for (const Settled& one : settled) {
        const bool dead = one.kind == Settled::Kind::dead;
        Statement& statement = one.kind == Settled::Kind::delivered ? *gone : *kept;
        statement.text(1, one.id).text(2, one.sink);
        if (&statement == &*kept) statement.text(3, one_line(one.why)).bind(4, one.due_ms).bind(5, dead ? 1 : 0);
        if (auto done = statement.run(); !done) return done;
    }
    return all.commit();
}

base::Result<std::uint64_t> Store::bytes() {
    const auto pages = database_.number("PRAGMA page_count"), spare = database_.number("PRAGMA freelist_count"),
               size = database_.number("PRAGMA page_size");
    if (!pages || !spare || !size) return base::fail("the outbox cannot say how large it is");
    return static_cast<std::uint64_t>((*pages - *spare) * *size);
}

base::Result<void> Store::trim(std::size_t keep) {
    auto old = database_.prepare(
        "DELETE FROM alerts WHERE seq <= (SELECT max(seq) FROM alerts) - ?1 AND seq IN "
        "(SELECT seq FROM alerts a WHERE NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.alert = a.seq) "
        "ORDER BY seq LIMIT 1024)");
    if (!old) return tl::unexpected(old.error());
    return old->bind(1, static_cast<std::int64_t>(keep)).run();
}

base::Result<std::vector<Depth>> Store::depths() {
    auto rows = database_.prepare(
        "SELECT sink, sum(state = 0), sum(state = 1), min(CASE WHEN state = 0 THEN raised_ms END) "
        "FROM deliveries GROUP BY sink");
    if (!rows) return tl::unexpected(rows.error());
    std::vector<Depth> out;
    for (;;) {
        const auto row = rows->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return out;
        out.push_back({rows->bytes(0), static_cast<std::uint64_t>(rows->number(1)),
                       static_cast<std::uint64_t>(rows->number(2)), rows->number(3)});
    }
}

base::Result<std::vector<Listed>> Store::list(std::size_t limit) {
    auto rows = database_.prepare((std::string(listed_columns) + "ORDER BY d.number LIMIT ?1").c_str());
    if (!rows) return tl::unexpected(rows.error());
    rows->bind(1, static_cast<std::int64_t>(limit));
    return all_listed(*rows);
}

base::Result<std::optional<Store::Found>> Store::find(const std::string& id) {
    auto alert = database_.prepare("SELECT json FROM alerts WHERE id = ?1");
    if (!alert) return tl::unexpected(alert.error());
    const auto row = alert->text(1, id).step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return std::nullopt;
    auto rows = database_.prepare((std::string(listed_columns) + "WHERE a.id = ?1 ORDER BY d.number").c_str());
    if (!rows) return tl::unexpected(rows.error());
    auto owed = all_listed(rows->text(1, id));
    if (!owed) return tl::unexpected(owed.error());
    return Found{alert->bytes(0), std::move(*owed)};
}

base::Result<std::optional<std::string>> Store::newest(const std::string& rule_id, const std::string& text) {
    auto alert = database_.prepare(
        "SELECT id FROM alerts WHERE rule_id = ?1 AND instr(CAST(json AS TEXT), ?2) > 0 ORDER BY seq DESC LIMIT 1");
    if (!alert) return tl::unexpected(alert.error());
    const auto row = alert->text(1, rule_id).text(2, text).step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return std::nullopt;
    return alert->bytes(0);
}

base::Result<std::int64_t> Store::change(const char* sql, std::int64_t number, const std::string& sink) {
    auto statement = database_.prepare(sql);
    if (!statement) return tl::unexpected(statement.error());
    if (auto done = statement->bind(1, number).text(2, sink).run(); !done) return tl::unexpected(done.error());
    return database_.changes();
}

base::Result<std::int64_t> Store::retry(std::int64_t number, const std::string& sink) {
    return change(
        "UPDATE deliveries SET state = 0, due_ms = 0 WHERE (?1 = 0 OR number = ?1) AND (?2 = '' OR sink = ?2)", number,
        sink);
}

base::Result<std::int64_t> Store::drop(std::int64_t number, const std::string& sink) {
    return change("DELETE FROM deliveries WHERE (?1 = 0 OR number = ?1) AND (?2 = '' OR sink = ?2)", number, sink);
}

}  // namespace overboard::outbox
