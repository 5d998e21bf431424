/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A process was born: it inherits, in the kernel, what its parent is. */
#include "bpf/lib/emit.bpf.h"

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	__u32 tgid = child->tgid;
	if (child->pid != child->tgid) /* a thread */
		return 0;
	struct ob_proc *from = ob_proc_of(parent->tgid);
	if (!from) {
		/* An entry that outlived its process would be taken for this one's. */
		bpf_map_delete_elem(&processes, &tgid);
		return 0;
	}
	struct ob_proc copy = *from;
	copy.start_ns = child->start_boottime;
	copy.flags &= ~(OB_TASK_SERVER | OB_TASK_SCANNED | OB_TASK_INIT);
	if (from->flags & OB_TASK_SERVER)
		copy.flags |= OB_TASK_LINEAGE;
	if (bpf_map_update_elem(&processes, &tgid, &copy, BPF_ANY)) {
		ob_lost(OB_RING_DECISIVE, OB_LOSS_PROCESS_TABLE);
		return 0;
	}
	if (!(copy.flags & OB_TASK_ARMED))
		return 0;
	struct ob_event_fork *e = OB_BEGIN(FORK, fork, child, &copy);
	if (e)
		ob_send(&e->rec, OB_QUIET);
	return 0;
}
