/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The mount tree or the root was changed. What came to be is found as a mount: behind the descriptor that the call gave
 * or was given, as the newest of the namespace, or as the root. The names asked for are only sent along. */
#include "bpf/lib/fold.bpf.h"
#include "bpf/lib/syscall.bpf.h"
#include "bpf/lib/admit.bpf.h"
#include "bpf/lib/walk.bpf.h"

/* uapi/linux/mount.h */
#define OB_MS_REMOUNT 0x20
#define OB_MS_BIND 0x1000
#define OB_MS_MOVE 0x2000
#define OB_MS_PROPAGATION (1 << 17 | 1 << 18 | 1 << 19 | 1 << 20)
#define OB_FSCONFIG_CREATE 6
#define OB_TREE_LEVELS 40 /* a red-black tree of a million mounts has at most 40 */

OB_INLINE struct vfsmount *in_mount(void *mount)
{
	return mount + bpf_core_field_offset(struct mount, mnt);
}

OB_INLINE struct vfsmount *newest_of_tree(struct mnt_namespace___tree *ns)
{
	struct rb_node *node = BPF_CORE_READ(ns, mounts.rb_node);
	for (int i = 0; i < OB_TREE_LEVELS && node; i++) {
		struct rb_node *right = BPF_CORE_READ(node, rb_right);
		if (!right)
			return in_mount((void *)node - bpf_core_field_offset(struct mount___tree, mnt_node));
		node = right;
	}
	return NULL;
}

/* A mount that another thread made a moment later is told in this one's place, and once more by its own call. */
OB_INLINE struct vfsmount *newest(void)
{
	struct mnt_namespace *ns = BPF_CORE_READ(ob_current(), nsproxy, mnt_ns);
	struct mnt_namespace___tree *tree = (void *)ns;
	struct mnt_namespace___list *list = (void *)ns;
	if (bpf_core_field_exists(tree->mounts))
		return newest_of_tree(tree);
	if (!bpf_core_field_exists(list->list))
		return NULL;
	return in_mount((void *)BPF_CORE_READ(list, list.prev) - bpf_core_field_offset(struct mount___list, mnt_list));
}

OB_INLINE bool root_of_mount(struct path *out, struct vfsmount *mnt)
{
	out->mnt = mnt;
	out->dentry = mnt ? BPF_CORE_READ(mnt, mnt_root) : NULL;
	return out->dentry;
}

OB_INLINE bool behind(struct path *out, long fd)
{
	struct file *file = ob_file_of(fd);
	out->mnt = file ? BPF_CORE_READ(file, f_path.mnt) : NULL;
	out->dentry = file ? BPF_CORE_READ(file, f_path.dentry) : NULL;
	return out->dentry;
}

/* In the kernel's order (fs/namespace.c, path_mount): whoever binds makes a mount, whatever else the flags say. */
OB_INLINE bool makes_mount(__u64 flags)
{
	return !(flags & OB_MS_REMOUNT) && (flags & OB_MS_BIND || !(flags & (OB_MS_MOVE | OB_MS_PROPAGATION)));
}

/* The mount, where the call has made or moved one. */
OB_INLINE bool find(struct path *out, __u32 op, struct pt_regs *regs, long ret, bool compat)
{
	struct fs_struct *fs = BPF_CORE_READ(ob_current(), fs);
	switch (op) {
	case OB_MOUNT_MOUNT:
		return makes_mount(ob_arg(regs, 3, compat)) && root_of_mount(out, newest());
	case OB_MOUNT_FSMOUNT:
	case OB_MOUNT_OPEN_TREE:
		return behind(out, ret);
	case OB_MOUNT_MOVE: /* by a descriptor, or what lies at a path: not known, then */
		return behind(out, (int)ob_arg(regs, 0, compat));
	case OB_MOUNT_PIVOT_ROOT:
	case OB_MOUNT_CHROOT:
		bpf_core_read(out, sizeof(*out), &fs->root);
		return out->dentry;
	default:
		return false;
	}
}

OB_INLINE void put_name(struct ob_event_mount *e, struct ob_slice *slice, struct pt_regs *regs, int n)
{
	const void *name = (void *)ob_arg(regs, n, e->entry == OB_ENTRY_COMPAT);
	if (name)
		ob_str_user(&e->rec, slice, name);
}

/* What it configures: a file system's context, by the descriptor. */
OB_INLINE struct fs_context *context_of(long fd)
{
	struct file *file = ob_file_of(fd);
	return file ? BPF_CORE_READ(file, private_data) : NULL;
}

OB_INLINE void put_context(struct ob_event_mount *e, long fd)
{
	struct fs_context *context = context_of(fd);
	const char *name = context ? BPF_CORE_READ(context, fs_type, name) : NULL;
	if (name)
		ob_str_kernel(&e->rec, &e->fs_type, name);
	if (e->op != OB_MOUNT_FSCONFIG || e->flags != OB_FSCONFIG_CREATE)
		return;
	const char *source = context ? BPF_CORE_READ(context, source) : NULL;
	if (source)
		ob_str_kernel(&e->rec, &e->source, source);
}

/* Which argument is what differs from call to call; but for mount's, flags are 32 bits. */
OB_INLINE void put_asked(struct ob_event_mount *e, struct pt_regs *regs, long ret)
{
	bool compat = e->entry == OB_ENTRY_COMPAT;
	switch (e->op) {
	case OB_MOUNT_MOUNT:
		e->flags = ob_arg(regs, 3, compat);
		put_name(e, &e->source, regs, 0);
		put_name(e, &e->target, regs, 1);
		if (!e->resolved)
			put_name(e, &e->fs_type, regs, 2);
		return;
	case OB_MOUNT_UMOUNT:
		e->flags = (__u32)ob_arg(regs, 1, compat);
		put_name(e, &e->target, regs, 0);
		return;
	case OB_MOUNT_FSOPEN:
		e->flags = (__u32)ob_arg(regs, 1, compat);
		if (ret < 0)
			put_name(e, &e->fs_type, regs, 0);
		else
			put_context(e, ret);
		return;
	case OB_MOUNT_FSPICK:
		put_name(e, &e->source, regs, 1);
		put_context(e, ret);
		return;
	case OB_MOUNT_FSCONFIG:
		e->flags = (__u32)ob_arg(regs, 1, compat);
		put_context(e, (int)ob_arg(regs, 0, compat));
		if (!e->source.len)
			put_name(e, &e->source, regs, 2);
		return;
	case OB_MOUNT_MOVE:
		put_name(e, &e->source, regs, 1);
		put_name(e, &e->target, regs, 3);
		return;
	case OB_MOUNT_OPEN_TREE:
	case OB_MOUNT_SETATTR:
		e->flags = (__u32)ob_arg(regs, 2, compat);
		put_name(e, &e->source, regs, 1);
		return;
	case OB_MOUNT_PIVOT_ROOT:
		put_name(e, &e->target, regs, 1);
		put_name(e, &e->source, regs, 0);
		return;
	case OB_MOUNT_CHROOT:
		put_name(e, &e->source, regs, 0);
		return;
	default:
		e->flags = (__u32)ob_arg(regs, 1, compat);
	}
}

OB_INLINE void put_mount(struct ob_event_mount *e, struct path *where, struct ob_proc *proc)
{
	e->resolved = 1;
	ob_put_file(&e->rec, &e->file, where, proc);
	const char *name = BPF_CORE_READ(where->mnt, mnt_sb, s_type, name);
	if (name)
		ob_str_kernel(&e->rec, &e->fs_type, name);
}

OB_INLINE void send(struct ob_event_mount *e)
{
	__u64 object = e->file.ino ^ ob_name_key(&e->source) ^ 3 * ob_name_key(&e->target);
	ob_send_folded(object, (__u64)e->file.dev << 32 | e->entry << 16 | (__u16)e->error,
	               e->op | (__u32)e->flags << 4, OB_WAKE);
}

#define OB_TREE_CLONE 1 /* OPEN_TREE_CLONE; without it, it is an open */

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_mount, struct pt_regs *regs, long ret)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	bool compat = ob_compat();
	__u32 row = ob_row(regs) >> OB_ROW_OP, op = row & 15;
	if (!proc || (ret < 0 && ret != -OB_EPERM && ret != -OB_EACCES))
		return 0;
	if (op == OB_MOUNT_OPEN_TREE && !(ob_arg(regs, 2, compat) & OB_TREE_CLONE)) {
		if (!(row & OB_ROW_SETS_ATTRIBUTES))
			return 0;
		op = OB_MOUNT_SETATTR;
	}
	struct ob_event_mount *e = OB_BEGIN(MOUNT, mount, ob_actor(), proc);
	if (!e)
		return 0;
	__builtin_memset(&e->file, 0, sizeof(*e) - __builtin_offsetof(struct ob_event_mount, file));
	e->op = op;
	e->entry = compat ? OB_ENTRY_COMPAT : OB_ENTRY_SYSCALL;
	e->error = ret < 0 ? ret : 0;
	struct path where = {};
	if (ret >= 0 && find(&where, op, regs, ret, compat))
		put_mount(e, &where, proc);
	put_asked(e, regs, ret);
	send(e);
	return 0;
}
