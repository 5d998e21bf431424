/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* io_uring: a request is submitted, a request is complete, and io_uring_enter returns. The hooks' arguments differ from
 * kernel to kernel; which of the programs here is attached is chosen in userspace/source/optional.cpp by their types.
 * Workers and the SQPOLL thread are threads of the process (since 5.12), so the current process is the right one. */
#include "bpf/lib/accept.bpf.h"
#include "bpf/lib/admit.bpf.h"
#include "bpf/lib/change.bpf.h"
#include "bpf/lib/kernel_call.bpf.h"
#include "bpf/lib/uring.bpf.h"

OB_INLINE __u32 kind_of(__u8 opcode)
{
	if (opcode == IORING_OP_CONNECT)
		return OB_KIND_CONNECT;
	if (ob_uring_changes(opcode))
		return OB_KIND_CHANGE;
	return opcode == IORING_OP_OPENAT || opcode == IORING_OP_OPENAT2 ? OB_KIND_OPEN : OB_KIND_NONE;
}

OB_INLINE bool wanted(__u8 opcode)
{
	__u32 kind = kind_of(opcode);
	return kind && ob_kind_wanted(kind);
}

/* The kernel's own copy of the name: what user memory says by now does not matter. */
OB_INLINE void remember_open(struct ob_request *r, struct io_open *open)
{
	r->flags = BPF_CORE_READ(open, how.flags);
	long n = bpf_probe_read_kernel_str(r->name, sizeof(r->name), BPF_CORE_READ(open, filename, name));
	r->len = n > 0 ? n - 1 : 0;
}

/* The name counts only when the connect is refused; else the socket tells. */
OB_INLINE void remember_connect(struct ob_request *r, struct io_kiocb *req)
{
	struct io_connect *connect = (void *)req;
	const char *path = BPF_CORE_READ(connect, addr) + sizeof(unsigned short); /* after sun_family */
	__u32 len = BPF_CORE_READ(connect, addr_len) - sizeof(unsigned short);
	if (bpf_core_field_exists(req->cqe))
		r->fd = BPF_CORE_READ(req, cqe.fd);
	if (len == 0 || len >= OB_NAME_BYTES || bpf_probe_read_user(r->name, len & (OB_NAME_BYTES - 1), path))
		return;
	r->len = len;
	long n = r->name[0] ? bpf_probe_read_user_str(r->name, OB_NAME_BYTES, path) - 1 : len;
	if (n > 0 && n < len)
		r->len = n;
}

OB_INLINE void copy_name(char *to, struct filename *from)
{
	bpf_probe_read_kernel_str(to, OB_REQUEST_HALF, BPF_CORE_READ(from, name));
}

OB_INLINE void remember_rename(struct ob_request *r, struct io_rename *rename)
{
	r->op = BPF_CORE_READ(rename, flags) & OB_RENAME_EXCHANGE ? OB_CHANGE_EXCHANGE : OB_CHANGE_RENAME;
	r->fd = BPF_CORE_READ(rename, new_dfd);
	r->other_fd = BPF_CORE_READ(rename, old_dfd);
	copy_name(r->name, BPF_CORE_READ(rename, newpath));
	copy_name(r->name + OB_REQUEST_HALF, BPF_CORE_READ(rename, oldpath));
}

OB_INLINE void remember_link(struct ob_request *r, struct io_link *link, __u32 op)
{
	r->op = op;
	r->fd = BPF_CORE_READ(link, new_dfd);
	r->other_fd = BPF_CORE_READ(link, old_dfd);
	copy_name(r->name, BPF_CORE_READ(link, newpath));
	copy_name(r->name + OB_REQUEST_HALF, BPF_CORE_READ(link, oldpath));
}

OB_INLINE void remember_unlink(struct ob_request *r, struct io_unlink *unlink)
{
	r->op = BPF_CORE_READ(unlink, flags) & OB_AT_REMOVEDIR ? OB_CHANGE_RMDIR : OB_CHANGE_UNLINK;
	r->fd = BPF_CORE_READ(unlink, dfd);
	copy_name(r->name, BPF_CORE_READ(unlink, filename));
}

OB_INLINE void remember_mkdir(struct ob_request *r, struct io_mkdir *mkdir)
{
	r->op = OB_CHANGE_MKDIR;
	r->fd = BPF_CORE_READ(mkdir, dfd);
	r->mode = BPF_CORE_READ(mkdir, mode);
	copy_name(r->name, BPF_CORE_READ(mkdir, filename));
}

OB_INLINE void remember_xattr(struct ob_request *r, struct io_xattr *xattr)
{
	r->op = OB_CHANGE_SETXATTR;
	r->fd = OB_AT_FDCWD;
	copy_name(r->name, BPF_CORE_READ(xattr, filename));
}

/* A kernel that does not know an operation has no type for it, either: the reads of it must not be reached there. */
OB_INLINE void remember_change(struct ob_request *r, struct io_kiocb *req, __u8 opcode)
{
	r->name[0] = r->name[OB_REQUEST_HALF] = 0;
	if (opcode == IORING_OP_RENAMEAT) {
		if (bpf_core_type_exists(struct io_rename))
			remember_rename(r, (void *)req);
	} else if (opcode == IORING_OP_LINKAT || opcode == IORING_OP_SYMLINKAT) {
		if (bpf_core_type_exists(struct io_link))
			remember_link(r, (void *)req, opcode == IORING_OP_LINKAT ? OB_CHANGE_LINK : OB_CHANGE_SYMLINK);
	} else if (opcode == IORING_OP_UNLINKAT) {
		if (bpf_core_type_exists(struct io_unlink))
			remember_unlink(r, (void *)req);
	} else if (opcode == IORING_OP_MKDIRAT) {
		if (bpf_core_type_exists(struct io_mkdir))
			remember_mkdir(r, (void *)req);
	} else if (opcode == IORING_OP_SETXATTR) {
		if (bpf_core_type_exists(struct io_xattr))
			remember_xattr(r, (void *)req);
	} else { /* by a descriptor */
		r->op = opcode == IORING_OP_FTRUNCATE ? OB_CHANGE_TRUNCATE : OB_CHANGE_SETXATTR;
		if (bpf_core_field_exists(req->cqe))
			r->fd = BPF_CORE_READ(req, cqe.fd);
	}
}

OB_INLINE bool remember(struct io_kiocb *req, __u8 opcode)
{
	struct ob_scratch *s = ob_scratch_get();
	__u64 address = (__u64)req;
	if (!s)
		return false;
	ob_uring_tell(address); /* an earlier request that was here: it ended unseen */
	struct ob_request *r = (void *)s->record;
	__builtin_memset(r, 0, __builtin_offsetof(struct ob_request, name));
	r->tgid = ob_tgid();
	r->opcode = opcode;
	r->how = BPF_CORE_READ(req, flags);
	if (ob_uring_changes(opcode))
		remember_change(r, req, opcode);
	else if (opcode == IORING_OP_CONNECT)
		remember_connect(r, req);
	else
		remember_open(r, (struct io_open *)req);
	return !bpf_map_update_elem(&requests, &address, r, BPF_ANY);
}

/* false: this thread has as many as can be watched. */
OB_INLINE bool watch(__u64 address)
{
	__u32 tid = bpf_get_current_pid_tgid();
	struct ob_submitter none = {}, *by = bpf_map_lookup_elem(&submitters, &tid);
	if (!by) {
		bpf_map_update_elem(&submitters, &tid, &none, BPF_ANY);
		by = bpf_map_lookup_elem(&submitters, &tid);
	}
	if (!by)
		return false;
	for (int i = 0; i < OB_URING_WAITING; i++) {
		if (!by->waiting[i]) {
			by->waiting[i] = address;
			return true;
		}
	}
	return false;
}

/* The end of a request that nothing watches shows in its event alone. No system call of the SQPOLL thread returns, so
 * nothing would look at its last one. */
OB_INLINE bool end_is_seen(struct io_kiocb *req, bool watched)
{
	if (!ob_uring_events_name_requests(req))
		return watched;
	if (!(BPF_CORE_READ(req, flags) & IOSQE_CQE_SKIP_SUCCESS))
		return true;
	return watched && !(BPF_CORE_READ(ob_current(), flags) & OB_PF_IO_WORKER);
}

/* It needs no name and no look: all stands in the request, from its submission to its end. */
OB_INLINE void tell_socket(struct io_kiocb *req, __s32 result)
{
	struct io_socket *socket = (void *)req;
	if (bpf_core_type_exists(struct io_socket))
		ob_tell_socket(OB_FAMILY_AND_TYPE(BPF_CORE_READ(socket, domain), BPF_CORE_READ(socket, type)),
		               BPF_CORE_READ(socket, protocol), OB_ENTRY_IO_URING, result);
}

OB_INLINE void submitted(const void *request)
{
	struct io_kiocb *req = (void *)ob_as_number(request);
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (!ob_armed(proc))
		return;
	ob_uring_look(false);
	__u8 opcode = BPF_CORE_READ(req, opcode);
	if (opcode == IORING_OP_SOCKET && BPF_CORE_READ(req, flags) & IOSQE_CQE_SKIP_SUCCESS)
		tell_socket(req, 0); /* as asked for: success has no event */
	if (!wanted(opcode))
		return;
	if (opcode == IORING_OP_CONNECT)
		proc->connecting = bpf_get_current_pid_tgid();
	if (!remember(req, opcode)) {
		ob_lost(kind_of(opcode), OB_LOSS_PENDING_TABLE);
		return;
	}
	if (!end_is_seen(req, watch((__u64)req)))
		ob_uring_tell((__u64)req);
}

/* On a stack of its own, which what else is done at the end of a request must not be added to. */
static __attribute__((noinline)) int accepted(__s32 result)
{
	ob_accepted(result);
	return 0;
}

OB_INLINE void completed(const void *request, __s32 result)
{
	struct io_kiocb *req = (void *)ob_as_number(request);
	if (!req || !ob_armed(ob_proc_of(ob_tgid())))
		return;
	__u8 opcode = BPF_CORE_READ(req, opcode);
	if (opcode == IORING_OP_ACCEPT && !BPF_CORE_READ((struct io_accept *)req, file_slot))
		accepted(result);
	else if (opcode == IORING_OP_SOCKET)
		tell_socket(req, result);
	else if (wanted(opcode))
		ob_uring_finish((__u64)req, result);
}

SEC("tp_btf/io_uring_submit_req") /* 6.4 */
int BPF_PROG(on_uring_submit, struct io_kiocb *req)
{
	submitted(req);
	return 0;
}

SEC("tp_btf/io_uring_submit_sqe") /* 6.0 to 6.3 */
int BPF_PROG(on_uring_submit_first, struct io_kiocb *req)
{
	submitted(req);
	return 0;
}

SEC("tp_btf/io_uring_submit_sqe") /* 5.13 to 5.19, and 5.10 from 5.10.162 */
int BPF_PROG(on_uring_submit_second, void *ring, void *req)
{
	submitted(req);
	return 0;
}

SEC("tp_btf/io_uring_complete") /* 6.10 */
int BPF_PROG(on_uring_complete_cqe, void *ring, void *req, struct io_uring_cqe *cqe)
{
	completed(req, BPF_CORE_READ(cqe, res));
	return 0;
}

SEC("tp_btf/io_uring_complete") /* 5.18 to 6.9 */
int BPF_PROG(on_uring_complete_request, void *ring, void *req, __u64 user_data, int result)
{
	completed(req, result);
	return 0;
}

/* To 5.17: which request it is must be found out. A worker knows what it is at work on; what was done at once is among
 * what the thread has submitted. */
SEC("tp_btf/io_uring_complete")
int BPF_PROG(on_uring_complete_data, void *ring, __u64 user_data, int result)
{
	struct task_struct___pf_io_worker *task = (void *)ob_current();
	struct task_struct___worker_private *later = (void *)task;
	if (!(BPF_CORE_READ((struct task_struct *)task, flags) & OB_PF_IO_WORKER)) {
		ob_uring_look(false);
		return 0;
	}
	struct io_worker *worker = bpf_core_field_exists(task->pf_io_worker) ? BPF_CORE_READ(task, pf_io_worker)
	                                                                     : BPF_CORE_READ(later, worker_private);
	struct io_wq_work *work = BPF_CORE_READ(worker, cur_work);
	if (work)
		completed((void *)work - bpf_core_field_offset(struct io_kiocb, work), result);
	else
		ob_uring_look(false);
	return 0;
}

/* io_uring_enter returns: what it has submitted is done, or at work elsewhere. */
SEC("tp_btf/sys_exit")
int BPF_PROG(tail_uring, struct pt_regs *regs, long ret)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	__u32 tid = bpf_get_current_pid_tgid();
	if (proc && proc->connecting == tid)
		proc->connecting = 0;
	ob_uring_look(true);
	return 0;
}
