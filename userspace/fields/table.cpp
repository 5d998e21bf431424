// SPDX-License-Identifier: Apache-2.0
// The field table: every row of every part, sorted, looked up by name.
#include <arpa/inet.h>

#include "base/near.h"
#include "fields/rows.h"

namespace overboard::fields {
namespace {

bool by_name(const Field& a, const Field& b) { return a.name < b.name; }

void append(std::vector<Field>& table, Rows rows, std::uint64_t kinds) {
    for (Field row : rows) {
        row.kinds &= kinds;
        table.push_back(row);
    }
}

std::vector<Field> build() {
    std::vector<Field> table;
    for (const Rows rows : {event_rows(), process_rows(), ancestry_rows(), identity_rows(), lineage_rows(),
                            habit_rows(), probe_rows(), descriptor_rows(), argument_rows(), mount_list_rows()})
        append(table, rows, ~std::uint64_t{0});
    append(table, file_rows(), kind_bit(OB_KIND_OPEN) | kind_bit(OB_KIND_CHANGE));
#define X(upper, lower, ring) append(table, lower##_rows(), kind_bit(OB_KIND_##upper));
    OB_EVENTS(X)
#undef X
    std::sort(table.begin(), table.end(), by_name);
    const auto seen = table.size();
    for (const auto& row : unobserved_rows())
        if (!std::binary_search(table.begin(), table.begin() + static_cast<std::ptrdiff_t>(seen), row, by_name))
            table.push_back(row);
    std::sort(table.begin(), table.end(), by_name);
    return table;
}

void print_address(std::string_view bytes, std::string& out) {
    char text[INET6_ADDRSTRLEN] = "";
    static constexpr std::string_view kMapped{"\0\0\0\0\0\0\0\0\0\0\xff\xff", 12};
    const bool four = bytes.starts_with(kMapped);
    inet_ntop(four ? AF_INET : AF_INET6, bytes.data() + (four ? kMapped.size() : 0), text, sizeof text);
    out += text;
}

void print_list(std::span<const std::string_view> items, std::string& out) {
    for (const auto& item : items) {
        if (&item != items.data()) out += ' ';
        out += item;
    }
}

}  // namespace

std::span<const Field> all() {
    static const std::vector<Field> table = build();
    return table;
}

const Field* find(std::string_view name) {
    const auto table = all();
    const auto at = std::lower_bound(table.begin(), table.end(), name,
                                     [](const Field& f, std::string_view wanted) { return f.name < wanted; });
    return at != table.end() && at->name == name ? &*at : nullptr;
}

std::string_view nearest(std::string_view name) {
    base::Nearest best{name};
    for (const auto& field : all()) best.offer(field.name);
    return best.name();
}

void print(Type type, const Value& value, std::string& out) {
    if (const auto* b = std::get_if<bool>(&value)) {
        out += *b ? "true" : "false";
    } else if (const auto* n = std::get_if<std::int64_t>(&value)) {
        out += std::to_string(*n);
    } else if (const auto* t = std::get_if<std::string_view>(&value)) {
        if (type == Type::address && t->size() == 16)
            print_address(*t, out);
        else
            out += *t;
    } else if (const auto* l = std::get_if<std::span<const std::string_view>>(&value)) {
        print_list(*l, out);
    } else {
        out += "<NA>";
    }
}

const char* type_name(Type type) {
    switch (type) {
        case Type::boolean:
            return "boolean";
        case Type::number:
            return "number";
        case Type::text:
            return "text";
        case Type::address:
            return "address";
        case Type::list:
            return "list";
    }
    return "unknown";
}

}  // namespace overboard::fields
