/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The record of a rare call into the kernel. */
#ifndef OVERBOARD_LIB_KERNEL_CALL_H
#define OVERBOARD_LIB_KERNEL_CALL_H

#include "fold.bpf.h"
#include "syscall.bpf.h"

/* How many arguments a call has, and which of the first four the kernel takes as 32 bits: the upper half of their
 * registers is the caller's to fill with anything. */
#define OB_SHAPE(count, narrow) ((narrow) << 4 | (count))
OB_INLINE __u32 ob_shape_of(__u32 call)
{
	switch (call) {
	case OB_CALL_INIT_MODULE:
		return OB_SHAPE(3, 0);
	case OB_CALL_FINIT_MODULE:
		return OB_SHAPE(3, 5);
	case OB_CALL_DELETE_MODULE:
	case OB_CALL_MEMFD_CREATE:
		return OB_SHAPE(2, 2);
	case OB_CALL_BPF:
		return OB_SHAPE(3, 5);
	case OB_CALL_PERF_EVENT_OPEN:
		return OB_SHAPE(4, 14);
	case OB_CALL_KEYCTL:
		return OB_SHAPE(4, 1);
	case OB_CALL_REQUEST_KEY:
		return OB_SHAPE(4, 8);
	case OB_CALL_KEXEC_FILE_LOAD:
		return OB_SHAPE(4, 3);
	case OB_CALL_USERFAULTFD:
		return OB_SHAPE(1, 1);
	case OB_CALL_SOCKET:
		return OB_SHAPE(3, 7);
	default:
		return OB_SHAPE(4, 0);
	}
}

/* The argument as the kernel takes it. */
OB_INLINE __u64 ob_taken(__u32 shape, int n, __u64 passed)
{
	if (n >= (shape & 15))
		return 0;
	return shape >> (4 + n) & 1 ? (__u32)passed : passed;
}

OB_INLINE struct ob_event_kernel_call *ob_begin_kernel_call(struct ob_proc *proc, __u32 call, __u32 entry, long ret)
{
	struct ob_event_kernel_call *e = OB_BEGIN(KERNEL_CALL, kernel_call, ob_actor(), proc);
	if (!e)
		return NULL;
	__builtin_memset(&e->file, 0, sizeof(*e) - __builtin_offsetof(struct ob_event_kernel_call, file));
	e->call = call;
	e->entry = entry;
	e->error = ret < 0 ? ret : 0;
	return e;
}

/* All that a rule may read of it counts: none hides behind another that is like it but for an argument. */
OB_INLINE void ob_send_kernel_call(struct ob_event_kernel_call *e)
{
	__u64 asked = ob_hash(__builtin_offsetof(struct ob_event_kernel_call, arguments), sizeof(e->arguments));
	ob_send_folded(asked ^ 3 * ob_name_key(&e->name), (__u64)e->file.ino << 32 | (__u32)e->error,
	               e->call | OB_FOLD_ENTRY(e->entry), OB_WAKE);
}

/* A socket was asked for, whichever way the kernel was entered; those that every program makes are no news. Numbers as
 * the kernel takes them; ret: the descriptor, or -errno. */
int ob_tell_socket(__u64 family_and_type, __u32 protocol, __u32 entry, __s32 ret);
#define OB_FAMILY_AND_TYPE(family, type) ((__u64)(__u32)(family) << 32 | (__u32)(type))

#endif
