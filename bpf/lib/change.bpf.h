/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A change that no open shows, whichever way the kernel was entered. */
#ifndef OVERBOARD_LIB_CHANGE_H
#define OVERBOARD_LIB_CHANGE_H

#include "admit.bpf.h"

/* Where the call to be told is described, zeroed; ob_changed() reads it. NULL: cannot happen. */
OB_INLINE struct ob_change_call *ob_change_call_get(void)
{
	struct ob_change_call *call = ob_at(&changes, 0);
	if (call)
		__builtin_memset(call, 0, sizeof(*call));
	return call;
}

/* Tells the change, when it is asked for. */
int ob_changed(void);

#endif
