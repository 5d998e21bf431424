/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whether a file lies in the tree of a container: what a process of the host must neither run nor map as code. */
#ifndef OVERBOARD_LIB_TREE_H
#define OVERBOARD_LIB_TREE_H

#include "privilege.bpf.h"
#include "walk.bpf.h"

#define OB_TREE_DEPTH 32

/* The container's key; 0: in none. Containers whose root is a directory of a shared file system are found by walking up
 * to it, which is only done on file systems that hold such: their row says 0. */
OB_INLINE __u64 ob_tree_of(struct path *where)
{
	struct dentry *dentry = where->dentry;
	__u64 sb = (__u64)BPF_CORE_READ(where->mnt, mnt_sb);
	__u64 *owner = bpf_map_lookup_elem(&trees, &sb);
	if (!owner || *owner)
		return owner ? *owner : 0;
	for (int i = 0; i < OB_TREE_DEPTH; i++) {
		__u64 at = (__u64)dentry;
		owner = bpf_map_lookup_elem(&trees, &at);
		if (owner)
			return *owner;
		dentry = BPF_CORE_READ(dentry, d_parent);
		if ((__u64)dentry == at)
			return 0;
	}
	return 0;
}

/* The same for a process that is setting a container up, and whose tree nobody has recorded yet: an overlay that is
 * neither the host's root nor where the process's own program comes from. */
OB_INLINE __u64 ob_tree_in_making(struct task_struct *task, struct ob_proc *proc, struct path *where)
{
	struct super_block *sb = BPF_CORE_READ(where->mnt, mnt_sb);
	if (!proc || !proc->container || ob_mnt_ns(task) == host.mnt_ns)
		return 0;
	if (BPF_CORE_READ(sb, s_magic) != OB_OVERLAYFS || (__u64)sb == host.sb)
		return 0;
	return sb == BPF_CORE_READ(task, mm, exe_file, f_inode, i_sb) ? 0 : proc->container;
}

OB_INLINE struct ob_event_escape *ob_begin_host(__u32 what, struct task_struct *task, struct path *file, __u64 owner)
{
	struct ob_event_escape *e = ob_begin_escape(what, task, NULL);
	if (!e)
		return NULL;
	e->owner = owner;
	e->resolved = 1;
	ob_put_file(&e->rec, &e->file, file, NULL);
	return e;
}

#endif
