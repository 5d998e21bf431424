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

/* Tells the change, when it is asked for. */
int ob_tell_change(void);

#endif
