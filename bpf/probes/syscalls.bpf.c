/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One program on sys_exit for every system call that is looked at, native and 32-bit. At the exit the result is known
 * and the descriptor resolves to the object, so nothing has to be carried over from the entry. Order by cost: number,
 * process table, result, then the call's own program by tail call. */
#include "bpf/lib/arm.bpf.h"
#include "bpf/lib/entry.bpf.h"
#include "bpf/lib/places.bpf.h"
#include "bpf/lib/syscall.bpf.h"

/* The common case by far is an open of an own file that nothing asks for: decided here, without the tail call. */
OB_INLINE bool open_wanted(struct ob_proc *proc, long ret)
{
	if (ret < 0)
		return ob_admit_denied(ret);
	struct file *file = ob_file_of_each(ret);
	return !file || ob_admit_file(proc, file) || ob_swapped(file);
}

OB_INLINE __u32 tail_of(struct pt_regs *regs)
{
	return OB_ROW_TAIL(ob_row(regs));
}

OB_INLINE void go_on(void *ctx, struct ob_proc *proc, __u32 tail, long ret)
{
	if (tail == OB_TAIL_OPEN && !open_wanted(proc, ret)) {
		ob_refused(OB_KIND_OPEN);
		return;
	}
	bpf_tail_call(ctx, &tails, tail);
}

/* The mount namespace of the current task, for the many calls of the host's processes. */
OB_INLINE bool on_the_host(void)
{
	if (ob_has_typed_task()) {
		struct nsproxy *ns = bpf_get_current_task_btf()->nsproxy;
		return !ns || (__u64)ns->mnt_ns == host.mnt_ns;
	}
	return ob_mnt_ns(ob_current()) == host.mnt_ns;
}

#define PROT_EXEC 4 /* uapi/asm-generic/mman-common.h */

SEC("tp_btf/sys_exit")
int BPF_PROG(on_sys_exit, struct pt_regs *regs, long ret)
{
	__u32 tail = tail_of(regs), tgid = ob_tgid();
	if (ob_compat()) /* whatever the call was */
		ob_tell_entry(OB_ENTRY_COMPAT);
	if (tail == OB_TAIL_NONE)
		return 0;
	if (tail == OB_TAIL_MAP) { /* the host's processes are meant */
		if (ob_arg(regs, 2, ob_compat()) & PROT_EXEC)
			bpf_tail_call(ctx, &tails, OB_TAIL_MAP);
		return 0;
	}
	struct ob_proc *proc = bpf_map_lookup_elem(&processes, &tgid);
	if (!proc && !on_the_host())
		bpf_tail_call(ctx, &tails, OB_TAIL_ADOPT);
	if (!ob_armed(proc))
		return 0;
	if (ob_changed(proc))
		bpf_tail_call(ctx, &tails, OB_TAIL_CHECK);
	go_on(ctx, proc, tail, ret);
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_check, struct pt_regs *regs, long ret)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	struct task_struct *task = ob_current();
	if (!proc)
		return 0;
	ob_check_namespaces(task, proc);
	ob_check_credentials(task, proc, ob_nr(regs));
	go_on(ctx, proc, tail_of(regs), ret);
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_adopt, struct pt_regs *regs, long ret)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (!proc)
		proc = ob_adopt_stray(ob_current());
	if (ob_armed(proc))
		go_on(ctx, proc, tail_of(regs), ret);
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_cwd, struct pt_regs *regs, long ret)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (proc && !ret)
		ob_check_directories(ob_current(), proc);
	return 0;
}
