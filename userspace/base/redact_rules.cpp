// SPDX-License-Identifier: Apache-2.0
#include "base/redact_rules.h"

#include "base/redact_checks.h"

namespace overboard::base::redact {
namespace {

using std::string;

const string gap = R"([\s\x00]+)";
const string end_of_word = R"([^\s\x00"'&;|])";

// A quoted string, closed or cut off, or an escaped one inside another.
const string escaped = R"(\\+["'][^"'\\\x00]*)";
const string quoted = "(?:" + escaped + R"(|"(?:[^"\\\x00]|\\.)*"?|'[^'\x00]*'?))";
// A shell word: plain and quoted pieces, or one that opens a quote which was cut off.
const string pieces = "(?:" + end_of_word + R"(|"[^"\s\x00]*"|'[^'\s\x00]*')*)";
const string value = "(?:" + escaped + R"(|"(?:[^"\\\x00]|\\.)*")" + pieces + R"(|'[^'\x00]*')" + pieces +
                     R"(|"[^"\x00]*|'[^'\x00]*|)" + end_of_word + pieces + ")";

// A name that ends in one of these names a secret ("DB_PASSWORD", "x-api-key", "clientSecret"); with more
// behind it ("token_type", "password-file") it does not. Before a colon the end of a path is no name ("/etc/passwd:").
const string name_start = R"((?:^|[^A-Za-z0-9_.-]))", name_start_no_path = R"((?:^|[^A-Za-z0-9_./-]))";
const string name =
    R"((?:[A-Za-z0-9_.-]*(?:password|passwd|passphrase|secret|token|jwt|credentials?|session[_-]?id|phpsessid|)"
    R"((?:api|access|secret|private|auth|account|master|signing|encryption)[_-]?key(?:[_-]?base)?|[_.-](?:pass|pwd))))";
const string option_name = "--?(?:" + name + "|pass)";

const string scheme = R"((?:bearer|basic|digest|token|apikey|negotiate|ntlm|oauth|hawk|aws4-hmac-sha256))";
const string authorization = R"(authorization\\?["']?[ \t]*[:=])";
const string secret_header =
    R"((?:(?:set-)?cookie2?|x-[a-z0-9-]*(?:token|key|secret)|(?:private|job|deploy)-token|api-?key))";

// What the vendors' own token formats begin with; each is long enough to be told from a word.
const string vendor_token =
    R"((?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,})"
    R"(|xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|[sr]k_(?:live|test)_[A-Za-z0-9]{10,})"
    R"(|sk-[A-Za-z0-9_-]{20,}|AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,})"
    R"(|whsec_[A-Za-z0-9+/=]{16,}|npm_[A-Za-z0-9]{36}|hv[sb]\.[A-Za-z0-9_-]{20,}|dop_v1_[0-9a-f]{64})"
    R"(|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|pypi-[A-Za-z0-9_-]{32,}|dckr_pat_[A-Za-z0-9_-]{20,})"
    R"(|glsa_[A-Za-z0-9_]{20,}|shp(?:at|ss|ca)_[0-9a-fA-F]{32}|AGE-SECRET-KEY-1[0-9A-Z]{50,})";

void add_headers(std::vector<Rule>& out) {
    out.push_back({"authorization in quotes", "(?i)\"" + authorization + R"(\s*(?:)" + scheme + R"(\s+)?([^"\x00]+))"});
    out.push_back({"authorization in quotes", "(?i)'" + authorization + R"(\s*(?:)" + scheme + R"(\s+)?([^'\x00]+))"});
    out.push_back({"authorization",
                   "(?i)" + authorization + R"([\s\x00]*\\?["']?(?:)" + scheme + "(?:" + gap + R"(|%20))?()" +
                       R"((?:[a-z0-9_-]+=(?:"[^"]*"|[^\s\x00,"']+)|[^\s\x00"'\\,]+))" +
                       R"((?:,[\s\x00]*[a-z0-9_-]+=(?:"[^"]*"|[^\s\x00,"']+))*))",
                   is_no_scheme});
    out.push_back({"bearer", "(?i)\\bbearer(?:" + gap + R"(|%20|\+)([A-Za-z0-9._~+/=-]{6,}))", is_bearer});
    out.push_back({"basic", "(?i)\\bbasic(?:" + gap + R"(|%20|\+)([A-Za-z0-9+/_-]{6,}={0,2}))", is_user_and_password});
    out.push_back(
        {"docker auth", R"((?i)["']auth\\?["'][ \t]*:[ \t]*\\?["']([A-Za-z0-9+/_-]{6,}={0,2}))", is_user_and_password});
    out.push_back({"cookie", R"((?i)(?:^|[^a-z0-9_./-])(?:set-)?cookie2?\\?["']?[ \t]*:[\s\x00]*()" + quoted +
                                 R"(|[^\s\x00"';]+(?:;[\s\x00]*[^\s\x00"'=;]+=[^\s\x00"';]*)*))"});
}

void add_named(std::vector<Rule>& out) {
    const string equals = R"((?:[ \t]+(?:=>|:=|={1,3})[ \t]*|=>|:=|={1,3}|%3d))", colon = R"([ \t]*:[ \t\x00]+)";
    const string key = name + R"(\\?["']?)", option = R"((?i)(?:^|[\s\x00"'(]))" + option_name;
    out.push_back({"named=", "(?i)" + name_start + key + equals + "(" + value + ")", is_named_secret});
    out.push_back({"named:", "(?i)" + name_start_no_path + key + colon + "(" + value + ")", is_named_secret});
    out.push_back({"named, JSON", "(?i)" + name_start_no_path + key + ":(" + quoted + ")", is_named_secret});
    out.push_back({"pass=", "(?i)" + name_start + "-{0,2}pass" + equals + "(" + value + ")", is_named_secret});
    out.push_back({"connection string", R"((?i);\s*pwd=([^\s\x00"';]+))"});
    out.push_back({"named, header",
                   "(?i)" + name_start_no_path + "(?:" + secret_header +
                       R"(|password|passwd|passphrase):([^\s\x00"'&;|/])" + end_of_word + "*)",
                   is_named_secret});
    out.push_back({"option", option + R"((?:\x00+|[ \t]+)()" + value + ")", is_option_secret});
    // In a list, as JSON, Python and manifests write commands: "--token", "X".
    out.push_back({"option in a list", R"((?i)["'])" + option_name + R"(\\?["'][ \t]*,[ \t\n]*\\?["']([^"'\\\x00]+))",
                   is_listed_secret});
    out.push_back({"option cookie", R"((?i)(?:^|[\s\x00"'(])--cookie(?:=|\x00+|[ \t]+)()" + value + ")"});
}

// Short options mean a secret only with certain commands.
struct CommandOption {
    string commands, option;
    bool attached;  // the secret follows the option without a gap
    bool (*certain)(std::string_view before, std::string_view secret) = nullptr;
};

const std::vector<CommandOption>& command_options() {
    static const std::vector<CommandOption> table{
        {"(?:mysql[a-z]*|mariadb[a-z-]*)", "-p", true},
        {"sshpass", "-p", true},
        {"sshpass", "-p", false},
        {"redis-cli", "-a", false},
        {R"((?:docker|podman|nerdctl|skopeo|buildah|helm|crane)[\s\x00][^;&|\n]*?login)", "-p", false},
        {"ldap[a-z]+", "-w", false},
        {"mongo[a-z]*", "-p", false},
        {"openssl", "-(?:hmac|k|K|pass(?:in|out)?)", false, is_openssl_secret},
        {"curl", "-b", false, is_cookie},
        {"curl", R"((?:-[fgikLnNpqsSv#]*[uU]|--user|--proxy-user)[=\s\x00]*["']?[^\s\x00:"'-][^\s\x00:"']*:)", true},
        {"smbclient", R"(-U[ \t\x00]*["']?[^\s\x00%"']+%)", true},
    };
    return table;
}

void add_commands(std::vector<Rule>& out) {
    for (const CommandOption& c : command_options()) {
        const string start = R"((?:^|[\s\x00/;&|(`"']))" + c.commands + R"((?:[\s\x00][^;&|\n]*?)?)";
        // In an argv the secret is the rest of its element; in a text it is one word.
        const string element = R"(\x00)" + c.option + (c.attached ? "" : R"(\x00)") + R"(([^\x00]+))";
        const string word = R"([\s\x00])" + c.option + (c.attached ? "" : R"([ \t]+)") + "(" + value + ")";
        out.push_back({c.commands, start + element, c.certain});
        out.push_back({c.commands, start + word, c.certain});
    }
}

void add_formats(std::vector<Rule>& out) {
    out.push_back({"PEM", R"(-----BEGIN[\s\x00][A-Z0-9\s\x00]{0,40}-----((?s:.+?))(?:-----END|\z))"});
    out.push_back({"JWT", R"((?:^|[^A-Za-z0-9_-])(e[w-z0-9_-][A-Za-z0-9_-]{6,}\.[A-Za-z0-9_.-]*))", is_jwt});
    out.push_back({"JWT", R"((eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_.-]*))", is_jwt});
    out.push_back({"vendor token", "(?:^|[^A-Za-z0-9_])(" + vendor_token + ")"});
    out.push_back({"Slack webhook", R"(hooks\.slack\.com/(?:services|workflows)/([A-Za-z0-9/_-]{16,}))"});
    out.push_back({"URL password", R"((?i)\b[a-z][a-z0-9+.-]*://[^\s\x00/@:"'\[]*:([^\s\x00"'/]+)@)", is_url_password});
    out.push_back({"URL password", R"((?i)\b[a-z][a-z0-9+.-]*://[^\s\x00/@:"'\[]*:([^\s\x00"']+)@)", is_url_password});
    out.push_back({"URL token", R"((?i)\b[a-z][a-z0-9+.-]*://([A-Za-z0-9_-]{20,})@)", looks_random});
    // A digest is written sha256:<hex>, a signature sha256=<hex>; #sha256= is a package index's checksum.
    out.push_back({"HMAC", R"((?i)(?:^|[^A-Za-z0-9#])sha(?:1|256|384|512)=([0-9a-f]{40,}))"});
    out.push_back({"signature",
                   R"((?i)(?:signature(?:-?(?:sha)?256)?|\bsig|hmac)\\?["']?[ \t]*[=:][ \t\x00]*\\?["']?)"
                   R"((?:t=\d+,)?(?:sha\d+=|v\d[,=])?([A-Za-z0-9+/=_%-]{16,}))",
                   looks_random});
}

}  // namespace

std::vector<Rule> rules() {
    std::vector<Rule> out;
    add_formats(out);
    add_headers(out);
    add_named(out);
    add_commands(out);
    return out;
}

ElementPatterns element_patterns() {
    return {
        .option_with_value = "(?is)" + option_name + "=(.+)",
        .assignment = "(?is)(?:" + name + "|pass)=(.+)",
        .header = R"((?is)(?:-H)?["']?(?:(?:proxy-)?authorization:\s*(?:)" + scheme + R"(\s+)?|)" + secret_header +
                  R"(:\s*)(.+))",
        .option = "(?i)" + option_name,
    };
}

}  // namespace overboard::base::redact
