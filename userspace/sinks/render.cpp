// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "sinks/layout.h"
#include "sinks/sink.h"

namespace overboard::sinks {

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string command_line(const std::vector<std::string>& args, std::size_t max_bytes) {
    return base::cut(base::printable(base::join(args, " ")), max_bytes);
}

std::string render(const incidents::Alert& alert, Format format, bool colour) {
    switch (format) {
        case Format::json:
            return dump(to_json(alert));
        case Format::falco:
            return dump(to_falco(alert));
        case Format::alertmanager:
            return dump(to_alertmanager(alert));
        case Format::pagerduty:
            return dump(to_pagerduty(alert));
        case Format::slack:
            return dump(to_slack(alert));
        case Format::otlp:
            return dump(to_otlp(alert));
        case Format::text:
            break;
    }
    return to_text(alert, colour);
}

}  // namespace overboard::sinks
