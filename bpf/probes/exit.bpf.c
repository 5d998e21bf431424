/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The last thread of a process is gone. The leader's own exit is not that: it may leave before the others, and another
 * thread may exec. */
#include "bpf/lib/emit.bpf.h"

/* A container is over with its first process, but its cgroup may stay for long, and the kernel gives the freed mount
 * namespace's memory to the next container: that one must not be taken for this one. (With the host's pid namespace
 * there is no such process, and the cgroup's removal has to do.) */
OB_INLINE void forget_namespace(struct task_struct *task, struct ob_proc *proc)
{
	__u64 key = proc->container;
	struct ob_box *box = ob_ns_tgid(task) == 1 ? bpf_map_lookup_elem(&containers, &key) : NULL;
	if (!box || BPF_CORE_READ(task, nsproxy, pid_ns_for_children, ns.inum) != box->pid_inum)
		return;
	__u64 mnt_ns = box->mnt_ns;
	OB_DELETE_OWN(namespaces, mnt_ns, key);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	__u32 tgid = task->tgid;
	struct ob_proc *proc = ob_proc_of(tgid);
	if (!proc || BPF_CORE_READ(task, signal, live.counter) != 0)
		return 0;
	if (ob_armed(proc)) {
		struct ob_event_exit *e = OB_BEGIN(EXIT, exit, task, proc);
		if (e) {
			e->code = BPF_CORE_READ(task, exit_code);
			e->reserved = 0;
			ob_send(&e->rec, OB_QUIET);
		}
		forget_namespace(task, proc);
	}
	bpf_map_delete_elem(&servers, &tgid);
	ob_proc_forget(tgid);
	return 0;
}
