/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Calls into parts of the kernel that few programs use and many exploits do. Which of them are looked at is chosen by
 * the table of calls. */
#include "bpf/lib/fold.bpf.h"
#include "bpf/lib/syscall.bpf.h"
#include "bpf/lib/admit.bpf.h"
#include "bpf/lib/walk.bpf.h"

/* linux/socket.h, uapi/linux/netlink.h */
#define OB_AF_UNIX_SOCKET 1
#define OB_AF_INET_SOCKET 2
#define OB_AF_INET6_SOCKET 10
#define OB_AF_NETLINK 16
#define OB_NETLINK_ROUTE 0
#define OB_SOCK_TYPE_MASK 15
#define OB_SOCK_RAW 3

/* Sockets that every program makes are no news. */
OB_INLINE bool everyday_socket(__u64 family, __u64 type, __u64 protocol)
{
	if (family == OB_AF_INET_SOCKET || family == OB_AF_INET6_SOCKET)
		return (type & OB_SOCK_TYPE_MASK) != OB_SOCK_RAW;
	return family == OB_AF_UNIX_SOCKET || (family == OB_AF_NETLINK && protocol == OB_NETLINK_ROUTE);
}

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
	if (!proc || !is_news(call, ret))
		return 0;
	if (call == OB_CALL_SOCKET &&
	    everyday_socket(ob_arg(regs, 0, compat), ob_arg(regs, 1, compat), ob_arg(regs, 2, compat)))
		return 0;
	struct ob_event_kernel_call *e = OB_BEGIN(KERNEL_CALL, kernel_call, ob_actor(), proc);
	if (!e)
		return 0;
	__builtin_memset(&e->file, 0, sizeof(*e) - __builtin_offsetof(struct ob_event_kernel_call, file));
	for (int i = 0; i < 4; i++)
		e->arguments[i] = ob_arg(regs, i, compat);
	e->call = call;
	e->entry = compat ? OB_ENTRY_COMPAT : OB_ENTRY_SYSCALL;
	e->error = ret < 0 ? ret : 0;
	put_details(e, proc);
	ob_send_folded(e->arguments[0] ^ ob_name_key(&e->name), (__u64)e->file.ino << 32 | (__u32)e->error,
	               (call | (__u32)e->arguments[1] << 4) ^ OB_FOLD_ENTRY(e->entry), OB_WAKE);
	return 0;
}
