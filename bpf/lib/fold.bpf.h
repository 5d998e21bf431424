/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Keeping a flood from reaching the ring. The first event of a (container, kind, object, executable, way in) passes,
 * and again once a second while it goes on, carrying the number of those that did not; a container that keeps finding
 * new objects spends its own budget, and what is over it is counted as lost. */
#ifndef OVERBOARD_LIB_FOLD_H
#define OVERBOARD_LIB_FOLD_H

#include "emit.bpf.h"

#define OB_FOLD_WINDOW_NS 1000000000ULL

/* Hash of `len` bytes of the record in the scratch, from offset `at`; at most OB_NAME_BYTES count. */
__u64 ob_hash(__u32 at, __u32 len);

/* Where only a name is known, it stands for the object. */
OB_INLINE __u64 ob_name_key(struct ob_slice *name)
{
	return ob_hash(name->off, name->len);
}

#define OB_FOLD_ENTRY(entry) ((__u32)(entry) << 28) /* above every O_* flag */

/* Sends the record in the scratch (enum ob_wake), unless it is like one that was sent within the window, or its
 * container has sent its share: both are counted. object, object2, how: what it is about. One function for all kinds,
 * so that the verifier walks through it once, and no caller's stack holds the key. */
int ob_send_folded(__u64 object, __u64 object2, __u32 how, __u32 wake);

#endif
