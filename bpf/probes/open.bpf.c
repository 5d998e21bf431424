/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A file was opened, or an open was denied. Admission was decided by probes/syscalls.bpf.c. */
#include "bpf/lib/open.bpf.h"

#define O_CREAT_CALL (00000100 | 00001000 | 00000001)

struct open_how {
	__u64 flags;
};

/* Where the call has its name and its flags; openat2's flags lie in user memory. */
OB_INLINE __u32 asked(struct pt_regs *regs, bool compat, const char **name)
{
	long nr = ob_nr(regs);
	if (nr == (compat ? OB_COMPAT_OPEN : OB_NR_OPEN)) { /* open */
		*name = (void *)ob_arg(regs, 0, compat);
		return ob_arg(regs, 1, compat);
	}
	if (nr == (compat ? OB_COMPAT_CREAT : OB_NR_CREAT)) { /* creat */
		*name = (void *)ob_arg(regs, 0, compat);
		return O_CREAT_CALL;
	}
	if (nr == (compat ? OB_COMPAT_OPEN_BY_HANDLE : OB_NR_OPEN_BY_HANDLE)) { /* open_by_handle_at: no name */
		*name = NULL;
		return ob_arg(regs, 2, compat);
	}
	*name = (void *)ob_arg(regs, 1, compat);
	if (nr == OB_NR_OPENAT2) { /* openat2 */
		struct open_how how = {};
		bpf_probe_read_user(&how, sizeof(how), (void *)ob_arg(regs, 2, compat));
		return how.flags;
	}
	return ob_arg(regs, 2, compat);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_open, struct pt_regs *regs, long ret)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (!proc)
		return 0;
	bool compat = ob_compat();
	const char *name = NULL;
	struct ob_opening opening = {
		.flags = asked(regs, compat, &name),
		.entry = compat ? OB_ENTRY_COMPAT : OB_ENTRY_SYSCALL,
		.error = ret < 0 ? ret : 0,
	};
	if (ret >= 0)
		opening.file = ob_opened_file(proc, ret);
	struct ob_event_open *e = ob_begin_open(proc, &opening);
	if (!e)
		return 0;
	if (!e->resolved && name)
		ob_str_user(&e->rec, &e->name, name);
	ob_send_open(e, opening.file);
	return 0;
}
