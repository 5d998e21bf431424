// SPDX-License-Identifier: Apache-2.0
// Slack's incoming webhooks. What stands in the text is the attacker's: only our own asterisks may mean anything.
#include <cctype>

#include "base/text.h"
#include "sinks/layout.h"

namespace overboard::sinks {
namespace {

constexpr std::size_t max_text = 3000;

// https://api.slack.com/reference/surfaces/formatting#escaping: these three, and no others. Without them a name could
// mention a channel or show a link that leads elsewhere. Backquotes would end a code span early.
std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : base::printable(text)) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c == '`' ? '\'' : c;
    }
    return out;
}

std::string shown(const std::string& text) { return "`" + escaped(text) + "`"; }

std::string place(const incidents::Alert& a) {
    std::string out = "node " + shown(a.node);
    if (a.pod) out += ", pod " + shown(a.pod->ns + "/" + a.pod->name);
    if (a.container) out += ", container " + shown(a.container->name.empty() ? a.container->id : a.container->name);
    return out;
}

}  // namespace

Json to_slack(const incidents::Alert& a) {
    std::string priority = engine::priority_name(a.priority);
    for (char& c : priority) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    std::string text = "*" + priority + "* " + escaped(a.rule);
    if (a.count > 1) text += " (" + std::to_string(a.count) + " times)";
    text += "\n" + base::cut(escaped(a.message), max_text / 2) + "\n" + place(a);
    if (!a.process.args.empty()) text += "\n" + shown(command_line(a.process.args, max_text / 6));
    const std::string& fix = a.remediation_pod.empty() ? a.remediation_app : a.remediation_pod;
    if (!fix.empty()) text += "\nFix: " + base::cut(escaped(fix), max_text / 6);
    return {{"text", text + "\n" + escaped(a.rule_id) + " " + escaped(a.id)}};
}

}  // namespace overboard::sinks
