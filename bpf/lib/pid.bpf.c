/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* find_task_by_vpid() by hand: no helper before 6.12 leads from a number to a task. A pid namespace keeps its pids in
 * an xarray of at most four levels (PID_MAX_LIMIT is 2^22, 6 bits a level). */
#include "task.bpf.h"
#include "pid.bpf.h"

#define OB_LEVELS 5
#define OB_SLOT_BITS 63

__attribute__((noinline)) __u64 ob_task_of_pid(__u64 pid, __u32 type)
{
	struct pid *at = (void *)pid;
	struct hlist_head *lists = (void *)at + bpf_core_field_offset(struct pid, tasks);
	struct hlist_node *first = NULL;
	if (!pid)
		return 0;
	bpf_probe_read_kernel(&first, sizeof(first), (void *)lists + (type & 3) * sizeof(void *));
	if (!first)
		return 0;
	return (__u64)first - bpf_core_field_offset(struct task_struct, pid_links) - (type & 3) * 2 * sizeof(void *);
}

OB_INLINE struct pid_namespace *own_namespace(void)
{
	struct pid *pid = BPF_CORE_READ(ob_current(), thread_pid);
	unsigned int level = BPF_CORE_READ(pid, level);
	void *numbers = (void *)pid + bpf_core_field_offset(struct pid, numbers);
	struct upid *upid = numbers + (level & 31) * bpf_core_type_size(struct upid);
	return BPF_CORE_READ(upid, ns);
}

__attribute__((noinline)) __u64 ob_task_numbered(__u32 nr, __u32 type)
{
	struct pid_namespace *ns = own_namespace();
	__u64 entry = (__u64)BPF_CORE_READ(ns, idr.idr_rt.xa_head);
	__u32 index = nr - BPF_CORE_READ(ns, idr.idr_base);
	for (int i = 0; i < OB_LEVELS; i++) {
		if ((entry & 3) != 2) /* xa_is_node: internal entries are marked so (include/linux/xarray.h) */
			break;
		struct xa_node *node = (void *)(entry - 2);
		__u32 slot = index >> (BPF_CORE_READ(node, shift) & 31);
		if (i == 0 && slot > OB_SLOT_BITS)
			return 0;
		void *slots = (void *)node + bpf_core_field_offset(struct xa_node, slots);
		bpf_probe_read_kernel(&entry, sizeof(entry), slots + (slot & OB_SLOT_BITS) * sizeof(void *));
	}
	return entry & 3 ? 0 : ob_task_of_pid(entry, type);
}
