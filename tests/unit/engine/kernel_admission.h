// SPDX-License-Identifier: Apache-2.0
// The kernel's own admission (bpf/lib/admit.bpf.h), compiled for user space.
#pragma once

#include <stdbool.h>

#include "bpf/wire/filters.h"

#ifdef __cplusplus
extern "C" {
#endif

// The opened file, as far as admission looks at it.
struct kernel_file {
    const char* name;  // last component
    unsigned name_length, flags, mode, magic;
    bool own_root;
    bool mount_root;  // it is what a mount inside the own root shows
};

// Provided by the test: the value behind a key of one of the maps `filter`, `magics`, `names`, `addresses`, `ports`,
// or null.
void* kernel_table(const char* map, const void* key);

bool kernel_admits_kind(unsigned kind);
bool kernel_admits_file(const struct kernel_file* file);
bool kernel_admits_denied(long result);
bool kernel_admits_change(bool own_root, bool special, const char* name, unsigned name_length, long error);
bool kernel_admits_inet(struct ob_inet* peer);
bool kernel_admits_unix(unsigned long long container, unsigned long long peer_container);
void kernel_name_lengths(unsigned bits);

#ifdef __cplusplus
}
#endif
