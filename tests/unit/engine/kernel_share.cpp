// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_share.h"

#include <gmock/gmock.h>

#include "condition/check.h"
#include "condition/parser.h"
#include "source/filter_bounds.h"
#include "unit/engine/loaded.h"

namespace overboard::engine {
namespace {

CompiledRule compiled(const std::string& text) {
    condition::Faults faults;
    const condition::Scope scope;
    auto tree = condition::parse(text, 0, faults);
    if (tree.usable) condition::check(tree, scope, faults);
    auto program = condition::compile(tree, scope, faults);
    if (!program) throw std::logic_error(text);
    return {std::move(*program), {}};
}

// "+evt.kind = open", "-proc.name = cat: why"
std::vector<std::string> shares(const std::string& text) {
    std::vector<std::string> out;
    for (const auto& part : kernel_share(compiled(text)).parts)
        out.push_back((part.in_kernel ? "+" : "-") + part.comparison +
                      (part.why.empty() ? "" : ": " + part.why.substr(0, 31)));
    return out;
}

using testing::ElementsAre;

TEST(KernelShare, TellsWhatTheKernelTurnsAwayAndWhatItCannot) {
    EXPECT_THAT(shares("evt.kind = open and file.name in (shadow, gshadow) and file.read and proc.name = cat"),
                ElementsAre("+evt.kind = open", "+file.name in shadow, gshadow", "+file.read",
                            "-proc.name = cat: the kernel does not know it"));
    EXPECT_THAT(shares("evt.kind = open and file.own_root = false and file.name endswith dow"),
                ElementsAre("+evt.kind = open", "+file.own_root = false",
                            "-file.name endswith dow: the kernel compares whole value"));
    EXPECT_THAT(shares("evt.kind = open and file.own_root and file.path startswith /etc/"),
                ElementsAre("+evt.kind = open", "+file.own_root",
                            "-file.path startswith /etc/: the kernel knows a path by its "));
    EXPECT_THAT(shares("evt.kind = open and (file.name = a or proc.name = cat)"),
                ElementsAre("+evt.kind = open", "-file.name = a: the kernel knows it, but would ",
                            "-proc.name = cat: the kernel does not know it"));
    EXPECT_THAT(shares("evt.kind = connect and socket.peer_port in (1, 2, 3, 4, 5) and tolower(proc.name) = x"),
                ElementsAre("+evt.kind = connect", "+socket.peer_port in 1, 2, 3, ... (5)",
                            "-tolower(proc.name) = x: it has to be worked out from ot"));
}

TEST(KernelShare, NamesAComparisonOnce) {
    EXPECT_THAT(shares("(evt.kind = exec and proc.name = a) or (evt.kind = open and file.name = b and proc.name = a)"),
                testing::Contains("-proc.name = a: the kernel does not know it").Times(1));
}

TEST(KernelShare, ARuleThatSavesNothingSaysSo) {
    for (const auto& part : kernel_share(compiled("proc.name = cat or proc.name = dog")).parts)
        EXPECT_FALSE(part.in_kernel) << part.comparison;
}

std::string names(int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += (i ? ", n" : "n") + std::to_string(i);
    return out;
}

TEST(KernelFilterBounds, ATableThatIsTooSmallWidensAndSaysSo) {
    const test::Loaded fits{test::rule("r", "evt.kind = open and file.name in (" + names(OB_NAME_ROWS) + ")")};
    EXPECT_EQ(fits.engine->kernel_filter().config.open_own, OB_ADMIT_NAMED);
    EXPECT_THAT(fits.diagnostics, testing::IsEmpty());
    const test::Loaded over{test::rule("r", "evt.kind = open and file.name in (" + names(OB_NAME_ROWS + 1) + ")")};
    EXPECT_EQ(over.engine->kernel_filter().config.open_own, OB_ADMIT_ALL);
    EXPECT_THAT(over.engine->kernel_filter().names, testing::IsEmpty());
    ASSERT_EQ(over.diagnostics.size(), 1U);
    EXPECT_EQ(over.diagnostics[0].severity, Diagnostic::Severity::warning);
    EXPECT_THAT(over.diagnostics[0].message, testing::HasSubstr("name 4097 file names"));
}

TEST(KernelFilterBounds, PortsAndAddressesToo) {
    std::string ports;
    for (int i = 1; i <= OB_PORT_ROWS + 1; ++i) ports += (i > 1 ? ", " : "") + std::to_string(i);
    const test::Loaded over{test::rule("r", "socket.peer_port in (" + ports + ")")};
    EXPECT_EQ(over.engine->kernel_filter().config.connect_inet, OB_ADMIT_ALL);
    EXPECT_THAT(over.engine->kernel_filter().ports, testing::IsEmpty());
}

}  // namespace
}  // namespace overboard::engine
