/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The walk from a dentry up to the container's root and, from its mount's root, up to its filesystem's root.
 *
 * One step is a global function that finds its state in the scratch itself: the verifier then checks it once, and 256
 * steps cost it a few thousand instructions on every kernel. State in registers, or the step inlined, is refused by
 * 5.10 and 6.1 (too many states, back-edge). */
#include "walk.bpf.h"

#define OB_STEPS 256
#define OB_COMPONENT 256 /* NAME_MAX + NUL */

OB_INLINE void put(struct ob_scratch *s, struct ob_walk *w, struct dentry *dentry)
{
	const unsigned char *name = BPF_CORE_READ(dentry, d_name.name);
	__u32 at = w->at & (OB_RECORD_MAX - 1);
	long n = bpf_probe_read_kernel_str(s->record + at, OB_COMPONENT, name);
	if (n <= 1) /* a pipe has no name, and a dentry that is being freed none any more */
		return;
	w->at = at + n;
	w->bytes[w->run & 3] += n;
}

OB_INLINE void go_below(struct ob_walk *w)
{
	w->run = OB_RUN_BELOW;
	w->dentry = w->below;
}

/* At the root of a mount: on to its mountpoint, or out at the top of the mount tree. */
OB_INLINE void cross(struct ob_scratch *s, struct ob_walk *w, struct dentry *dentry)
{
	struct mount *mount = (void *)w->mount;
	struct mount *parent = BPF_CORE_READ(mount, mnt_parent);
	if (w->run == OB_RUN_INSIDE)
		w->below = w->mnt_root;
	if (w->dentry != w->mnt_root) /* a dentry of no tree: memfd, pipe, detached; it has a name of its own */
		put(s, w, dentry);
	if (parent == mount || w->dentry != w->mnt_root) {
		w->flags |= OB_PATH_OUTSIDE;
		w->top_ns = (__u64)BPF_CORE_READ(mount, mnt_ns);
		w->below = w->dentry;
		go_below(w);
		return;
	}
	w->dentry = (__u64)BPF_CORE_READ(mount, mnt_mountpoint);
	w->mount = (__u64)parent;
	w->mnt_root = (__u64)BPF_CORE_READ(parent, mnt.mnt_root);
	w->run = OB_RUN_ABOVE;
}

__attribute__((noinline)) int ob_walk_step(void)
{
	struct ob_scratch *s = ob_scratch_get();
	if (!s)
		return 1;
	struct ob_walk *w = &s->walk;
	if (w->run == OB_RUN_DONE || w->at >= OB_RECORD_MAX - OB_PATH_BYTES)
		return 1;
	struct dentry *dentry = (void *)w->dentry;
	struct dentry *parent = BPF_CORE_READ(dentry, d_parent);
	if (w->run == OB_RUN_BELOW) {
		if (parent == dentry) {
			w->run = OB_RUN_DONE;
			return 1;
		}
	} else if (w->dentry == w->root) {
		if (w->run == OB_RUN_INSIDE)
			w->below = w->dentry;
		go_below(w);
		return 0;
	} else if (w->dentry == w->mnt_root || parent == dentry) {
		cross(s, w, dentry);
		return 0;
	}
	put(s, w, dentry);
	w->dentry = (__u64)parent;
	return 0;
}

__attribute__((noinline)) int ob_walk_run(void)
{
	for (int i = 0; i < OB_STEPS; i += 4)
		if (ob_walk_step() || ob_walk_step() || ob_walk_step() || ob_walk_step())
			return 0;
	return 1;
}
