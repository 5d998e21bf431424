/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef OVERBOARD_LIB_WALK_H
#define OVERBOARD_LIB_WALK_H

#include "emit.bpf.h"

/* Runs the walk that the scratch describes. 0: it reached its ends; 1: too deep or too long. */
int ob_walk_run(void);
int ob_walk_step(void);

/* Appends the path of `where` to the record. root: the dentry at which the container's own path ends. */
OB_INLINE void ob_put_path(struct ob_record *rec, struct ob_path *out, struct path *where, __u64 root)
{
	struct ob_scratch *s = ob_scratch_get();
	if (!s)
		return;
	struct ob_walk *w = &s->walk;
	__builtin_memset(w, 0, sizeof(*w));
	struct dentry *dentry = where->dentry;
	w->dentry = (__u64)dentry;
	w->mnt_root = (__u64)BPF_CORE_READ(where->mnt, mnt_root);
	w->mount = (__u64)where->mnt - bpf_core_field_offset(struct mount, mnt);
	w->root = root;
	w->at = rec->size;
	if (!BPF_CORE_READ(dentry, d_hash.pprev) && BPF_CORE_READ(dentry, d_parent) != dentry)
		w->flags |= OB_PATH_UNLINKED;
	ob_walk_run();
	if (w->run != OB_RUN_DONE)
		w->flags |= OB_PATH_TRUNCATED;
	out->off = rec->size;
	out->inside = w->bytes[OB_RUN_INSIDE];
	out->above = w->bytes[OB_RUN_ABOVE];
	out->below = w->bytes[OB_RUN_BELOW];
	out->flags = w->flags;
	rec->size = w->at;
}

/* Everything of struct ob_file, path included. */
OB_INLINE void ob_put_file(struct ob_record *rec, struct ob_file *out, struct path *where, struct ob_proc *proc,
                           __u64 root)
{
	struct inode *inode = BPF_CORE_READ(where->dentry, d_inode);
	struct super_block *sb = BPF_CORE_READ(inode, i_sb);
	out->ino = BPF_CORE_READ(inode, i_ino);
	out->dev = BPF_CORE_READ(sb, s_dev);
	out->magic = BPF_CORE_READ(sb, s_magic);
	out->mode = BPF_CORE_READ(inode, i_mode);
	out->flags = 0;
	out->reserved = 0;
	if (proc && ((__u64)BPF_CORE_READ(where->mnt, mnt_root) == proc->root || (proc->sb && (__u64)sb == proc->sb)))
		out->flags |= OB_FILE_OWN_ROOT;
	if (out->magic == OB_OVERLAYFS) {
		/* struct ovl_inode: the upper dentry follows the embedded struct inode (fs/overlayfs/ovl_entry.h, 5.10
		 * to 6.18). */
		__u64 upper = 0;
		bpf_probe_read_kernel(&upper, sizeof(upper), (void *)inode + bpf_core_type_size(struct inode));
		if (upper)
			out->flags |= OB_FILE_UPPER;
	}
	ob_put_path(rec, &out->path, where, root);
}

#endif
