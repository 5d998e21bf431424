// SPDX-License-Identifier: Apache-2.0
#include "enrich/server_kind.h"

#include <algorithm>

#include "enrich/path.h"
#include "enrich/runtime_sockets.h"

namespace overboard::enrich {
namespace {

struct Row {
    std::string_view exe, kind;
};

// A name, or one followed by a version ("postgres-15", "mysqld8.0").
constexpr Row table[] = {
    {"sshd", "ssh"},
    {"dropbear", "ssh"},
    {"tinysshd", "ssh"},
    {"postgres", "database"},
    {"postmaster", "database"},
    {"mysqld", "database"},
    {"mariadbd", "database"},
    {"mongod", "database"},
    {"mongos", "database"},
    {"redis-server", "database"},
    {"valkey-server", "database"},
    {"memcached", "database"},
    {"clickhouse-server", "database"},
    {"clickhouse", "database"},
    {"influxd", "database"},
    {"etcd", "database"},
    {"cockroach", "database"},
    {"sqlservr", "database"},
    {"gitlab-runner", "ci"},
    {"Runner.Listener", "ci"},
    {"Runner.Worker", "ci"},
    {"buildkite-agent", "ci"},
    {"drone-runner-docker", "ci"},
    {"act_runner", "ci"},
    {"woodpecker-agent", "ci"},
};

bool is_version(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-'; });
}

}  // namespace

std::string_view server_kind(std::string_view exe) {
    const auto name = basename(exe);
    for (const auto& row : table)
        if (name.starts_with(row.exe) && is_version(name.substr(row.exe.size()))) return row.kind;
    return runtime_of_exe(exe).empty() ? "web" : "runtime";
}

}  // namespace overboard::enrich
