// SPDX-License-Identifier: Apache-2.0
#include "source/optional.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "source/evidence.h"
#include "source/skeleton.h"

namespace overboard::source {
namespace {

// A tracepoint whose arguments differ between kernels: the forms that this program understands.
struct Form {
    const char* program;
    std::initializer_list<int> arguments;  // how many there may be
    bool second_is_pointer;
};

constexpr bool kNumber = false, kPointer = true;
const Form kForms[] = {
    {"on_uring_submit_first", {2}, kNumber},  {"on_uring_submit_second", {7}, kPointer},
    {"on_uring_complete_cqe", {3}, kPointer}, {"on_uring_complete_request", {5, 7}, kPointer},
    {"on_uring_complete_data", {4}, kNumber},
};

// tp_btf/NAME attaches to the typedef btf_trace_NAME (kernel/bpf/verifier.c, bpf_check_attach_target): a pointer to a
// function whose first argument is not the tracepoint's. Null: the kernel has no such tracepoint.
const btf_type* prototype(const btf* kernel, const std::string& section) {
    const auto name = "btf_trace_" + section.substr(section.find('/') + 1);
    const int id = btf__find_by_name_kind(kernel, name.c_str(), BTF_KIND_TYPEDEF);
    if (id <= 0) return nullptr;
    const btf_type* pointer = btf__type_by_id(kernel, btf__type_by_id(kernel, id)->type);
    return btf__type_by_id(kernel, pointer->type);
}

bool fits(const btf* kernel, const btf_type* type, const Form& form) {
    const int count = btf_vlen(type) - 1;
    if (std::find(form.arguments.begin(), form.arguments.end(), count) == form.arguments.end()) return false;
    const auto second = btf__resolve_type(kernel, btf_params(type)[2].type);
    return btf_is_ptr(btf__type_by_id(kernel, second)) == form.second_is_pointer;
}

bool can_attach(const btf* kernel, const bpf_program* program) {
    const std::string section = bpf_program__section_name(program);
    if (!section.starts_with("tp_btf/")) return true;
    const btf_type* type = prototype(kernel, section);
    if (!type) return false;
    const auto form = std::find_if(std::begin(kForms), std::end(kForms),
                                   [&](const Form& f) { return bpf_program__name(program) == std::string(f.program); });
    return form == std::end(kForms) || fits(kernel, type, *form);
}

// One of each is loaded, whatever the kernel; the others are its older and newer forms.
constexpr std::string_view kTracepoints[] = {"on_uring_submit", "on_uring_complete"};

}  // namespace

std::string_view tracepoint_of(std::string_view program) {
    for (const auto& tracepoint : kTracepoints)
        if (program.starts_with(tracepoint)) return tracepoint;
    return {};
}

bool has_all_optional(const overboard_bpf& skeleton, const btf* kernel) {
    return std::all_of(std::begin(kTracepoints), std::end(kTracepoints), [&](std::string_view tracepoint) {
        bpf_program* program = nullptr;
        bpf_object__for_each_program(program, skeleton.obj) {
            if (tracepoint_of(bpf_program__name(program)) == tracepoint && can_attach(kernel, program)) return true;
        }
        return false;
    });
}

void choose_optional(overboard_bpf& skeleton, btf* kernel) {
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, skeleton.obj) {
        if (!can_attach(kernel, program)) bpf_program__set_autoload(program, false);
    }
    btf* overlay = btf__load_module_btf("overlay", kernel);
    skeleton.rodata->overlay_unknown = overlay_layout(kernel, overlay) == Layout::other;
    btf__free(overlay);
}

}  // namespace overboard::source
