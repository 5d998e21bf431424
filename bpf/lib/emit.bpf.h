/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Building a record in the per-CPU scratch and putting it on its ring.
 *
 *	struct ob_event_x *e = OB_BEGIN(x, task, proc);   // NULL: no scratch
 *	e->... = ...;
 *	ob_str_kernel(&e->rec, &e->slice, pointer, OB_NAME_BYTES);
 *	ob_send(&e->rec, OB_WAKE);
 */
#ifndef OVERBOARD_LIB_EMIT_H
#define OVERBOARD_LIB_EMIT_H

#include "task.bpf.h"

/* Waking the reader costs some 9 us of the caller's time, a record without it under half a microsecond: only what may
 * be an attack wakes. The rest is found within the reader's interval, or when a ring is filling. */
enum ob_wake { OB_QUIET, OB_WAKE };
#define OB_WAKE_BACKLOG (64 << 10)

OB_INLINE struct ob_scratch *ob_scratch_get(void)
{
	return ob_at(&scratch, 0);
}

OB_INLINE void ob_refused(__u32 kind)
{
	struct ob_tally *tally = ob_at(&tallies, kind);
	if (tally)
		tally->refused += 1;
}

OB_INLINE void ob_fill_task(struct ob_task *out, struct task_struct *task, struct ob_proc *proc)
{
	struct task_struct *parent = BPF_CORE_READ(task, real_parent);
	out->start_ns = ob_start(task);
	out->parent_start_ns = ob_start(parent);
	out->cgroup = ob_cgroup_id(ob_cgroup_of(task));
	out->tgid = BPF_CORE_READ(task, tgid);
	out->tid = BPF_CORE_READ(task, pid);
	out->ns_tgid = ob_ns_tgid(task);
	out->parent_tgid = BPF_CORE_READ(parent, tgid);
	out->uid = BPF_CORE_READ(task, cred, euid.val);
	out->gid = BPF_CORE_READ(task, cred, egid.val);
	bpf_core_read_str(out->comm, sizeof(out->comm), &task->comm);
	out->container = 0;
	out->exe_ino = 0;
	out->exe_dev = 0;
	out->flags = 0;
	if (proc) {
		out->container = proc->flags & OB_TASK_ARMED ? proc->container : 0;
		out->exe_ino = proc->exe_ino;
		out->exe_dev = proc->exe_dev;
		out->flags = proc->flags;
	}
	if (BPF_CORE_READ(parent, flags) & OB_PF_KTHREAD)
		out->flags |= OB_TASK_KTHREAD_PARENT;
	out->reserved = 0;
}

/* The server's state follows the fixed part, at 8-byte alignment, when the task is in a lineage. */
OB_INLINE void ob_fill_server(struct ob_record *rec, struct ob_proc *proc)
{
	rec->task.server.off = 0;
	rec->task.server.len = 0;
	if (!proc || !(proc->flags & (OB_TASK_SERVER | OB_TASK_LINEAGE)))
		return;
	__u32 tgid = proc->server_tgid;
	struct ob_server *server = bpf_map_lookup_elem(&servers, &tgid);
	__u32 at = rec->size & 1023;
	struct ob_server *copy = (void *)rec + at;
	if (server) {
		*copy = *server;
	} else { /* it has exited: which it was still holds */
		__builtin_memset(copy, 0, sizeof(*copy));
		copy->tgid = tgid;
		copy->start_ns = proc->server_start;
		copy->cause = tgid ? OB_SERVER_LISTEN : OB_SERVER_UNKNOWN;
	}
	rec->task.server.off = at;
	rec->task.server.len = sizeof(*copy);
	rec->size = at + sizeof(*copy);
}

OB_INLINE struct ob_record *ob_begin(__u32 kind, __u32 ring, __u32 fixed, struct task_struct *task,
                                     struct ob_proc *proc)
{
	struct ob_scratch *s = ob_scratch_get();
	if (!s) {
		ob_lost(kind, OB_LOSS_SCRATCH);
		return NULL;
	}
	struct ob_record *rec = (void *)s->record;
	rec->kind = kind;
	rec->ring = ring;
	rec->size = fixed;
	rec->cpu = bpf_get_smp_processor_id();
	rec->folded = 0;
	rec->time_ns = bpf_ktime_get_boot_ns();
	ob_fill_task(&rec->task, task, proc);
	ob_fill_server(rec, proc);
	return rec;
}

#define OB_RING_OF(upper) OB_RING_OF_##upper
#define X(upper, lower, ring) enum { OB_RING_OF_##upper = OB_RING_##ring };
OB_EVENTS(X)
#undef X
#define OB_BEGIN(upper, lower, task, proc)                                                                        \
	((struct ob_event_##lower *)ob_begin(OB_KIND_##upper, OB_RING_OF(upper), sizeof(struct ob_event_##lower), \
	                                     task, proc))

/* Appends up to `max` (a constant power of two) bytes; a longer string is cut. What cannot be read is counted and left
 * out. */
#define OB_APPEND(rec, slice, max, read)                       \
	do {                                                   \
		__u32 at_ = (rec)->size & (OB_RECORD_MAX - 1); \
		void *to_ = (void *)(rec) + at_;               \
		long n_ = read;                                \
		(slice)->off = at_;                            \
		(slice)->len = 0;                              \
		if (n_ > 0 && n_ <= (max)) {                   \
			(slice)->len = n_;                     \
			(rec)->size = at_ + n_;                \
		}                                              \
	} while (0)

OB_INLINE void ob_str_kernel(struct ob_record *rec, struct ob_slice *slice, const void *from)
{
	OB_APPEND(rec, slice, OB_NAME_BYTES, bpf_probe_read_kernel_str(to_, OB_NAME_BYTES, from));
	if (slice->len) { /* the terminating NUL stays outside */
		slice->len -= 1;
		rec->size -= 1;
	}
}

OB_INLINE void ob_str_user(struct ob_record *rec, struct ob_slice *slice, const void *from)
{
	OB_APPEND(rec, slice, OB_NAME_BYTES, bpf_probe_read_user_str(to_, OB_NAME_BYTES, from));
	if (slice->len) {
		slice->len -= 1;
		rec->size -= 1;
	} else {
		ob_lost(rec->kind, OB_LOSS_FAULT);
	}
}

OB_INLINE long ob_output(struct ob_record *rec, void *ring, __u32 size, enum ob_wake wake)
{
	__u64 wake_flag = BPF_RB_NO_WAKEUP;
	if (wake == OB_WAKE || bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA) > OB_WAKE_BACKLOG)
		wake_flag = BPF_RB_FORCE_WAKEUP;
	return bpf_ringbuf_output(ring, rec, size, wake_flag);
}

/* The sequence number counts attempts, so that the reader sees a gap where a record was lost. */
OB_INLINE void ob_send(struct ob_record *rec, enum ob_wake wake)
{
	__u64 *seq = ob_at(&sequences, rec->ring);
	struct ob_tally *tally = ob_at(&tallies, rec->kind);
	__u32 size = (rec->size + 7) & (2 * OB_RECORD_MAX - 8);
	if (!seq || !tally || size > OB_RECORD_MAX)
		return;
	rec->size = size;
	rec->seq = *seq;
	*seq += 1;
	long err = rec->ring == OB_RING_DECISIVE ? ob_output(rec, &decisive, size, wake)
	                                         : ob_output(rec, &bulk, size, wake);
	if (err)
		ob_lost(rec->kind, OB_LOSS_RING_FULL);
	else
		tally->sent += 1;
}

#endif
