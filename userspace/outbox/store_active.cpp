// SPDX-License-Identifier: Apache-2.0
// What a receiver knows to go on.
#include "outbox/store.h"

namespace overboard::outbox {

base::Result<void> Store::keep_active(std::span<const Active> changed) {
    auto kept = database_.prepare(
        "INSERT INTO active (sink, labels, body, until_ms) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (sink, labels) DO UPDATE SET body = ?3, until_ms = ?4");
    auto gone = database_.prepare("DELETE FROM active WHERE sink = ?1 AND labels = ?2");
    if (!kept || !gone) return tl::unexpected((kept ? gone : kept).error());
    if (auto normal = database_.run("PRAGMA synchronous = NORMAL"); !normal) return normal;
    Database::Transaction all{database_};
    if (auto begun = all.begin(); !begun) return begun;
    for (const Active& one : changed) {
        Statement& statement = one.body.empty() ? *gone : *kept;
        statement.text(1, one.sink).text(2, one.labels);
        if (!one.body.empty()) statement.blob(3, one.body).bind(4, one.until_ms);
        if (auto done = statement.run(); !done) return done;
    }
    return all.commit();
}

base::Result<std::vector<Active>> Store::actives(const std::string& sink) {
    auto rows = database_.prepare("SELECT sink, labels, body, until_ms FROM active WHERE sink = ?1");
    if (!rows) return tl::unexpected(rows.error());
    rows->text(1, sink);
    std::vector<Active> out;
    for (;;) {
        const auto row = rows->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return out;
        out.push_back({rows->bytes(0), rows->bytes(1), rows->bytes(2), rows->number(3)});
    }
}

}  // namespace overboard::outbox
