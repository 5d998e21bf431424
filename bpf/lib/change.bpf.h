/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A change that no open shows, whichever way the kernel was entered. */
#ifndef OVERBOARD_LIB_CHANGE_H
#define OVERBOARD_LIB_CHANGE_H

#include "admit.bpf.h"

/* uapi/linux/fcntl.h, uapi/linux/fs.h */
#define OB_AT_SYMLINK_NOFOLLOW 0x100
#define OB_AT_REMOVEDIR 0x200
#define OB_RENAME_EXCHANGE 2

/* Denials are told, too; a name that is not there is no news. */
OB_INLINE bool ob_change_is_news(long result)
{
	return result >= 0 || result == -OB_EACCES || result == -OB_EPERM || result == -OB_EROFS;
}

/* Where the call to be told is described, zeroed; ob_tell_change() reads it. NULL: cannot happen. */
OB_INLINE struct ob_change_call *ob_change_call_get(void)
{
	struct ob_change_call *call = ob_at(&changes, 0);
	if (call)
		__builtin_memset(call, 0, sizeof(*call));
	return call;
}

/* What came of looking for a name: nothing that is known, a file, or a directory that has no such entry. */
enum ob_change_how { OB_CHANGE_LOST, OB_CHANGE_THERE, OB_CHANGE_MISSING };

/* The steps of telling a change. Beneath io_uring's hooks the verifier adds up the stacks of a chain of functions, and
 * allows eight of them: finding, beginning and ending stand beside one another, and what they hand on is in the call.
 * 1: there is nothing to tell. */
int ob_change_find(void);
int ob_change_find_other(void);
int ob_change_begin(void);
int ob_change_end(__u32 moved);

/* A file that has two names, and is known by one at least. */
OB_INLINE bool ob_change_moves(struct ob_change_call *call)
{
	return call->how != OB_CHANGE_LOST && call->other &&
	       (call->op == OB_CHANGE_RENAME || call->op == OB_CHANGE_EXCHANGE || call->op == OB_CHANGE_LINK);
}

/* Tells the change, when it is asked for. */
OB_INLINE int ob_tell_change(void)
{
	struct ob_change_call *call = ob_at(&changes, 0);
	if (!call || !ob_armed(ob_proc_of(ob_tgid())) || ob_change_find() || ob_change_begin())
		return 0;
	bool moved = ob_change_moves(call);
	if (moved && ob_change_find_other())
		return 0;
	return ob_change_end(moved);
}

#endif
