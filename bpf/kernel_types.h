/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What this project needs of a kernel, and nothing else: only the members that are read, relocated to the running
 * kernel's layout when the object is loaded (CO-RE). Names and types are the kernel's own (include/linux/...). */
#ifndef OVERBOARD_KERNEL_TYPES_H
#define OVERBOARD_KERNEL_TYPES_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef int pid_t;
typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)

/* uapi/linux/bpf.h */
enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PROG_ARRAY = 3,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_RINGBUF = 27,
};
enum { BPF_ANY = 0, BPF_NOEXIST = 1, BPF_F_NO_PREALLOC = 1 };
enum { BPF_RB_NO_WAKEUP = 1, BPF_RB_FORCE_WAKEUP = 2 };
enum { BPF_RB_AVAIL_DATA = 0 };
enum bpf_func_id { BPF_FUNC_get_current_task_btf = 158 }; /* since 5.11 */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* fs, mount */
struct hlist_bl_node {
	struct hlist_bl_node *next, **pprev;
};
struct qstr {
	union {
		struct {
			__u32 hash;
			__u32 len;
		};
	};
	const unsigned char *name;
};
struct super_block;
struct inode {
	unsigned short i_mode;
	unsigned long i_ino;
	__u32 i_rdev;
	struct super_block *i_sb;
	void *i_private;
	char *i_link; /* the text of a symbolic link that is kept with its inode */
};
struct timespec64 {
	__s64 tv_sec;
};
/* The time of the last change: until 6.5, until 6.10, and since. */
struct inode___times {
	struct timespec64 i_ctime;
};
struct inode___private_times {
	struct timespec64 __i_ctime;
};
struct inode___seconds {
	__s64 i_ctime_sec;
};
struct dentry {
	unsigned int d_flags;
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
};
struct file_system_type {
	const char *name;
};
struct super_block {
	__u32 s_dev;
	unsigned long s_magic;
	struct file_system_type *s_type;
};
struct list_head {
	struct list_head *next, *prev;
};
struct hlist_node {
	struct hlist_node *next;
};
struct hlist_head {
	struct hlist_node *first;
};
/* A directory's entries that are in memory, the latest first: until 6.7, and from 6.8. */
struct dentry___lists {
	struct list_head d_child, d_subdirs;
};
struct dentry___hlists {
	struct hlist_node d_sib;
	struct hlist_head d_children;
};
enum dentry_flags { DCACHE_MOUNTED = 0x8000 }; /* an enum since 6.15, before that a macro of another value */
struct mnt_namespace;
struct vfsmount {
	struct dentry *mnt_root;
	struct super_block *mnt_sb;
};
struct mnt_namespace;
struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	struct list_head mnt_mounts, mnt_child;
	struct mnt_namespace *mnt_ns;
};
/* All mounts of a namespace: a list until 6.7, since then a tree ordered by their ids. */
struct rb_node {
	struct rb_node *rb_right;
};
struct rb_root {
	struct rb_node *rb_node;
};
struct mount___list {
	struct list_head mnt_list;
};
struct mount___tree {
	struct rb_node mnt_node;
};
struct mnt_namespace___list {
	struct list_head list;
};
struct mnt_namespace___tree {
	struct rb_root mounts;
};
struct fs_context {
	struct file_system_type *fs_type;
	const char *source;
};
struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};
struct file {
	struct path f_path;
	struct inode *f_inode;
	void *private_data;
	unsigned int f_flags;
};
/* References: until 6.12 their number, from 6.13 their number less one. */
struct file___count {
	struct {
		__s64 counter;
	} f_count;
};
struct file___ref {
	struct {
		struct {
			__s64 counter;
		} refcnt;
	} f_ref;
};
struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};
struct files_struct {
	struct fdtable *fdt;
};
struct fs_struct {
	struct path root, pwd;
};

/* namespaces, cgroups, credentials */
struct ns_common {
	unsigned int inum;
};
struct mnt_namespace {
	struct ns_common ns;
};
/* Where a pid namespace keeps its pids: include/linux/{idr,xarray}.h. */
struct xarray {
	void *xa_head;
};
struct xa_node {
	unsigned char shift;
	void *slots[64];
};
struct idr {
	struct xarray idr_rt;
	unsigned int idr_base;
};
struct pid_namespace {
	struct idr idr;
	struct ns_common ns;
};
struct net {
	struct ns_common ns;
};
struct cgroup_namespace {
	struct ns_common ns;
};
struct uts_namespace {
	struct ns_common ns;
};
struct ipc_namespace {
	struct ns_common ns;
};
struct user_namespace {
	struct user_namespace *parent;
	struct ns_common ns;
};
struct nsproxy {
	struct mnt_namespace *mnt_ns;
	struct pid_namespace *pid_ns_for_children;
	struct net *net_ns;
	struct cgroup_namespace *cgroup_ns;
	struct uts_namespace *uts_ns;
	struct ipc_namespace *ipc_ns;
};
typedef struct {
	__u32 val;
} kuid_t, kgid_t;
typedef struct {
	__u32 cap[2];
} kernel_cap_t;
struct cred {
	kuid_t uid, suid, euid;
	kgid_t egid;
	kernel_cap_t cap_inheritable, cap_permitted, cap_effective, cap_bset;
	struct user_namespace *user_ns;
};
struct kernfs_node {
	__u64 id;
};
struct cgroup;
struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys_state *parent;
};
struct cgroup_root {
	int hierarchy_id;
};
struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
	struct cgroup_root *root;
};
/* Values are those of the running kernel: read with bpf_core_enum_value. */
enum cgroup_subsys_id { pids_cgrp_id, memory_cgrp_id, freezer_cgrp_id, devices_cgrp_id, cpu_cgrp_id };
struct css_set {
	struct cgroup_subsys_state *subsys[16];
	struct cgroup *dfl_cgrp;
};

/* tasks */
struct upid {
	int nr;
	struct pid_namespace *ns;
};
struct pid {
	unsigned int level;
	struct hlist_head tasks[4]; /* by enum pid_type */
	struct upid numbers[1];
};
typedef struct {
	int counter;
} atomic_t;
struct signal_struct {
	atomic_t live;
};
struct mm_struct {
	struct file *exe_file;
	unsigned long arg_start, arg_end, env_start, env_end;
};
struct thread_info {
	__u32 status; /* x86: TS_COMPAT */
};
struct task_struct {
	struct thread_info thread_info;
	unsigned int flags;
	pid_t pid, tgid;
	int exit_code;
	struct task_struct *real_parent, *group_leader;
	struct pid *thread_pid;
	struct hlist_node pid_links[4];
	struct mm_struct *mm;
	char comm[16];
	__u64 start_boottime;
	struct fs_struct *fs;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	const struct cred *cred;
	struct css_set *cgroups;
	struct signal_struct *signal;
};
struct linux_binprm {
	struct file *file;
	const char *filename, *interp;
};

/* sockets */
struct in6_addr {
	union {
		__u8 u6_addr8[16];
	} in6_u;
};
struct sock_common {
	union {
		struct {
			__be32 skc_daddr;
			__be32 skc_rcv_saddr;
		};
	};
	union {
		struct {
			__be16 skc_dport;
			__u16 skc_num;
		};
	};
	unsigned short skc_family;
	volatile unsigned char skc_state;
	struct in6_addr skc_v6_daddr;
};
struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
	struct pid *sk_peer_pid;
};
struct socket {
	struct sock *sk;
};
struct sockaddr_un {
	unsigned short sun_family;
	char sun_path[108];
};
struct unix_address {
	int len;
	struct sockaddr_un name[];
};
struct unix_sock {
	struct unix_address *addr;
	struct path path;
	struct sock *peer;
};

/* iterators, uapi shape in kernel/bpf/{task_iter,bpf_iter}.c */
struct seq_file;
struct bpf_iter_meta {
	struct seq_file *seq;
};
struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};
struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

#if defined(__TARGET_ARCH_arm64)
struct pt_regs {
	__u64 regs[31];
	__u64 orig_x0;
	__s32 syscallno;
};
#else
struct pt_regs {
	unsigned long bx, cx, orig_ax, di, si, dx, r10, r8;
};
#endif

#pragma clang attribute pop

#define __VMLINUX_H__ /* bpf_tracing.h: registers as above, not as uapi has them */
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#define OB_INLINE static __attribute__((always_inline)) inline

/* From here on neither the compiler nor the verifier knows where this variable's value comes from. */
#define ob_forget(variable) asm volatile("" : "+r"(variable))

#endif
