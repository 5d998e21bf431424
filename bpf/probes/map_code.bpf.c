/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A file was mapped as code. Only by processes that are no container's: a runtime, its hook or helper that loads a
 * container's library (docker cp, CVE-2019-14271; LD_PRELOAD in a hook, CVE-2025-23266) runs what the container wrote.
 */
#include "bpf/lib/fold.bpf.h"
#include "bpf/lib/syscall.bpf.h"
#include "bpf/lib/tree.bpf.h"

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_map, struct pt_regs *regs, long ret)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	struct task_struct *task = ob_current();
	struct file *file = ob_armed(proc) ? NULL : ob_file_of((int)ob_arg(regs, 4, ob_compat()));
	struct path where;
	if (!file || (ret < 0 && ret > -4096)) /* IS_ERR_VALUE, include/linux/err.h */
		return 0;
	bpf_core_read(&where, sizeof(where), &file->f_path);
	__u64 owner = ob_tree_of(&where);
	if (!owner)
		owner = ob_tree_in_making(task, proc, &where);
	if (!owner)
		return 0;
	/* What came from the host into the container's namespace to run there (nsenter) is told at its exec. */
	if (ob_mnt_ns(task) != host.mnt_ns && ob_root(task) != host.root && !(proc && proc->container))
		return 0;
	struct ob_event_escape *e = ob_begin_host(OB_ESCAPE_HOST_MAP, task, &where, owner);
	if (e)
		ob_send(&e->rec, OB_WAKE);
	return 0;
}
