/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One program on sys_exit for every system call that is looked at, native and 32-bit. At the exit the result is known
 * and the descriptor resolves to the object, so nothing has to be carried over from the entry. Order by cost: number,
 * process table, result, then the call's own program by tail call. */
#include "bpf/lib/admit.bpf.h"
#include "bpf/lib/emit.bpf.h"
#include "bpf/lib/entry.bpf.h"

/* The common case by far is an open of an own file that nothing asks for: decided here, without the tail call. */
OB_INLINE bool open_wanted(struct ob_proc *proc, long ret)
{
	if (ret < 0)
		return ob_admit_denied(ret);
	struct file *file = ob_file_of(ret);
	return !file || ob_admit_file(proc, file) || ob_swapped(file);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_sys_exit, struct pt_regs *regs, long ret)
{
	__u32 nr = ob_nr(regs);
	if (nr >= OB_COMPAT_BASE)
		return 0;
	if (ob_compat()) {
		nr += OB_COMPAT_BASE;
		ob_tell_entry(OB_ENTRY_COMPAT);
	}
	__u32 *row = bpf_map_lookup_elem(&syscalls, &nr), tail = row ? OB_ROW_TAIL(*row) : OB_TAIL_NONE;
	if (tail == OB_TAIL_NONE)
		return 0;
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (!ob_armed(proc))
		return 0;
	if (tail == OB_TAIL_OPEN && !open_wanted(proc, ret)) {
		ob_refused(OB_KIND_OPEN);
		return 0;
	}
	bpf_tail_call(ctx, &tails, tail);
	return 0;
}
