// SPDX-License-Identifier: Apache-2.0
// What a command takes on its command line, as its setup_ declares it. The one place that knows the library behind:
// its headers take longer to compile than everything that a command does.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace overboard::cli {

// One option, flag or positional argument. Every call gives itself back, for the next.
class Argument {
public:
    explicit Argument(CLI::Option* option) : option_(option) {}

    Argument& required();
    Argument& last();                                         // said again, the later one counts
    Argument& each();                                         // a list: one value each time that it is said
    Argument& hidden();                                       // not in the help
    Argument& not_negative();                                 // a number
    Argument& with_default();                                 // the help shows the value before the command line
    Argument& one_of(const std::vector<std::string>& words);  // any other is refused, with these words
    Argument& excludes(const Argument& other);                // said with it is wrong usage
    Argument& needs(const Argument& other);                   // said without it is wrong usage

private:
    CLI::Option* option_;
};

// What an option fills once the command line was read; it must live as long as the Arguments.
using Target = std::variant<std::string*, std::vector<std::string>*, int*, std::int64_t*, std::uint64_t*, double*>;

// Of a command, or of one below it.
class Arguments {
public:
    Arguments(CLI::App& command, int& exit) : app_(&command), exit_(&exit) {}

    // name: "--long", "-s,--long", or a positional's without dashes. value: what the help calls the value.
    Argument option(const std::string& name, Target into, const std::string& doc = "", const std::string& value = "");
    Argument flag(const std::string& name, bool& into, const std::string& doc);
    Arguments command(const std::string& name, const std::string& doc, bool hidden = false);
    void one_command();  // of those below, exactly one must be said
    void footer(const std::string& text);
    void version(const std::string& text);  // what --version prints
    bool said(const std::string& name) const;
    // What the command does: called after the command line was read, its result is the exit code.
    void runs(std::function<int()> action);

private:
    CLI::App* app_;
    int* exit_;
};

// Reads the command line for what `declare` declared, and runs it; gives the exit code, `misused` after saying on
// stderr what is wrong with the line.
int parse(const std::string& doc, const std::string& program, const std::function<void(Arguments&)>& declare, int argc,
          char** argv);

}  // namespace overboard::cli
