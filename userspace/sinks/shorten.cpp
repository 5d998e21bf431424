// SPDX-License-Identifier: Apache-2.0
#include "sinks/shorten.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace overboard::sinks {
namespace {

using incidents::Alert;

struct Share {
    std::size_t text;   // bytes of what the process or the rule's author says; messages and paths have twice that
    std::size_t items;  // of a list
    std::size_t name;   // bytes of what rule, container and pod are called
};
// Names whole for as long as that leaves room: Kubernetes' have 253 bytes at most, a container's id 64. The last one is
// for alerts that are hostile in every name.
constexpr std::array kShares{Share{1024, 48, 1024}, Share{512, 32, 1024}, Share{256, 24, 256}, Share{128, 16, 256},
                             Share{64, 8, 256},     Share{32, 4, 256},    Share{16, 2, 256},   Share{16, 1, 72}};

class Shortener {
public:
    explicit Shortener(const Share& share) : share_(share) {}

    void shorten(Alert& a) const {
        path(a.message);
        for (auto* one : {&a.node, &a.rule, &a.rule_id}) name(*one);
        for (auto* one : {&a.remediation_pod, &a.remediation_app}) text(*one);
        for (auto* list : {&a.tags, &a.also_matched, &a.references}) items(*list);
        if (a.container) container(*a.container);
        if (a.pod)
            for (auto* one : {&a.pod->name, &a.pod->ns, &a.pod->uid}) name(*one);
        actors(a);
        if (a.file) file(*a.file);
        if (a.socket)
            for (auto* one : {&a.socket->peer_path, &a.socket->host_path, &a.socket->peer_exe}) path(*one);
        evidence(a.evidence);
    }

private:
    // Gives whether something was left out.
    static bool cut(std::string& value, std::size_t max_bytes) {
        if (value.size() <= max_bytes) return false;
        value = base::cut(value, max_bytes);
        return true;
    }
    bool text(std::string& value) const { return cut(value, share_.text); }
    bool path(std::string& value) const { return cut(value, share_.text * 2); }
    bool name(std::string& value) const { return cut(value, share_.name); }

    bool items(std::vector<std::string>& list) const {
        const bool longer = list.size() > share_.items;
        if (longer) list.resize(share_.items);
        bool less = longer;
        for (auto& one : list) less |= text(one);
        if (longer) list.emplace_back(base::cut_mark);
        return less;
    }

    void container(incidents::AlertContainer& c) const {
        for (auto* one : {&c.id, &c.name, &c.image, &c.image_digest, &c.runtime, &c.nested_id}) name(*one);
    }

    void actors(Alert& a) const {
        for (auto* one : {&a.process.exe, &a.process.cwd}) path(*one);
        a.process.args_truncated |= items(a.process.args);
        // The nearest say most; the farther ones have no place for a mark.
        a.ancestors.resize(std::min(a.ancestors.size(), share_.items));
        for (auto& one : a.ancestors) text(one.exe), items(one.args);
        if (a.web) text(a.web->server_exe), items(a.web->server_args);
    }

    void file(incidents::AlertFile& f) const {
        for (auto* one : {&f.path, &f.host_path, &f.name, &f.other}) path(*one);
    }

    void evidence(std::vector<std::pair<std::string, std::string>>& list) const {
        list.resize(std::min(list.size(), share_.items * 2));
        for (auto& [field, value] : list) name(field), text(value);
    }

    const Share& share_;
};

}  // namespace

std::string render_within(const Alert& alert, Format format, std::size_t max_bytes) {
    std::string out = render(alert, format);
    for (const auto& share : kShares) {
        if (out.size() <= max_bytes) break;
        Alert shorter = alert;
        Shortener{share}.shorten(shorter);
        out = render(shorter, format);
    }
    return out;
}

}  // namespace overboard::sinks
