/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* setns and unshare. What clone makes is seen at the birth: probes/fork.bpf.c. */
#include "bpf/lib/namespaces.bpf.h"
#include "bpf/lib/syscall.bpf.h"

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_namespace, struct pt_regs *regs, long ret)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	bool compat = ob_compat();
	__u32 op = ob_row(regs) >> OB_ROW_OP;
	bool unshare = op == OB_NAMESPACE_UNSHARE;
	__u64 flags = ob_arg(regs, unshare ? 0 : 1, compat);
	/* setns: 0 stands for any kind. */
	if (!proc || (unshare && !(flags & OB_NEW_ANY)) || (ret && ret != -OB_EPERM))
		return 0;
	struct ob_event_namespace *e = ob_begin_namespace(ob_current(), proc, op);
	if (!e)
		return 0;
	e->flags = flags;
	e->error = ret;
	e->entry = compat ? OB_ENTRY_COMPAT : OB_ENTRY_SYSCALL;
	ob_send_namespace(e);
	return 0;
}
