/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reading a task: identity, cgroup, namespaces. Every read is a probe read, because on 5.10 the current task is a
 * plain number to the verifier. */
#ifndef OVERBOARD_LIB_TASK_H
#define OVERBOARD_LIB_TASK_H

#include "maps.bpf.h"

#define OB_PF_EXITING 0x00000004   /* include/linux/sched.h */
#define OB_PF_IO_WORKER 0x00000010 /* also the thread of SQPOLL */
#define OB_PF_FORKNOEXEC 0x00000040
#define OB_PF_KTHREAD 0x00200000
#define OB_OVERLAYFS 0x794c7630 /* uapi/linux/magic.h */
#define OB_CGROUP_UP 12         /* levels looked up from a cgroup to the one that names the container */

/* What a hook hands over as a typed pointer, a function that the verifier checks on its own takes as a number only. */
OB_INLINE __u64 ob_as_number(const void *pointer)
{
	__u64 number = 0;
	bpf_probe_read_kernel(&number, sizeof(number), &pointer);
	return number;
}

OB_INLINE struct task_struct *ob_current(void)
{
	return (struct task_struct *)bpf_get_current_task();
}

/* Where the kernel gives the current task as a typed pointer, its members load directly (1 ns each); through the helper
 * that reads any address it is 7 ns. false: only ob_current() can be had. */
OB_INLINE bool ob_has_typed_task(void)
{
	return bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf);
}

/* On whose account the current thread acts: a worker of io_uring has a name of its own, and the process's. */
OB_INLINE struct task_struct *ob_actor(void)
{
	struct task_struct *task = ob_current(), *leader = BPF_CORE_READ(task, group_leader);
	if (!(BPF_CORE_READ(task, flags) & OB_PF_IO_WORKER) || BPF_CORE_READ(leader, flags) & OB_PF_EXITING)
		return task;
	return leader;
}

OB_INLINE __u32 ob_tgid(void)
{
	return bpf_get_current_pid_tgid() >> 32;
}

OB_INLINE __u64 ob_start(struct task_struct *task)
{
	return BPF_CORE_READ(task, group_leader, start_boottime);
}

OB_INLINE __u64 ob_mnt_ns(struct task_struct *task)
{
	return (__u64)BPF_CORE_READ(task, nsproxy, mnt_ns);
}

OB_INLINE __u64 ob_root(struct task_struct *task)
{
	return (__u64)BPF_CORE_READ(task, fs, root.dentry);
}

/* The pid as the task's own pid namespace shows it. */
OB_INLINE __u32 ob_ns_tgid(struct task_struct *task)
{
	struct pid *pid = BPF_CORE_READ(task, group_leader, thread_pid);
	unsigned int level = BPF_CORE_READ(pid, level);
	struct upid *numbers = (struct upid *)((void *)pid + bpf_core_field_offset(struct pid, numbers));
	int nr = 0;
	/* struct upid is {int nr; struct pid_namespace *ns}: its size, not ours, is the stride. */
	bpf_core_read(&nr, sizeof(nr), (void *)numbers + (level & 31) * bpf_core_type_size(struct upid));
	return nr;
}

OB_INLINE __u32 ob_controller_index(void)
{
	switch (cgroup_controller) {
	case OB_CONTROLLER_PIDS:
		return bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id);
	case OB_CONTROLLER_MEMORY:
		return bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
	case OB_CONTROLLER_FREEZER:
		return bpf_core_enum_value(enum cgroup_subsys_id, freezer_cgrp_id);
	case OB_CONTROLLER_DEVICES:
		return bpf_core_enum_value(enum cgroup_subsys_id, devices_cgrp_id);
	default:
		return bpf_core_enum_value(enum cgroup_subsys_id, cpu_cgrp_id);
	}
}

OB_INLINE struct cgroup *ob_cgroup_of(struct task_struct *task)
{
	struct css_set *set = BPF_CORE_READ(task, cgroups);
	if (cgroup_controller == OB_CONTROLLER_NONE)
		return BPF_CORE_READ(set, dfl_cgrp);
	struct cgroup_subsys_state *css = NULL;
	bpf_core_read(&css, sizeof(css), &set->subsys[ob_controller_index() & 15]);
	return BPF_CORE_READ(css, cgroup);
}

OB_INLINE __u64 ob_cgroup_id(struct cgroup *cgroup)
{
	return BPF_CORE_READ(cgroup, kn, id);
}

/* The nearest cgroup, from this one upwards, that is a container's or was made by the host since the start. */
OB_INLINE __u64 ob_container_cgroup(struct cgroup *cgroup)
{
	for (int i = 0; i < OB_CGROUP_UP; i++) {
		__u64 id = ob_cgroup_id(cgroup);
		if (bpf_map_lookup_elem(&containers, &id) || bpf_map_lookup_elem(&born, &id))
			return id;
		struct cgroup_subsys_state *parent = BPF_CORE_READ(cgroup, self.parent);
		if (!parent)
			return 0;
		cgroup = BPF_CORE_READ(parent, cgroup);
	}
	return 0;
}

OB_INLINE bool ob_armed(struct ob_proc *proc)
{
	return proc && (proc->flags & OB_TASK_ARMED);
}

/* A process that found no room in the table is kept, as long as it can be, among the strays. */
OB_INLINE struct ob_proc *ob_proc_of(__u32 tgid)
{
	struct ob_proc *proc = bpf_map_lookup_elem(&processes, &tgid);
	return proc ? proc : bpf_map_lookup_elem(&strays, &tgid);
}

/* NULL: it is in neither table, and the loss has been counted. One that had to go among the strays is judged as a
 * server's: what it was is not sure to be remembered. */
OB_INLINE struct ob_proc *ob_proc_put(__u32 tgid, struct ob_proc *proc)
{
	if (!bpf_map_update_elem(&processes, &tgid, proc, BPF_ANY))
		return bpf_map_lookup_elem(&processes, &tgid);
	ob_lost(OB_KIND_FORK, OB_LOSS_PROCESS_TABLE);
	if (!ob_armed(proc))
		return NULL;
	bpf_map_update_elem(&strays, &tgid, proc, BPF_ANY);
	struct ob_proc *stray = bpf_map_lookup_elem(&strays, &tgid);
	if (stray)
		stray->flags |= OB_TASK_UNKNOWN | OB_TASK_LINEAGE;
	return stray;
}

OB_INLINE void ob_proc_forget(__u32 tgid)
{
	bpf_map_delete_elem(&processes, &tgid);
	bpf_map_delete_elem(&strays, &tgid);
}

/* The mount namespace in which a mount lies; NULL for one that was detached, and for the kernel's own. */
OB_INLINE __u64 ob_mount_ns(struct vfsmount *mnt)
{
	struct mount *mount = (void *)mnt - bpf_core_field_offset(struct mount, mnt);
	return mnt ? (__u64)BPF_CORE_READ(mount, mnt_ns) : 0;
}

#endif
