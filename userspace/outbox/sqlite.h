// SPDX-License-Identifier: Apache-2.0
// SQLite with results instead of codes, and only what the outbox needs of it.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overboard::outbox {

// One prepared statement, reset whenever it goes out of use. Bind from 1, columns from 0, as SQLite counts.
class Statement {
public:
    explicit Statement(sqlite3_stmt* statement) : statement_(statement, sqlite3_finalize) {}

    Statement& bind(int at, std::int64_t value);
    Statement& text(int at, std::string_view value);  // copied
    Statement& blob(int at, std::string_view value);  // copied; an empty one is NULL

    // True: a row is there. False: done.
    base::Result<bool> step();
    base::Result<void> run();  // for a statement without rows; ready to be bound again afterwards
    void reset() { sqlite3_reset(statement_.get()); }

    std::int64_t number(int column) const { return sqlite3_column_int64(statement_.get(), column); }
    std::string bytes(int column) const;

private:
    std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement_;
};

class Database {
public:
    // path: a file, or ":memory:". create: makes it when it is not there. Waits busy_ms for another's lock.
    static base::Result<Database> open(const std::string& path, bool create, int busy_ms);

    base::Result<void> run(const char* sql);  // statements without parameters; rows are ignored
    base::Result<Statement> prepare(const char* sql);
    base::Result<std::int64_t> number(const char* sql);  // the first column of the first row
    std::int64_t changes() const { return sqlite3_changes64(handle_.get()); }
    bool is_damaged() const;  // the last failure said that the file is no database, or a broken one

    // Several statements as one: rolled back unless commit() succeeds.
    class Transaction {
    public:
        explicit Transaction(Database& database) : database_(database) {}
        ~Transaction();
        // at_once: the right to write to every attached file, now; when_needed: only to those that are written.
        enum class Lock : std::uint8_t { at_once, when_needed };
        base::Result<void> begin(Lock lock = Lock::at_once);
        base::Result<void> commit();

    private:
        Database& database_;
        bool open_ = false;
    };

private:
    explicit Database(sqlite3* handle) : handle_(handle, sqlite3_close_v2) {}

    std::unique_ptr<sqlite3, int (*)(sqlite3*)> handle_;
};

}  // namespace overboard::outbox
