/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* execve or execveat came back: with an error, and only the name asked for is left. */
#include "bpf/lib/fold.bpf.h"
#include "bpf/lib/syscall.bpf.h"

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_exec, struct pt_regs *regs, long ret)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (!proc || ret >= 0)
		return 0;
	struct ob_event_exec_failed *e = OB_BEGIN(EXEC_FAILED, exec_failed, ob_current(), proc);
	if (!e)
		return 0;
	bool compat = ob_compat();
	long nr = ob_nr(regs);
	bool at = nr == (compat ? OB_COMPAT_EXECVEAT : OB_NR_EXECVEAT); /* execveat: the name is its second argument */
	e->error = ret;
	e->entry = compat ? OB_ENTRY_COMPAT : OB_ENTRY_SYSCALL;
	e->reserved = 0;
	ob_str_user(&e->rec, &e->filename, (void *)ob_arg(regs, at ? 1 : 0, compat));
	/* a loop of them must not fill the decisive ring */
	ob_send_folded(ob_name_key(&e->filename), (__u32)e->error, OB_FOLD_ENTRY(e->entry), OB_QUIET);
	return 0;
}
