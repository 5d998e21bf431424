/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where a process stands and what it runs must lie in its own mount namespace. A directory of the host that a runtime
 * left open (CVE-2024-21626), or that was reached through /proc/PID/root, does not. What lies in no namespace
 * (detached, memfd) or in one that nobody knows (a nested container's) tells nothing. */
#ifndef OVERBOARD_LIB_PLACES_H
#define OVERBOARD_LIB_PLACES_H

#include "privilege.bpf.h"
#include "walk.bpf.h"

/* In ob_proc.told, beside CLONE_NEW*. */
#define OB_TOLD_ROOT 0x1
#define OB_TOLD_CWD 0x2
#define OB_TOLD_EXE 0x4

OB_INLINE bool ob_elsewhere(struct task_struct *task, struct ob_proc *proc, struct vfsmount *mnt)
{
	__u64 there = ob_mount_ns(mnt);
	if (!there || there == ob_mnt_ns(task))
		return false;
	if (there == host.mnt_ns)
		return true;
	__u64 *other = bpf_map_lookup_elem(&namespaces, &there);
	return other && *other != proc->container;
}

OB_INLINE void ob_check_place(struct task_struct *task, struct ob_proc *proc, struct path *where, __u32 what, __u32 bit)
{
	if (proc->told & bit || !ob_elsewhere(task, proc, where->mnt))
		return;
	proc->told |= bit;
	struct ob_event_escape *e = ob_begin_escape(what, task, proc);
	if (!e)
		return;
	e->resolved = 1;
	ob_put_file(&e->rec, &e->file, where, proc);
	ob_send(&e->rec, OB_WAKE);
}

OB_INLINE void ob_check_directories(struct task_struct *task, struct ob_proc *proc)
{
	struct fs_struct *fs = BPF_CORE_READ(task, fs);
	struct path where;
	if (!fs)
		return;
	bpf_core_read(&where, sizeof(where), &fs->root);
	ob_check_place(task, proc, &where, OB_ESCAPE_ROOT, OB_TOLD_ROOT);
	bpf_core_read(&where, sizeof(where), &fs->pwd);
	ob_check_place(task, proc, &where, OB_ESCAPE_CWD, OB_TOLD_CWD);
}

#endif
