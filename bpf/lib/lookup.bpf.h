/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a name to the kernel's own directory entry. No tracepoint shows the object of a call that takes a name, so the
 * walk of fs/namei.c is done again when the call returns, over the directory entries that are in memory: the call has
 * just been there, and the kernel puts a new or moved entry first. */
#ifndef OVERBOARD_LIB_LOOKUP_H
#define OVERBOARD_LIB_LOOKUP_H

#include "emit.bpf.h"

/* Follows the name in the scratch (struct ob_lookup: name, end) from the current task's `dirfd`; follow: through a
 * symbolic link at its end, too. 0: it ended, and the scratch says where (struct ob_lookup: mount, dentry, missing,
 * leaf). 1: it led to something that is not in memory, or through a link whose text is not at hand (/proc's, an image
 * layer's). */
int ob_lookup(__s32 dirfd, __u32 follow);

#endif
