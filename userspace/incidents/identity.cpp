// SPDX-License-Identifier: Apache-2.0
#include "incidents/identity.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "engine/rule.h"
#include "incidents/names.h"

namespace overboard::incidents {
namespace {

using Digest = std::array<std::uint8_t, 32>;

// Parts are hashed with their lengths: ("ab", "c") and ("a", "bc") differ.
class Hash {
public:
    Hash& add(std::string_view part) {
        input_.append(std::to_string(part.size())).append(":").append(part);
        return *this;
    }
    Hash& add(std::uint64_t number) { return add(std::string_view(std::to_string(number))); }
    Digest digest() const {
        Digest out{};
        EVP_Digest(input_.data(), input_.size(), out.data(), nullptr, EVP_sha256(), nullptr);
        return out;
    }
    std::string key() const {
        const Digest d = digest();
        return base::hex(std::span(d).first<16>());
    }

private:
    std::string input_;
};

// 128 bits as 26 digits of 5 bits, the first of them short of two.
std::string ulid(std::uint64_t ms, std::span<const std::uint8_t, 10> random) {
    constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string out;
    for (int shift = 45; shift >= 0; shift -= 5) out += digits[ms >> shift & 31];
    unsigned bits = 0;
    int held = 0;
    for (const std::uint8_t b : random) {
        bits = (bits << 8 | b) & 0xffff;
        for (held += 8; held >= 5; held -= 5) out += digits[bits >> (held - 5) & 31];
    }
    return out;
}

void add_file(Hash& h, const decode::File& f) { h.add(f.device).add(f.inode); }

struct AddObject {
    Hash& h;
    const enrich::Observation& seen;

    void operator()(const decode::Exec& e) const {
        add_file(h, e.exe);
        h.add(seen.process->script).add(e.args.bytes);
        if (seen.server != nullptr) h.add(seen.server->exe_device).add(seen.server->exe_inode);
    }
    void operator()(const decode::ExecFailed& e) const { h.add(e.filename).add(static_cast<std::uint64_t>(e.error)); }
    void operator()(const decode::Open& o) const {
        if (!o.resolved) h.add(o.name).add(static_cast<std::uint64_t>(o.error));
        if (o.resolved) add_file(h, o.file);
        h.add(seen.host.path);
    }
    void operator()(const decode::Change& f) const {
        h.add(static_cast<std::uint64_t>(f.op)).add(f.resolved ? f.file.path.filesystem : f.name);
        if (f.resolved) add_file(h, f.file);
        h.add(seen.host.path);
    }
    void operator()(const decode::Entry& e) const {
        h.add(static_cast<std::uint64_t>(e.entry));
        h.add(seen.event->task.raw->exe_dev).add(seen.event->task.raw->exe_ino);
    }
    void operator()(const decode::Connect& c) const {
        h.add(c.family).add(endpoint(c.peer));
        // Not the name of a socket that has a file: the caller can make as many as it likes.
        const bool bound = c.resolved && c.socket.inode != 0;
        if (bound) add_file(h, c.socket);
        if (!bound) h.add(c.name);
        h.add(seen.peer.host_path);
    }
    // By the object where one is known: the names are the caller's to vary.
    void operator()(const decode::Mount& m) const {
        h.add(m.op).add(m.fs_type).add(static_cast<std::uint64_t>(m.error)).add(seen.host.path);
        if (m.resolved) add_file(h, m.file);
        if (!m.resolved) h.add(m.source).add(m.target);
    }
    void operator()(const decode::Namespace& n) const {
        h.add(n.op).add(n.raw->flags).add(n.raw->host).add(n.raw->other).add(static_cast<std::uint64_t>(n.error));
        add_executable();
    }
    void operator()(const decode::Credential& b) const {
        h.add(b.op).add(b.raw->uid).add(b.raw->permitted & ~b.raw->permitted_before);
        add_executable();
    }
    void operator()(const decode::Access& a) const {
        h.add(a.op).add(a.raw->target).add(a.raw->target_tgid).add(static_cast<std::uint64_t>(a.error));
        add_executable();
    }
    void operator()(const decode::KernelCall& k) const {
        h.add(k.call).add(k.name).add(static_cast<std::uint64_t>(k.error));
        if (k.resolved) add_file(h, k.file);
        add_executable();
    }
    void operator()(const decode::Escape& e) const {
        h.add(e.what).add(e.raw->namespaces).add(e.raw->owner);
        if (e.resolved) add_file(h, e.file);
        add_executable();
    }
    template <class Other>
    void operator()(const Other&) const {  // about the process itself
        add_executable();
    }
    void add_executable() const { h.add(seen.event->task.raw->exe_dev).add(seen.event->task.raw->exe_ino); }
};

Hash group(const engine::Finding& f) {
    Hash h;
    // The id outlives a restart; the key is all there is of a container that could not be identified.
    const enrich::Container* c = f.seen->container;
    h.add(f.rule->id).add(c != nullptr ? c->id : "");
    if (c == nullptr || c->id.empty()) h.add(f.seen->event->task.raw->container);
    return h;
}

}  // namespace

std::string alert_id(const engine::Finding& finding, std::string_view boot_id) {
    const ob_record& r = *finding.seen->event->record;
    const Digest d = Hash().add(boot_id).add(r.ring).add(r.cpu).add(r.seq).add(finding.rule->id).digest();
    const std::int64_t ms = std::max<std::int64_t>(finding.seen->wall_ns, 0) / 1'000'000;
    return ulid(static_cast<std::uint64_t>(ms), std::span(d).first<10>());
}

std::string dedup_key(const engine::Finding& finding) {
    Hash h = group(finding);
    h.add(static_cast<std::uint64_t>(finding.seen->event->kind()));
    std::visit(AddObject{h, *finding.seen}, finding.seen->event->body);
    return h.key();
}

std::string group_key(const engine::Finding& finding) { return group(finding).key(); }

}  // namespace overboard::incidents
