// SPDX-License-Identifier: Apache-2.0
// One log record of OpenTelemetry's OTLP, in its JSON form (64-bit numbers are strings there). Names of attributes
// are those of its semantic conventions where there are any.
#include <array>

#include "base/text.h"
#include "sinks/layout.h"

namespace overboard::sinks {
namespace {

// opentelemetry.io/docs/specs/otel/logs/data-model-appendix: syslog's severities.
constexpr std::array<int, 8> severity_numbers = {21, 19, 18, 17, 13, 10, 9, 5};

class Attributes {
public:
    Attributes& text(const char* key, const std::string& value) {
        if (!value.empty()) list_.push_back({{"key", key}, {"value", {{"stringValue", base::printable(value)}}}});
        return *this;
    }
    Attributes& number(const char* key, std::uint64_t value) {
        list_.push_back({{"key", key}, {"value", {{"intValue", std::to_string(value)}}}});
        return *this;
    }
    Attributes& texts(const char* key, const std::vector<std::string>& values) {
        Json array = Json::array();
        for (const std::string& value : values) array.push_back({{"stringValue", base::printable(value)}});
        list_.push_back({{"key", key}, {"value", {{"arrayValue", {{"values", std::move(array)}}}}}});
        return *this;
    }
    Json list() && { return std::move(list_); }

private:
    Json list_ = Json::array();
};

Json attributes(const incidents::Alert& a) {
    Attributes out;
    out.text("event.name", "overboard.alert").text("overboard.id", a.id).text("overboard.dedup_key", a.dedup_key);
    out.text("overboard.rule", a.rule).text("overboard.rule_id", a.rule_id).texts("overboard.tags", a.tags);
    out.number("overboard.count", a.count);
    if (a.container) {
        out.text("container.id", a.container->id).text("container.name", a.container->name);
        out.text("container.image.name", a.container->image).text("container.runtime", a.container->runtime);
    }
    if (a.pod) {
        out.text("k8s.namespace.name", a.pod->ns).text("k8s.pod.name", a.pod->name);
        out.text("k8s.pod.uid", a.pod->uid);
    }
    out.number("process.pid", a.process.pid).text("process.executable.path", a.process.exe);
    out.texts("process.command_args", a.process.args);
    for (const auto& [field, value] : a.evidence) out.text(("overboard.evidence." + field).c_str(), value);
    return std::move(out).list();
}

}  // namespace

Json to_otlp(const incidents::Alert& a) {
    return {{"timeUnixNano", std::to_string(a.wall_ns)},
            {"severityNumber", severity_numbers[static_cast<std::size_t>(a.priority) & 7]},
            {"severityText", engine::priority_name(a.priority)},
            {"body", {{"stringValue", base::printable(a.message)}}},
            {"attributes", attributes(a)}};
}

}  // namespace overboard::sinks
