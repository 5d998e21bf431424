// SPDX-License-Identifier: Apache-2.0
#include "condition/match.h"

#include <fnmatch.h>
#include <gmock/gmock.h>

#include <chrono>
#include <random>

#include "condition/bracket.h"

namespace overboard::condition {
namespace {

TEST(Glob, MatchesAsFnmatchDoes) {
    std::mt19937 random{7};
    const std::string pattern_letters = "ab*?[]!-/\\", text_letters = "ab/-]";
    for (int i = 0; i < 50'000; ++i) {
        std::string pattern, text;
        for (unsigned n = random() % 6; n > 0; --n) pattern += pattern_letters[random() % pattern_letters.size()];
        for (unsigned n = random() % 6; n > 0; --n) text += text_letters[random() % text_letters.size()];
        // What an escape means inside brackets, and at the end, is where libraries differ.
        if (pattern.find('\\') != pattern.npos && (pattern.find('[') != pattern.npos || pattern.ends_with('\\')))
            continue;
        if (pattern.find("[]") != pattern.npos || pattern.find("[!]") != pattern.npos) continue;
        if (pattern.find('-') != pattern.npos && pattern.find('[') != pattern.npos) continue;
        EXPECT_EQ(glob(pattern, text), fnmatch(pattern.c_str(), text.c_str(), 0) == 0) << pattern << " on " << text;
    }
}

// What stands between brackets is put together from whole elements: what is ill-formed is each library's own affair.
class Brackets {
public:
    std::string pattern() {
        std::string out = any({"", "", "*", "a", "/"}) + "[" + any({"", "", "!", "^"}) + any({"", "", "]", "-"});
        for (unsigned n = 1 + random_() % 3; n > 0; --n) out += element();
        // glibc does not find the symbol of "[.a.]-]"; POSIX does.
        return out + (out.ends_with(".]") ? "" : any({"", "", "-"})) + "]" + any({"", "", "*", "1", "\\]"});
    }
    std::string text() {
        std::string out;
        for (unsigned n = random_() % 4; n > 0; --n) out += any(kBytes);
        return out;
    }

private:
    using Texts = std::vector<std::string>;
    std::string any(const Texts& of) { return of[random_() % of.size()]; }
    std::string element() {
        const auto named = [&] { return "[:" + any(kClasses) + ":]"; };
        const auto one = [&](const char* mark) { return '[' + (mark + any(kBytes) + mark) + ']'; };
        switch (random_() % 6) {
            case 0:
                return one("=");
            case 1:
                return one(".");
            case 2:
                return "\\" + any(kBytes);
            case 3:
                return any({"a-c", "0-9", "A-Z", "a-\\c", "[.!.]-[.9.]", "b-a"});
            case 4:
                return any({"a", "b", "1", "/", "*", "?", "["});
            default:
                return named();
        }
    }
    const Texts kBytes{"a",  "b", "A", "Z",  "1", "9", "-",    "]",    "[",
                       "\\", "/", " ", "\t", "!", "*", "\x01", "\x7f", ":"};
    const Texts kClasses{"alnum", "alpha", "blank", "cntrl", "digit", "graph",
                         "print", "lower", "punct", "space", "upper", "xdigit"};
    std::mt19937 random_{11};
};

TEST(Glob, BracketsMatchAsFnmatchsDo) {
    Brackets brackets;
    unsigned matched = 0;
    for (int i = 0; i < 60'000; ++i) {
        const auto pattern = brackets.pattern(), text = brackets.text();
        const bool expected = fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
        matched += expected;
        ASSERT_EQ(glob(pattern, text), expected) << pattern << " on " << text;
    }
    EXPECT_GT(matched, 3'000U);
}

TEST(Glob, ClassesEscapesAndSymbols) {
    EXPECT_TRUE(glob("/proc/[[:digit:]]*/mem", "/proc/1/mem"));
    EXPECT_FALSE(glob("/proc/[[:digit:]]*/mem", "/proc/self/mem"));
    EXPECT_TRUE(glob("[![:alpha:]_]", "1"));
    EXPECT_TRUE(glob("[\\]x]", "]"));
    EXPECT_TRUE(glob("[[=a=][.-.]]", "-"));
    EXPECT_TRUE(glob("x[[:upper:]]", "XA", true)) << "a class is not folded, as with FNM_CASEFOLD";
    EXPECT_FALSE(glob("x[[:upper:]]", "Xa", true));
    EXPECT_TRUE(glob("[a-c][[:digit:]]", "B7", true));
    EXPECT_FALSE(glob("[[:digits:]]", "1")) << "no such class";
    EXPECT_FALSE(glob("[![:digits:]]", "x"));
    EXPECT_FALSE(glob("[[:lower:]]", "\xe9")) << "bytes, whatever the locale";
    EXPECT_TRUE(glob("[[:digit:]", "[d")) << "the outer one never ends, the inner one is a set";
    EXPECT_TRUE(glob("[[:digit:", "[[:digit:")) << "what never ends is itself";
}

TEST(Glob, AClassThatThereIsNotIsNamed) {
    EXPECT_EQ(unknown_class("/proc/[[:digits:]]*/mem"), "digits");
    EXPECT_EQ(unknown_class("[a[:digit:]][![:foo:]]"), "foo");
    for (const char* good : {"", "[[:digit:]]", "\\[[:foo:]", "[[:foo:]", "[:foo:]", "\\", "[", "[]", "[\\"})
        EXPECT_EQ(unknown_class(good), "") << good;
}

TEST(Glob, Ranges) {
    EXPECT_TRUE(glob("python[0-9]*", "python3.11"));
    EXPECT_FALSE(glob("python[0-9]*", "python-config"));
    EXPECT_TRUE(glob("[!a-c]x", "dx"));
    EXPECT_TRUE(glob("/home/*/.ssh/*", "/home/a/b/.ssh/id"));
    EXPECT_TRUE(glob("*.exe", "SETUP.EXE", true));
    EXPECT_FALSE(glob("*.exe", "SETUP.EXE"));
}

TEST(Glob, IsNotExponential) {
    const std::string text(4096, 'a');
    std::string pattern;
    for (int i = 0; i < 30; ++i) pattern += "a*";
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(glob(pattern + "b", text));
    std::string open = "*";
    for (int i = 0; i < 500; ++i) open += "[[:";
    EXPECT_FALSE(glob(open + "\\]", std::string(1024, '[')));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(PathBelow, GoesByComponents) {
    EXPECT_TRUE(path_below("/etc", "/etc/passwd"));
    EXPECT_TRUE(path_below("/etc", "/etc"));
    EXPECT_TRUE(path_below("/etc/", "/etc/passwd"));
    EXPECT_FALSE(path_below("/etc", "/etcetera"));
    EXPECT_FALSE(path_below("/etc/ssh", "/etc"));
    EXPECT_TRUE(path_below("/", "/x"));
    EXPECT_TRUE(path_below("/proc/*/environ", "/proc/7/environ"));
    EXPECT_FALSE(path_below("/proc/*/environ", "/proc/7/task/7/environ"));
    EXPECT_TRUE(path_below("/proc/[[:digit:]]*/fd", "/proc/12/fd/3"));
    EXPECT_FALSE(path_below("/proc/[[:digit:]]*/fd", "/proc/self/fd/3"));
}

TEST(Range, HoldsAddresses) {
    const auto bytes = [](const char* text) { return parse_range(text)->address; };
    const auto holds = [&](const char* range, const char* address) {
        const auto a = bytes(address);
        return parse_range(range)->holds({reinterpret_cast<const char*>(a.data()), a.size()});
    };
    EXPECT_TRUE(holds("10.0.0.0/8", "10.255.3.4"));
    EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.1"));
    EXPECT_TRUE(holds("192.168.1.128/25", "192.168.1.200"));
    EXPECT_FALSE(holds("192.168.1.128/25", "192.168.1.100"));
    EXPECT_TRUE(holds("fd00::/8", "fd00:ec2::254"));
    EXPECT_TRUE(holds("::/0", "1.2.3.4"));
    EXPECT_TRUE(holds("169.254.169.254", "::ffff:169.254.169.254"));
    for (const char* bad : {"10.0.0.0/33", "10.0.0", "fd00::/129", "10.0.0.0/-1", "host", "", "10.0.0.0/"})
        EXPECT_FALSE(parse_range(bad)) << bad;
}

TEST(Numbers, AreWhole) {
    EXPECT_EQ(parse_number("443"), 443);
    EXPECT_EQ(parse_number("0x1bb"), 443);
    EXPECT_EQ(parse_number("-1"), -1);
    EXPECT_EQ(parse_number("+1"), 1);
    for (const char* bad : {"", "4x", "1.5", "99999999999999999999", "0x", "--1"})
        EXPECT_FALSE(parse_number(bad)) << bad;
}

TEST(Bytes, ComeAsHex) {
    EXPECT_EQ(unhex("2f657463"), "/etc");
    EXPECT_FALSE(unhex("2f6"));
    EXPECT_FALSE(unhex("2g"));
}

}  // namespace
}  // namespace overboard::condition
