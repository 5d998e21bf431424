/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "uring.bpf.h"
#include "change.bpf.h"
#include "open.bpf.h"
#include "unix.bpf.h"

OB_INLINE struct io_kiocb *request_at(__u64 address)
{
	return (struct io_kiocb *)address;
}

/* What this process has submitted at that address; what another one left there is nothing. */
OB_INLINE struct ob_request *request_of(__u64 address)
{
	struct ob_request *r = bpf_map_lookup_elem(&requests, &address);
	return r && r->tgid == ob_tgid() ? r : NULL;
}

OB_INLINE __s32 result_of(struct io_kiocb *req)
{
	struct io_kiocb___result *old = (void *)req;
	if (bpf_core_field_exists(req->cqe))
		return BPF_CORE_READ(req, cqe.res);
	return BPF_CORE_READ(old, result);
}

/* File `index` of a ring's own table. The pointer's lowest bits are flags. */
OB_INLINE struct file *fixed_file(struct io_ring_ctx *ctx, __u32 index)
{
	struct io_ring_ctx___nodes *nodes = (void *)ctx;
	struct io_ring_ctx___files *files = (void *)ctx;
	unsigned long file = 0;
	if (bpf_core_field_exists(nodes->file_table.data)) {
		struct io_rsrc_node___file **table = BPF_CORE_READ(nodes, file_table.data.nodes), *node = NULL;
		if (index < BPF_CORE_READ(nodes, file_table.data.nr))
			bpf_probe_read_kernel(&node, sizeof(node), &table[index]);
		file = BPF_CORE_READ(node, file_ptr);
	} else if (index < BPF_CORE_READ(files, nr_user_files)) {
		struct io_fixed_file *table = BPF_CORE_READ(files, file_table.files);
		bpf_probe_read_kernel(&file, sizeof(file), (void *)table + index * sizeof(file));
	}
	return (struct file *)(file & ~7UL);
}

OB_INLINE struct file *opened_by(struct io_kiocb *req, struct ob_proc *proc, __s32 result)
{
	__u32 slot = BPF_CORE_READ((struct io_open *)req, file_slot);
	if (!slot)
		return ob_opened_file(proc, result);
	return fixed_file(BPF_CORE_READ(req, ctx), slot == IORING_FILE_INDEX_ALLOC ? (__u32)result : slot - 1);
}

OB_INLINE void put_name(struct ob_record *rec, struct ob_slice *slice, struct ob_request *r)
{
	if (!r) {
		ob_lost(rec->kind, OB_LOSS_PENDING_TABLE);
		return;
	}
	__u32 len = r->len & (OB_NAME_BYTES - 1);
	OB_APPEND(rec, slice, OB_NAME_BYTES, bpf_probe_read_kernel(to_, len, r->name) ? 0 : len);
}

/* Functions of their own, that the verifier comes to by many ways and walks through once. file: NULL, as a number. */
__attribute__((noinline)) int ob_uring_send_open(__u64 address, __u64 file, __u32 flags, __s32 error)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	struct ob_opening opening = {.file = (void *)file, .flags = flags, .entry = OB_ENTRY_IO_URING, .error = error};
	struct ob_event_open *e = proc ? ob_begin_open(proc, &opening) : NULL;
	if (!e)
		return 0;
	if (!e->resolved)
		put_name(&e->rec, &e->name, request_of(address));
	ob_send_open(e, opening.file);
	return 0;
}

__attribute__((noinline)) int ob_uring_admits(__u64 file)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	return proc && ob_admit_file(proc, (void *)file);
}

/* What an open has opened, as a number; 0: nothing that is known. */
__attribute__((noinline)) __u64 ob_uring_opened(__u64 address, __s32 result)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	return proc ? (__u64)opened_by(request_at(address), proc, result) : 0;
}

OB_INLINE void finish_open(__u64 address, __s32 result)
{
	__u64 file = result < 0 ? 0 : ob_uring_opened(address, result);
	if (result < 0 ? !ob_admit_denied(result) : file && !ob_uring_admits(file)) {
		ob_refused(OB_KIND_OPEN);
		return;
	}
	__u32 flags = BPF_CORE_READ((struct io_open *)request_at(address), how.flags);
	ob_uring_send_open(address, file, flags, result < 0 ? result : 0);
}

__attribute__((noinline)) int ob_uring_connected(__u64 address, __s32 result)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	struct sock *sk = ob_sock_of(BPF_CORE_READ(request_at(address), file));
	if (!proc || !ob_unix_outcome(sk, result))
		return 0;
	struct ob_event_connect *e = ob_begin_unix(proc, sk, result, OB_ENTRY_IO_URING);
	if (!e)
		return 0;
	if (ob_unix_wants_name(e))
		put_name(&e->rec, &e->name, request_of(address));
	ob_send_unix(e);
	return 0;
}

/* The socket of a connect that may be done already, and its file given back. */
OB_INLINE struct sock *socket_of(struct io_kiocb *req, struct ob_request *r)
{
	if (!ob_uring_events_name_requests(req))
		return ob_sock_of(BPF_CORE_READ(req, file));
	if (r->how & IOSQE_FIXED_FILE)
		return ob_sock_of(fixed_file(BPF_CORE_READ(req, ctx), r->fd));
	return ob_sock_of(ob_file_of(r->fd));
}

/* The names are the kernel's copies, kept with the request. A function of its own, beside those for opens and connects,
 * whose stack it would add to. */
__attribute__((noinline)) int ob_uring_change(__u64 address, __s32 result)
{
	struct ob_request *r = request_of(address);
	if (!r) /* others have pushed its entry out, and the names with it */
		ob_lost(OB_KIND_CHANGE, OB_LOSS_PENDING_TABLE);
	struct ob_change_call *call = r && ob_change_is_news(result) ? ob_change_call_get() : NULL;
	if (!call)
		return 0;
	call->op = r->op;
	call->entry = OB_ENTRY_IO_URING;
	call->error = result < 0 ? result : 0;
	call->dirfd = r->fd;
	call->other_dirfd = r->other_fd;
	call->mode = r->mode;
	call->in_kernel = 1;
	if (r->name[0])
		call->name = (__u64)r->name;
	if (r->op == OB_CHANGE_SYMLINK)
		call->attribute = (__u64)r->name + OB_REQUEST_HALF;
	else if (r->name[OB_REQUEST_HALF])
		call->other = (__u64)r->name + OB_REQUEST_HALF;
	return ob_tell_change();
}

/* A look at one that a worker has in hand may have come a moment before its result was there: then the event, which has
 * another result, tells it again. */
OB_INLINE bool is_told(struct ob_request *r, __s32 result)
{
	return r && (r->told == OB_TOLD_AS_ASKED || (r->told == OB_TOLD_AS_ENDED && r->result == result));
}

/* A request with this result is done. Its entry stays, so that its event, which may come later, tells nothing. */
__attribute__((noinline)) int ob_uring_done(__u64 address, __s32 result)
{
	struct ob_request *r = request_of(address);
	if (is_told(r, result) || !ob_armed(ob_proc_of(ob_tgid())))
		return 0;
	if (r) {
		r->told = OB_TOLD_AS_ENDED;
		r->result = result;
	}
	__u8 opcode = BPF_CORE_READ(request_at(address), opcode);
	if (ob_uring_changes(opcode))
		ob_uring_change(address, result);
	else if (opcode == IORING_OP_CONNECT)
		ob_uring_connected(address, result);
	else
		finish_open(address, result);
	return 0;
}

int ob_uring_finish(__u64 address, __s32 result)
{
	ob_uring_done(address, result);
	bpf_map_delete_elem(&requests, &address);
	return 0;
}

/* A connect as it was asked for: how it ended will not be seen. */
__attribute__((noinline)) int ob_uring_connecting(__u64 address)
{
	struct ob_request *r = request_of(address);
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (!r || !proc)
		return 0;
	struct sock *sk = socket_of(request_at(address), r);
	if (sk && BPF_CORE_READ(sk, __sk_common.skc_family) != OB_AF_UNIX)
		return 0;
	struct ob_event_connect *e = ob_begin_unix(proc, sk, 0, OB_ENTRY_IO_URING);
	if (!e)
		return 0;
	put_name(&e->rec, &e->name, r);
	ob_send_unix(e);
	return 0;
}

__attribute__((noinline)) int ob_uring_tell(__u64 address)
{
	struct ob_request *r = request_of(address);
	if (!r || r->told || !ob_armed(ob_proc_of(ob_tgid())))
		return 0;
	r->told = OB_TOLD_AS_ASKED;
	if (ob_uring_changes(r->opcode))
		return ob_uring_change(address, 0);
	if (r->opcode == IORING_OP_CONNECT)
		return ob_uring_connecting(address);
	return ob_uring_send_open(address, 0, r->flags, 0);
}

/* Before 5.18 an event does not say whose it is, so every request stays under watch until it is done; a connect that
 * was refused shows no peer, only its result. */
OB_INLINE bool give_up(__u64 address, struct io_kiocb *req, struct ob_request *r)
{
	if (ob_uring_events_name_requests(req)) {
		if (r->how & IOSQE_CQE_SKIP_SUCCESS)
			ob_uring_tell(address);
		return true;
	}
	if (r->opcode != IORING_OP_CONNECT || r->how & IOSQE_ASYNC)
		return false;
	ob_uring_done(address, result_of(req));
	return true;
}

/* true: it need not be looked at again. */
OB_INLINE bool look_at(__u64 address, bool last)
{
	struct ob_request *r = request_of(address);
	struct io_kiocb *req = request_at(address);
	if (!r || r->told)
		return true;
	if (r->opcode == IORING_OP_CONNECT) {
		struct sock *sk = socket_of(req, r);
		if (sk && BPF_CORE_READ(sk, __sk_common.skc_family) == OB_AF_UNIX &&
		    BPF_CORE_READ((struct unix_sock *)sk, peer)) {
			ob_uring_done(address, 0);
			return true;
		}
	} else if (!(BPF_CORE_READ(req, flags) & REQ_F_NEED_CLEANUP)) {
		ob_uring_done(address, result_of(req));
		return true;
	}
	return last && give_up(address, req, r);
}

__attribute__((noinline)) int ob_uring_look(__u32 last)
{
	__u32 tid = bpf_get_current_pid_tgid();
	struct ob_submitter *by = bpf_map_lookup_elem(&submitters, &tid);
	if (!by)
		return 0;
	for (int i = 0; i < OB_URING_WAITING; i++)
		if (by->waiting[i] && look_at(by->waiting[i], last))
			by->waiting[i] = 0;
	return 0;
}
