// SPDX-License-Identifier: Apache-2.0
#include "source/optional.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <string>

#include "source/skeleton.h"

namespace overboard::source {
namespace {

// tp_btf/NAME attaches to the typedef btf_trace_NAME (kernel/bpf/verifier.c, bpf_check_attach_target).
bool has_tracepoint(const btf* kernel, const std::string& section) {
    const auto slash = section.find('/');
    if (!section.starts_with("tp_btf/") || slash == section.npos) return true;
    return btf__find_by_name_kind(kernel, ("btf_trace_" + section.substr(slash + 1)).c_str(), BTF_KIND_TYPEDEF) > 0;
}

}  // namespace

void choose_optional(overboard_bpf& skeleton) {
    btf* kernel = btf__load_vmlinux_btf();
    if (!kernel) return;  // loading says so in its own words
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, skeleton.obj) if (!has_tracepoint(kernel, bpf_program__section_name(program)))
        bpf_program__set_autoload(program, false);
    btf__free(kernel);
}

}  // namespace overboard::source
