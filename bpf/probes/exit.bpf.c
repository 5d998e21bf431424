/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The last thread of a process is gone. The leader's own exit is not that: it may leave before the others, and another
 * thread may exec. */
#include "bpf/lib/emit.bpf.h"

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
	}
	bpf_map_delete_elem(&servers, &tgid);
	bpf_map_delete_elem(&processes, &tgid);
	return 0;
}
