/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Telling a container's processes from the runtime's that set it up.
 *
 * A process has a key: the id of the container's cgroup, given by a cgroup attach whose actor is of the host, and
 * inherited at fork. It is armed at its first exec with a mount namespace and a root other than the host's; until then
 * it is the runtime at work. The first arming of a key records the container. */
#ifndef OVERBOARD_LIB_ARM_H
#define OVERBOARD_LIB_ARM_H

#include "privilege.bpf.h"

OB_INLINE bool ob_outside_host(struct task_struct *task)
{
	return host.mnt_ns && ob_mnt_ns(task) != host.mnt_ns && ob_root(task) != host.root;
}

OB_INLINE void ob_fill_box(struct ob_box *box, struct task_struct *task)
{
	struct nsproxy *ns = BPF_CORE_READ(task, nsproxy);
	struct dentry *root = (void *)ob_root(task);
	struct super_block *sb = BPF_CORE_READ(root, d_inode, i_sb);
	__builtin_memset(box, 0, sizeof(*box));
	box->root = (__u64)root;
	box->sb = BPF_CORE_READ(sb, s_magic) == OB_OVERLAYFS ? (__u64)sb : 0;
	box->mnt_ns = (__u64)BPF_CORE_READ(ns, mnt_ns);
	box->mnt_inum = BPF_CORE_READ(ns, mnt_ns, ns.inum);
	box->pid_inum = BPF_CORE_READ(ns, pid_ns_for_children, ns.inum);
	box->net_inum = BPF_CORE_READ(ns, net_ns, ns.inum);
	box->cgroup_inum = BPF_CORE_READ(ns, cgroup_ns, ns.inum);
	box->uts_inum = BPF_CORE_READ(ns, uts_ns, ns.inum);
	box->ipc_inum = BPF_CORE_READ(ns, ipc_ns, ns.inum);
	box->user_inum = BPF_CORE_READ(task, cred, user_ns, ns.inum);
	box->root_dev = BPF_CORE_READ(sb, s_dev);
	box->root_ino = BPF_CORE_READ(root, d_inode, i_ino);
}

OB_INLINE void ob_fill_container(struct ob_event_container *e, struct task_struct *task, struct ob_box *box)
{
	const struct cred *cred = BPF_CORE_READ(task, cred);
	e->mnt_ns = box->mnt_inum;
	e->pid_ns = box->pid_inum;
	e->net_ns = box->net_inum;
	e->user_ns = box->user_inum;
	e->cgroup_ns = box->cgroup_inum;
	e->uts_ns = box->uts_inum;
	e->ipc_ns = box->ipc_inum;
	e->root_dev = box->root_dev;
	e->root_ino = box->root_ino;
	e->effective = OB_CAPS(cred, cap_effective);
	e->permitted = OB_CAPS(cred, cap_permitted);
	e->bounding = OB_CAPS(cred, cap_bset);
}

/* Which container this process is of: that of its mount namespace if one is known by it, else the key it was given,
 * else what its cgroup says. 0: none. */
OB_INLINE __u64 ob_key_of(struct task_struct *task, struct ob_proc *proc)
{
	__u64 mnt_ns = ob_mnt_ns(task);
	__u64 *known = bpf_map_lookup_elem(&namespaces, &mnt_ns);
	if (known)
		return *known;
	if (proc && proc->container)
		return proc->container;
	return ob_container_cgroup(ob_cgroup_of(task));
}

/* Records the container of `key` as this task shows it. 1: it is the first; 0: known already; -1: no room. */
OB_INLINE int ob_record_box(__u64 key, struct task_struct *task)
{
	struct ob_box box;
	ob_fill_box(&box, task);
	long err = bpf_map_update_elem(&containers, &key, &box, BPF_NOEXIST);
	if (!err) {
		bpf_map_update_elem(&namespaces, &box.mnt_ns, &key, BPF_ANY);
		__u64 tree = box.sb ? box.sb : box.root;
		bpf_map_update_elem(&trees, &tree, &key, BPF_ANY);
		struct dentry *root = (void *)ob_root(task);
		__u64 shared = (__u64)BPF_CORE_READ(root, d_inode, i_sb), none = 0;
		if (!box.sb)
			bpf_map_update_elem(&trees, &shared, &none, BPF_NOEXIST);
		return 1;
	}
	if (bpf_map_lookup_elem(&containers, &key))
		return 0;
	ob_lost(OB_KIND_CONTAINER, OB_LOSS_CONTAINER_TABLE);
	return -1;
}

OB_INLINE struct ob_proc *ob_adopt(struct task_struct *task, __u64 key, struct ob_box *box, __u32 flags)
{
	struct ob_proc fresh = {
		.start_ns = ob_start(task), .container = key, .root = box->root, .sb = box->sb, .flags = flags};
	struct file *exe = BPF_CORE_READ(task, mm, exe_file);
	struct ob_spaces spaces;
	fresh.exe_ino = BPF_CORE_READ(exe, f_inode, i_ino);
	fresh.exe_dev = BPF_CORE_READ(exe, f_inode, i_sb, s_dev);
	ob_remember(&fresh, task);
	ob_spaces_of(&spaces, task, box);
	fresh.told = spaces.host; /* whoever joins one namespace from the host has the others from there */
	return ob_proc_put(BPF_CORE_READ(task, tgid), &fresh);
}

/* true: a process that was born inside the container, and not brought there: its executable was found in the mount
 * namespace it is in. A runtime's set-up, or nsenter, runs a file of the host, or a memfd. */
OB_INLINE bool ob_native(struct task_struct *task)
{
	__u64 ns = ob_mnt_ns(task);
	return ns && ns != host.mnt_ns && ob_mount_ns(BPF_CORE_READ(task, mm, exe_file, f_path.mnt)) == ns;
}

/* A process in a container's namespace that no table knows, because there was no room: judged as a server's. */
OB_INLINE struct ob_proc *ob_adopt_stray(struct task_struct *task)
{
	__u64 mnt_ns = ob_mnt_ns(task);
	__u64 *key = bpf_map_lookup_elem(&namespaces, &mnt_ns);
	struct ob_box *box = key ? bpf_map_lookup_elem(&containers, key) : NULL;
	if (!box || !ob_native(task))
		return NULL;
	return ob_adopt(task, *key, box, OB_TASK_ARMED | OB_TASK_UNKNOWN | OB_TASK_LINEAGE);
}

/* How a process came into a container that is known already: from outside, or out of a parent whose entry, and with
 * it its own, was lost. */
OB_INLINE __u32 ob_arrival(struct task_struct *task, __u64 key)
{
	struct task_struct *parent = BPF_CORE_READ(task, real_parent);
	struct ob_proc *from = ob_proc_of(BPF_CORE_READ(parent, tgid));
	bool inside =
		ob_armed(from) ? from->container == key : ob_mnt_ns(parent) == ob_mnt_ns(task) && ob_native(parent);
	return inside ? OB_TASK_UNKNOWN | OB_TASK_LINEAGE : OB_TASK_JOINED;
}

/* At an exec of a process that is not armed: arms it if it is inside a container now. Gives its entry, or NULL. */
OB_INLINE struct ob_proc *ob_arm(struct task_struct *task, struct ob_proc *proc)
{
	if (!ob_outside_host(task))
		return NULL;
	__u64 key = ob_key_of(task, proc);
	if (!key)
		return NULL;
	int first = ob_record_box(key, task);
	struct ob_box *box = bpf_map_lookup_elem(&containers, &key);
	if (!box)
		return NULL;
	proc = ob_adopt(task, key, box, OB_TASK_ARMED | (first == 1 ? OB_TASK_INIT : ob_arrival(task, key)));
	if (!proc || first != 1)
		return proc;
	struct ob_event_container *e = OB_BEGIN(CONTAINER, container, task, proc);
	if (e) {
		ob_fill_container(e, task, box);
		ob_send(&e->rec, OB_QUIET);
	}
	return proc;
}

/* A nested runtime's container: mount and pid namespace, root and cgroup are all new at once. The lineage of the outer
 * container's servers (the nested runtime listens too) ends here. Nothing less clears it: a server's child that only
 * unshares or chroots stays a server's child. */
OB_INLINE void ob_leave_outer(struct task_struct *task, struct ob_proc *proc)
{
	if (proc->flags & OB_TASK_NESTED)
		return;
	__u64 key = proc->container;
	struct ob_box *box = bpf_map_lookup_elem(&containers, &key);
	if (!box || ob_mnt_ns(task) == box->mnt_ns || ob_root(task) == box->root)
		return;
	if (BPF_CORE_READ(task, nsproxy, pid_ns_for_children, ns.inum) == box->pid_inum)
		return;
	if (ob_cgroup_id(ob_cgroup_of(task)) == key)
		return;
	proc->flags = (proc->flags | OB_TASK_NESTED) & ~(OB_TASK_SERVER | OB_TASK_LINEAGE);
	proc->server_tgid = 0;
	proc->server_start = 0;
}

#endif
