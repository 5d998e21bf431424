/* SPDX-License-Identifier: Apache-2.0 */
/* Stands in for libbpf's headers where code of bpf/lib is compiled for user space: objects of the kernel are then
 * structs of the test, and the helpers are the test's functions. Included after bpf/kernel_types.h's types. */
#ifndef OVERBOARD_KERNEL_SHIM_HELPERS_H
#define OVERBOARD_KERNEL_SHIM_HELPERS_H

#define SEC(name)
#define __uint(name, value) int(*name)[value]
#define __type(name, value) __typeof__(value)* name
#define __noinline

void* bpf_map_lookup_elem(void* map, const void* key);
__u64 bpf_get_current_task(void);
struct task_struct* bpf_get_current_task_btf(void);
__u64 bpf_get_current_pid_tgid(void);

static inline long bpf_probe_read_kernel(void* to, __u32 size, const void* from) {
    __builtin_memcpy(to, from, size);
    return 0;
}

#endif
