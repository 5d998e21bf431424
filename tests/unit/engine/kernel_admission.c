// SPDX-License-Identifier: Apache-2.0
#include "bpf/lib/admit.bpf.h"

#define __bool_true_false_are_defined 1  // <stdbool.h> would define again what the kernel's types did
#include "unit/engine/kernel_admission.h"

#define OB_MAP(n, t, e, k, v, f) struct ob_map_##n n;
#define OB_RING(n, bytes) struct ob_map_##n n;
OB_MAPS(OB_MAP, OB_RING)
struct ob_host host;
__u32 name_lengths;
const volatile __u32 cgroup_hierarchy, cgroup_controller;

void* bpf_map_lookup_elem(void* map, const void* key) {
    return map == &filter      ? kernel_table("filter", key)
           : map == &magics    ? kernel_table("magics", key)
           : map == &names     ? kernel_table("names", key)
           : map == &addresses ? kernel_table("addresses", key)
           : map == &ports     ? kernel_table("ports", key)
                               : NULL;
}

__u64 bpf_get_current_task(void) { return 0; }
struct task_struct* bpf_get_current_task_btf(void) {
    return NULL;
}
__u64 bpf_get_current_pid_tgid(void) { return 0; }

bool kernel_admits_kind(unsigned kind) { return ob_kind_wanted(kind); }

bool kernel_admits_file(const struct kernel_file* k) {
    struct super_block sb = {.s_magic = k->magic};
    struct inode inode = {.i_mode = k->mode, .i_sb = &sb};
    struct dentry root = {}, other = {}, dentry = {.d_name = {.len = k->name_length, .name = (void*)k->name}};
    struct dentry* shown = k->mount_root ? &dentry : k->own_root ? &root : &other;
    struct vfsmount mount = {.mnt_root = shown, .mnt_sb = &sb};
    struct file file = {.f_path = {&mount, &dentry}, .f_inode = &inode, .f_flags = k->flags};
    struct ob_proc proc = {.root = (__u64)&root, .sb = k->own_root ? (__u64)&sb : 0};
    dentry.d_inode = &inode;
    return ob_admit_file(&proc, &file);
}

bool kernel_admits_change(bool own_root, bool special, const char* name, unsigned name_length, long error) {
    struct qstr asked = {.len = name_length, .name = (void*)name};
    return ob_admit_change(own_root, special, ob_name_asked(&asked) & OB_WANT_WRITE, error);
}

bool kernel_admits_denied(long result) { return ob_admit_denied(result); }

bool kernel_admits_inet(struct ob_inet* peer) { return ob_admit_inet(peer); }

bool kernel_admits_unix(unsigned long long container, unsigned long long peer_container) {
    struct ob_proc proc = {.container = container};
    return ob_admit_unix(&proc, peer_container);
}

void kernel_name_lengths(unsigned bits) { name_lengths = bits; }
