/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Opens and connects by io_uring: remembered when they are submitted, told when they are done.
 *
 * Done is what the kernel says with a completion event, or what a look at the request shows: at the thread's next
 * submission, and when its io_uring_enter returns. The looks are for what has no event of its own (a suppressed
 * completion; every request done at once before 5.18), and for a thread that would put another file in a descriptor's
 * place between the open and the event, which is sent only when the whole batch is done. */
#ifndef OVERBOARD_LIB_URING_H
#define OVERBOARD_LIB_URING_H

#include "io_uring_types.h"
#include "maps.bpf.h"

OB_INLINE bool ob_uring_changes(__u8 opcode)
{
	return (opcode >= IORING_OP_RENAMEAT && opcode <= IORING_OP_LINKAT) || opcode == IORING_OP_FSETXATTR ||
	       opcode == IORING_OP_SETXATTR || opcode == IORING_OP_FTRUNCATE;
}

/* The completion event has the request with it (5.18), and so has the request its result (5.19). */
OB_INLINE bool ob_uring_events_name_requests(struct io_kiocb *req)
{
	return bpf_core_field_exists(req->cqe);
}

/* The event of a request says that it is done with this result. Tells it, unless it has been told, and forgets it. */
int ob_uring_finish(__u64 request, __s32 result);
/* Tells by name a request whose end will not be seen. Its entry stays, so that it is told once. */
int ob_uring_tell(__u64 request);
/* Looks at what this thread has submitted. last: its system call returns, what has no event is told by name. */
int ob_uring_look(__u32 last);

#endif
