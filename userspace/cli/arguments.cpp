// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.h"

#include <CLI/CLI.hpp>

#include "cli/command.h"

namespace overboard::cli {

Argument& Argument::required() { return option_->required(), *this; }
Argument& Argument::last() { return option_->take_last(), *this; }
Argument& Argument::each() { return option_->allow_extra_args(false), *this; }
Argument& Argument::hidden() { return option_->group(""), *this; }
Argument& Argument::not_negative() { return option_->check(CLI::NonNegativeNumber), *this; }
Argument& Argument::with_default() { return option_->capture_default_str(), *this; }
Argument& Argument::one_of(const std::vector<std::string>& words) {
    return option_->check(CLI::IsMember(words)), *this;
}
Argument& Argument::excludes(const Argument& other) { return option_->excludes(other.option_), *this; }
Argument& Argument::needs(const Argument& other) { return option_->needs(other.option_), *this; }

Argument Arguments::option(const std::string& name, Target into, const std::string& doc, const std::string& value) {
    CLI::Option* made = std::visit([&](auto* target) { return app_->add_option(name, *target, doc); }, into);
    if (!value.empty()) made->type_name(value);
    return Argument{made};
}

Argument Arguments::flag(const std::string& name, bool& into, const std::string& doc) {
    return Argument{app_->add_flag(name, into, doc)};
}

Arguments Arguments::command(const std::string& name, const std::string& doc, bool hidden) {
    CLI::App* made = app_->add_subcommand(name, doc);
    if (hidden) made->group("");
    return {*made, *exit_};
}

void Arguments::one_command() { app_->require_subcommand(1); }
void Arguments::footer(const std::string& text) { app_->footer(text); }
void Arguments::version(const std::string& text) { app_->set_version_flag("--version", text); }
bool Arguments::said(const std::string& name) const { return app_->count(name) > 0; }

void Arguments::runs(std::function<int()> action) {
    app_->callback([exit = exit_, action = std::move(action)] { *exit = action(); });
}

int parse(const std::string& doc, const std::string& program, const std::function<void(Arguments&)>& declare, int argc,
          char** argv) {
    CLI::App app{doc, program};
    int exit = fine;
    Arguments arguments{app, exit};
    declare(arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? fine : misused;
    }
    return exit;
}

}  // namespace overboard::cli
