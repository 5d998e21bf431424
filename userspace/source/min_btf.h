// SPDX-License-Identifier: Apache-2.0
// The kernel's types that CO-RE relocations of our programs may ask for, as a small BTF of its own ("minimal BTF", as
// `bpftool gen min_core_btf` calls it). libbpf looks for each type of a relocation among all of the kernel's, one after
// the other, and for those that this kernel does not have in every module's: some hundred milliseconds of a start.
#pragma once

#include <memory>

#include "base/fd.h"

struct btf;

namespace overboard::source {

struct BtfFree {
    void operator()(btf* types) const;
};
using Btf = std::unique_ptr<btf, BtfFree>;

// kernel: the types of the running kernel. programs: those of the BPF object, whose named structs, unions and enums are
// looked for; a name's part after three underscores does not count (libbpf's flavors). Every kernel type of such a name
// comes with all that is embedded in it, byte for byte where it was; pointers lead to void, which relocations do not
// follow. Null: no memory, libbpf refused, or what every kernel has is a module's here; then libbpf must search itself.
Btf minimal_btf(const btf* kernel, const btf* programs);

// An anonymous file with these types, whose path under /proc/self/fd libbpf takes as btf_custom_path. Closed, with
// errno: there is no memory.
base::Fd file_of(const btf* types);

}  // namespace overboard::source
