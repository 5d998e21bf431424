/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A process was born: it inherits, in the kernel, what its parent is. It may be born into other namespaces, or (clone3)
 * into another cgroup. */
#include "bpf/lib/drift.bpf.h"
#include "bpf/lib/namespaces.bpf.h"

OB_INLINE void tell_fork(struct task_struct *child, struct ob_proc *proc)
{
	struct ob_event_fork *e = OB_BEGIN(FORK, fork, child, proc);
	if (e)
		ob_send(&e->rec, OB_QUIET);
}

OB_INLINE void born_elsewhere(struct task_struct *parent, struct task_struct *child, struct ob_proc *proc)
{
	if (BPF_CORE_READ(child, cgroups) == BPF_CORE_READ(parent, cgroups))
		return;
	struct cgroup *cgroup = ob_cgroup_of(child);
	if (cgroup != ob_cgroup_of(parent))
		ob_check_drift(parent, proc, cgroup, NULL, child->tgid);
}

/* Who was given credentials or namespaces where nothing looks (an exploit, within any call) must not pass them on as
 * what the child was born with. A function of its own, for the stack. */
__attribute__((noinline)) int ob_check_parent(void)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (!proc)
		return 0;
	ob_check_namespaces(ob_current(), proc);
	ob_check_credentials(ob_current(), proc, 0);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	__u32 tgid = child->tgid;
	if (child->pid != child->tgid) /* a thread */
		return 0;
	struct ob_proc *from = ob_proc_of(parent->tgid);
	if (!from) {
		/* An entry that outlived its process would be taken for this one's. */
		ob_proc_forget(tgid);
		return 0;
	}
	if (ob_armed(from) && ob_changed(from))
		ob_check_parent();
	/* Made ready where it is kept, for want of stack: the child does not run yet. */
	struct ob_proc *proc = ob_proc_put(tgid, from);
	if (!proc)
		return 0;
	proc->start_ns = child->start_boottime;
	proc->flags &= ~(OB_TASK_SERVER | OB_TASK_SCANNED | OB_TASK_INIT);
	if (from->flags & OB_TASK_SERVER)
		proc->flags |= OB_TASK_LINEAGE;
	if (!ob_armed(proc))
		return 0;
	ob_remember(proc, child);
	tell_fork(child, proc);
	ob_check_birth(parent, child, proc);
	born_elsewhere(parent, child, from);
	return 0;
}
