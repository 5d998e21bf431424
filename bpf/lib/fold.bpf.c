/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "fold.bpf.h"

#define OB_WORDS (OB_NAME_BYTES / 8)

/* A function of its own, so that the verifier walks through the loop once and not once per caller. The seed is a kernel
 * address, which containers do not know: names that collide on purpose cannot be computed. */
__attribute__((noinline)) __u64 ob_hash(__u32 at, __u32 len)
{
	struct ob_scratch *s = ob_scratch_get();
	__u64 hash = host.mnt_ns;
	if (!s)
		return 0;
	for (__u32 i = 0; i < OB_WORDS; i++) {
		if (i * 8 >= len)
			break;
		__u64 word = *(__u64 *)(s->record + ((at + i * 8) & (OB_RECORD_MAX - 1)));
		__u32 left = len - i * 8;
		if (left < 8)
			word &= (1ULL << ((left & 7) * 8)) - 1;
		hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
		hash ^= hash >> 29;
	}
	return hash;
}
