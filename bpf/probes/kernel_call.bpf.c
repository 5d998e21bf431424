/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Calls into parts of the kernel that few programs use and many exploits do. Which of them are looked at is chosen by
 * the table of calls. */
#include "bpf/lib/kernel_call.bpf.h"
#include "bpf/lib/admit.bpf.h"
#include "bpf/lib/walk.bpf.h"

/* Whoever may load modules and is refused for the file alone (ENOEXEC, EINVAL) has tried to; a kernel without modules
 * refuses everybody. Of the other calls only what was forbidden is news. */
OB_INLINE bool is_news(__u32 call, long ret)
{
	if (call == OB_CALL_INIT_MODULE || call == OB_CALL_FINIT_MODULE || call == OB_CALL_DELETE_MODULE)
		return ret != -OB_ENOSYS;
	return ret >= 0 || ret == -OB_EPERM || ret == -OB_EACCES;
}

OB_INLINE void put_file(struct ob_event_kernel_call *e, long fd, struct ob_proc *proc)
{
	struct file *file = ob_file_of(fd);
	struct path where;
	if (!file)
		return;
	bpf_core_read(&where, sizeof(where), &file->f_path);
	e->resolved = 1;
	ob_put_file(&e->rec, &e->file, &where, proc);
}

OB_INLINE void put_details(struct ob_event_kernel_call *e, struct ob_proc *proc)
{
	const char *name = NULL;
	switch (e->call) {
	case OB_CALL_FINIT_MODULE:
	case OB_CALL_KEXEC_FILE_LOAD:
		put_file(e, (int)e->arguments[0], proc);
		return;
	case OB_CALL_DELETE_MODULE:
	case OB_CALL_MEMFD_CREATE:
		name = (void *)e->arguments[0];
		break;
	case OB_CALL_ADD_KEY:
	case OB_CALL_REQUEST_KEY:
		name = (void *)e->arguments[1];
		break;
	default:
		return;
	}
	if (name)
		ob_str_user(&e->rec, &e->name, name);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_kernel_call, struct pt_regs *regs, long ret)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	bool compat = ob_compat();
	__u32 call = ob_row(regs) >> OB_ROW_OP;
	__u32 entry = compat ? OB_ENTRY_COMPAT : OB_ENTRY_SYSCALL, shape = ob_shape_of(call);
	if (!proc || !is_news(call, ret))
		return 0;
	if (call == OB_CALL_SOCKET)
		return ob_tell_socket(OB_FAMILY_AND_TYPE(ob_arg(regs, 0, compat), ob_arg(regs, 1, compat)),
		                      ob_arg(regs, 2, compat), entry, ret);
	struct ob_event_kernel_call *e = ob_begin_kernel_call(proc, call, entry, ret);
	if (!e)
		return 0;
	for (int i = 0; i < 4; i++)
		e->arguments[i] = ob_taken(shape, i, ob_arg(regs, i, compat));
	put_details(e, proc);
	ob_send_kernel_call(e);
	return 0;
}
