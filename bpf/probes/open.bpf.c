/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A file was opened, or an open was denied. Admission was decided by probes/syscalls.bpf.c. */
#include "bpf/lib/admit.bpf.h"
#include "bpf/lib/fold.bpf.h"
#include "bpf/lib/walk.bpf.h"

#define O_CREATION (00000100 | 00000200 | 00001000) /* O_CREAT, O_EXCL, O_TRUNC: not kept in f_flags */
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

OB_INLINE void resolved(struct ob_event_open *e, struct ob_proc *proc, struct file *file)
{
	struct path where;
	bpf_core_read(&where, sizeof(where), &file->f_path);
	e->resolved = 1;
	e->flags = BPF_CORE_READ(file, f_flags) | (e->flags & O_CREATION);
	ob_put_file(&e->rec, &e->file, &where, proc, proc->root);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_open, struct pt_regs *regs, long ret)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (!proc)
		return 0;
	struct ob_event_open *e = OB_BEGIN(OPEN, open, ob_current(), proc);
	if (!e)
		return 0;
	bool compat = ob_compat();
	const char *name = NULL;
	__builtin_memset(&e->file, 0, sizeof(e->file));
	e->flags = asked(regs, compat, &name);
	e->entry = compat ? OB_ENTRY_COMPAT : OB_ENTRY_SYSCALL;
	e->error = ret < 0 ? ret : 0;
	e->resolved = 0;
	e->name.off = e->name.len = 0;
	e->reserved = 0;
	struct file *file = ret < 0 ? NULL : ob_file_of(ret);
	if (file)
		resolved(e, proc, file);
	else if (name)
		ob_str_user(&e->rec, &e->name, name);
	if (ret >= 0 && !file)
		ob_lost(OB_RING_BULK, OB_LOSS_RACE);
	struct ob_fold_key key;
	ob_fold_key(&key, &e->rec, e->file.ino, (__u64)e->file.dev << 32 | (__u32)e->error, e->flags);
	if ((e->resolved && ob_folded(&e->rec, &key)) || ob_over_budget(&e->rec))
		return 0;
	ob_send(&e->rec, e->rec.task.flags & (OB_TASK_SERVER | OB_TASK_LINEAGE) ? OB_WAKE : OB_QUIET);
	return 0;
}
