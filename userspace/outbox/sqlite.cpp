// SPDX-License-Identifier: Apache-2.0
#include "outbox/sqlite.h"

namespace overboard::outbox {
namespace {

tl::unexpected<base::Error> failure(sqlite3* handle, const char* what) {
    return base::fail(std::string("the outbox cannot ") + what + ": " + sqlite3_errmsg(handle));
}

}  // namespace

Statement& Statement::bind(int at, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), at, value);
    return *this;
}

Statement& Statement::text(int at, std::string_view value) {
    sqlite3_bind_text(statement_.get(), at, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    return *this;
}

Statement& Statement::blob(int at, std::string_view value) {
    if (value.empty())
        sqlite3_bind_null(statement_.get(), at);
    else
        sqlite3_bind_blob(statement_.get(), at, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    return *this;
}

base::Result<bool> Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return failure(sqlite3_db_handle(statement_.get()), "read or write");
}

base::Result<void> Statement::run() {
    const auto done = step();
    sqlite3_reset(statement_.get());
    if (!done) return tl::unexpected(done.error());
    return {};
}

std::string Statement::bytes(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return data ? std::string(data, static_cast<std::size_t>(size)) : std::string{};
}

base::Result<Database> Database::open(const std::string& path, bool create, int busy_ms) {
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    const int code = sqlite3_open_v2(path.c_str(), &handle, create ? flags | SQLITE_OPEN_CREATE : flags, nullptr);
    Database database{handle};
    if (code != SQLITE_OK) return failure(handle, ("open " + path).c_str());
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, busy_ms);
    return database;
}

base::Result<void> Database::run(const char* sql) {
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return failure(handle_.get(), "read or write");
}

base::Result<Statement> Database::prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_.get(), sql, -1, &statement, nullptr) != SQLITE_OK)
        return failure(handle_.get(), "read its tables");
    return Statement{statement};
}

base::Result<std::int64_t> Database::number(const char* sql) {
    auto statement = prepare(sql);
    if (!statement) return tl::unexpected(statement.error());
    const auto row = statement->step();
    if (!row) return tl::unexpected(row.error());
    return *row ? statement->number(0) : 0;
}

bool Database::is_damaged() const {
    const int code = sqlite3_errcode(handle_.get()) & 0xff;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

Database::Transaction::~Transaction() {
    if (open_) (void)database_.run("ROLLBACK");
}

base::Result<void> Database::Transaction::begin(Lock lock) {
    auto begun = database_.run(lock == Lock::at_once ? "BEGIN IMMEDIATE" : "BEGIN");
    open_ = begun.has_value();
    return begun;
}

base::Result<void> Database::Transaction::commit() {
    auto done = database_.run("COMMIT");
    if (done) open_ = false;
    return done;
}

}  // namespace overboard::outbox
