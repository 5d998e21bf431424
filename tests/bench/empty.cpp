// SPDX-License-Identifier: Apache-2.0
// The list of hooks is read from Overboard's own object, so it cannot fall behind; the programs are two instructions.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "attachment.h"
#include "base/fd.h"
#include "source/min_btf.h"
#include "source/optional.h"
#include "source/skeleton.h"

namespace overboard::bench {
namespace {

constexpr std::string_view kTracepoint = "tp_btf/";

struct Empty : Attachment {
    std::vector<base::Fd> held;
};

int load_empty(const std::string& hook) {
    const bpf_insn program[] = {{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
    LIBBPF_OPTS(bpf_prog_load_opts, options);
    options.expected_attach_type = BPF_TRACE_RAW_TP;
    options.attach_btf_id = libbpf_find_vmlinux_btf_id(hook.c_str(), BPF_TRACE_RAW_TP);
    return bpf_prog_load(BPF_PROG_TYPE_TRACING, "bench_empty", "GPL", program, std::size(program), &options);
}

}  // namespace

std::unique_ptr<Attachment> attach_nothing() { return std::make_unique<Attachment>(); }

std::vector<std::string> hooks() {
    std::vector<std::string> found;
    overboard_bpf* skeleton = overboard_bpf__open();
    if (!skeleton) throw std::runtime_error("Overboard's object cannot be opened");
    const source::Btf kernel{btf__load_vmlinux_btf()};
    if (!kernel) throw std::runtime_error("the kernel's types cannot be read");
    source::choose_optional(*skeleton, kernel.get());
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, skeleton->obj) {
        const std::string_view section = bpf_program__section_name(program), name = bpf_program__name(program);
        if (section.starts_with(kTracepoint) && !name.starts_with("tail_") && bpf_program__autoload(program))
            found.emplace_back(section.substr(kTracepoint.size()));
    }
    overboard_bpf__destroy(skeleton);
    return found;
}

std::unique_ptr<Attachment> attach_empty() {
    auto all = std::make_unique<Empty>();
    for (const auto& hook : hooks()) {
        base::Fd program(load_empty(hook));
        base::Fd link(program ? bpf_raw_tracepoint_open(nullptr, program.get()) : -1);
        if (!link) throw std::runtime_error("no empty program on " + hook + ": " + std::strerror(errno));
        all->held.push_back(std::move(program));
        all->held.push_back(std::move(link));
    }
    return all;
}

}  // namespace overboard::bench
