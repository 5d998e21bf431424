/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef OVERBOARD_LIB_WALK_H
#define OVERBOARD_LIB_WALK_H

#include "emit.bpf.h"
#include "syscall.bpf.h"

/* Runs the walk that the scratch describes. 0: it reached its ends; 1: too deep or too long. */
int ob_walk_run(void);
int ob_walk_step(void);

/* A walk that did not end at the container's root: into somebody's tree, or into none. One that ended beside the part
 * of the filesystem that is mounted there is an escape in a tree of one's own, too. */
OB_INLINE bool ob_escaped(struct ob_walk *w, struct ob_proc *proc)
{
	__u64 ns = w->top_ns;
	__u64 *owner = bpf_map_lookup_elem(&namespaces, &ns);
	if (!ns || !host.mnt_ns)
		return false;
	if (ns == host.mnt_ns || (owner && *owner != proc->container))
		return true;
	struct dentry *end = (void *)w->below;
	bool beside = w->below != w->mnt_root && (__u64)BPF_CORE_READ(end, d_inode, i_sb) != proc->sb;
	return beside && (owner || ns == ob_mnt_ns(ob_current()));
}

/* Appends the path of `where` to the record; a container's own path ends at its recorded root. proc: NULL on the host.
 */
OB_INLINE void ob_put_path(struct ob_record *rec, struct ob_path *out, struct path *where, struct ob_proc *proc)
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
	w->root = proc ? proc->root : host.root;
	w->at = rec->size;
	if (!BPF_CORE_READ(dentry, d_hash.pprev) && BPF_CORE_READ(dentry, d_parent) != dentry)
		w->flags |= OB_PATH_UNLINKED;
	ob_walk_run();
	if (proc && w->flags & OB_PATH_OUTSIDE && ob_escaped(w, proc))
		w->flags |= OB_PATH_ESCAPED;
	if (w->run != OB_RUN_DONE)
		w->flags |= OB_PATH_TRUNCATED;
	out->off = rec->size;
	out->inside = w->bytes[OB_RUN_INSIDE];
	out->above = w->bytes[OB_RUN_ABOVE];
	out->below = w->bytes[OB_RUN_BELOW];
	out->flags = w->flags;
	rec->size = w->at;
}

/* The runtime hands a container its input and output, which /proc/self/fd/1 opens again. */
OB_INLINE bool ob_is_stdio(struct inode *inode)
{
	for (int fd = 0; fd < 3; fd++) {
		struct file *file = ob_file_of(fd);
		if (file && BPF_CORE_READ(file, f_inode) == inode)
			return true;
	}
	return false;
}

/* Everything of struct ob_file, path included. */
OB_INLINE void ob_put_file(struct ob_record *rec, struct ob_file *out, struct path *where, struct ob_proc *proc)
{
	struct inode *inode = BPF_CORE_READ(where->dentry, d_inode);
	struct super_block *sb = BPF_CORE_READ(inode, i_sb);
	out->ino = BPF_CORE_READ(inode, i_ino);
	out->dev = BPF_CORE_READ(sb, s_dev);
	out->magic = BPF_CORE_READ(sb, s_magic);
	out->mode = BPF_CORE_READ(inode, i_mode);
	out->rdev = BPF_CORE_READ(inode, i_rdev);
	out->flags = 0;
	if (proc && ((__u64)BPF_CORE_READ(where->mnt, mnt_root) == proc->root || (proc->sb && (__u64)sb == proc->sb)))
		out->flags |= OB_FILE_OWN_ROOT;
	if (out->magic == OB_OVERLAYFS && !overlay_unknown) {
		/* struct ovl_inode: the upper dentry follows the embedded struct inode (fs/overlayfs/ovl_entry.h, 5.10
		 * to 6.18). */
		__u64 upper = 0;
		bpf_probe_read_kernel(&upper, sizeof(upper), (void *)inode + bpf_core_type_size(struct inode));
		if (upper)
			out->flags |= OB_FILE_UPPER;
	}
	ob_put_path(rec, &out->path, where, proc);
	if (proc && out->path.flags & OB_PATH_OUTSIDE && ob_is_stdio(inode))
		out->flags |= OB_FILE_STDIO;
}

#endif
