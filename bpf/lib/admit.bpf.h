/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which opens and connects the daemon asked for. The rules decide in user space; here only what no rule can match is
 * turned away, in order of cost: result, file, mount, magic, last component. Compiled for user space as well, where
 * random rules and events are put to it (tests/unit/engine/kernel_admission.c). */
#ifndef OVERBOARD_LIB_ADMIT_H
#define OVERBOARD_LIB_ADMIT_H

#include "syscall.bpf.h"
#include "task.bpf.h"

#define OB_EPERM 1
#define OB_EACCES 13
#define OB_ETXTBSY 26
#define OB_EROFS 30
#define OB_ENOSYS 38
#define OB_ECONNREFUSED 111

#define OB_O_ACCMODE 3
#define OB_O_WRONLY 1

OB_INLINE struct ob_filter *ob_filter_get(void)
{
	return ob_at(&filter, 0);
}

/* For hooks that are no system call; those are switched off by their number. */
OB_INLINE bool ob_kind_wanted(__u32 kind)
{
	struct ob_filter *f = ob_filter_get();
	return !f || f->kinds & 1ULL << kind;
}

/* call: enum ob_kernel_call_name. */
OB_INLINE bool ob_call_wanted(__u32 call)
{
	struct ob_filter *f = ob_filter_get();
	return !f || (f->kinds & 1ULL << OB_KIND_KERNEL_CALL && f->calls >> call & 1);
}

/* mnt_root: the mount's. */
OB_INLINE bool ob_is_own_root(struct ob_proc *proc, struct vfsmount *mnt, __u64 mnt_root)
{
	return mnt_root == proc->root || (proc->sb && (__u64)BPF_CORE_READ(mnt, mnt_sb) == proc->sb);
}

OB_INLINE bool ob_own_root(struct ob_proc *proc, struct vfsmount *mnt)
{
	return ob_is_own_root(proc, mnt, (__u64)BPF_CORE_READ(mnt, mnt_root));
}

/* What the name is asked for, OB_WANT_*. Lengths first: they settle nearly every name without reading it. */
OB_INLINE __u32 ob_name_asked(struct qstr *name)
{
	struct ob_name_key key = {};
	__u32 len = name->len < OB_NAME_KEY ? name->len : OB_NAME_KEY - 1;
	if (!len || !(name_lengths & (1U << len)))
		return 0;
	bpf_probe_read_kernel(&key.name, len & (OB_NAME_KEY - 1), name->name);
	__u32 *want = bpf_map_lookup_elem(&names, &key);
	return want ? *want : 0;
}

OB_INLINE bool ob_name_wanted(struct file *file, struct dentry *dentry)
{
	struct qstr name = {};
	bpf_core_read(&name, sizeof(name), &dentry->d_name);
	__u32 want = ob_name_asked(&name);
	if (!want)
		return false;
	__u32 mode = BPF_CORE_READ(file, f_flags) & OB_O_ACCMODE;
	__u32 has = mode == 0 ? OB_WANT_READ : mode == OB_O_WRONLY ? OB_WANT_WRITE : OB_WANT_READ | OB_WANT_WRITE;
	return want & has;
}

OB_INLINE bool ob_admit_as(__u32 how, struct file *file, struct dentry *dentry)
{
	switch (how) {
	case OB_ADMIT_ALL:
		return true;
	case OB_ADMIT_NAMED:
		return ob_name_wanted(file, dentry);
	case OB_ADMIT_WRITES:
		return BPF_CORE_READ(file, f_flags) & OB_O_ACCMODE || ob_name_wanted(file, dentry);
	case OB_ADMIT_FILES:
		return (BPF_CORE_READ(file, f_inode, i_mode) & OB_S_IFMT) != OB_S_IFCHR || ob_name_wanted(file, dentry);
	default:
		return false;
	}
}

OB_INLINE bool ob_admit_file(struct ob_proc *proc, struct file *file)
{
	struct ob_filter *f = ob_filter_get();
	struct path path = {};
	if (!f)
		return true;
	bpf_core_read(&path, sizeof(path), &file->f_path);
	__u64 mnt_root = (__u64)BPF_CORE_READ(path.mnt, mnt_root);
	if (ob_is_own_root(proc, path.mnt, mnt_root)) {
		/* The root of a mount that was made inside is called there as its mountpoint is, and rules go by that.
		 */
		bool renamed = (__u64)path.dentry == mnt_root && mnt_root != proc->root;
		return (renamed && f->open_own != OB_ADMIT_NONE) || ob_admit_as(f->open_own, file, path.dentry);
	}
	__u32 magic = BPF_CORE_READ(path.mnt, mnt_sb, s_magic);
	__u32 *how = bpf_map_lookup_elem(&magics, &magic);
	return ob_admit_as(how ? *how : f->open_foreign, file, path.dentry);
}

/* true: someone else already holds the file, which a fresh open hands to its descriptor alone. So it is another file,
 * put there by a thread that was waiting to hide what was opened (dup2), or the right one with such a thread at it. */
OB_INLINE bool ob_swapped(struct file *file)
{
	struct file___ref *ref = (void *)file;
	if (bpf_core_field_exists(ref->f_ref))
		return BPF_CORE_READ(ref, f_ref.refcnt.counter) > 0;
	return BPF_CORE_READ((struct file___count *)file, f_count.counter) > 1;
}

OB_INLINE bool ob_admit_denied(long ret)
{
	struct ob_filter *f = ob_filter_get();
	if (ret != -OB_EACCES && ret != -OB_EPERM && ret != -OB_EROFS && ret != -OB_ETXTBSY)
		return false;
	return !f || f->open_denied != OB_ADMIT_NONE;
}

OB_INLINE bool ob_admit_inet(struct ob_inet *peer)
{
	struct ob_filter *f = ob_filter_get();
	if (!ob_kind_wanted(OB_KIND_CONNECT))
		return false;
	if (!f || f->connect_inet == OB_ADMIT_ALL)
		return true;
	if (f->connect_inet == OB_ADMIT_NONE)
		return false;
	struct ob_address address;
	__builtin_memcpy(address.addr, peer->addr, sizeof(address.addr));
	__u16 port = peer->port;
	return bpf_map_lookup_elem(&ports, &port) || bpf_map_lookup_elem(&addresses, &address);
}

OB_INLINE bool ob_admit_unix(struct ob_proc *proc, __u64 peer_container)
{
	struct ob_filter *f = ob_filter_get();
	if (!f || f->connect_unix == OB_ADMIT_ALL)
		return true;
	if (f->connect_unix == OB_ADMIT_NONE)
		return false;
	return !peer_container || peer_container != proc->container;
}

/* A change to a file. special: a device is made, or a set-id bit is set; named: its name is asked for to be written. */
OB_INLINE bool ob_admit_change(bool own_root, bool special, bool named, long error)
{
	struct ob_filter *f = ob_filter_get();
	if (!f)
		return true;
	if (error && f->open_denied == OB_ADMIT_NONE)
		return false;
	__u32 want = own_root ? f->change_own : f->change_foreign;
	return want == OB_ADMIT_NAMED ? special || named : want == OB_ADMIT_ALL;
}

#endif
