/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "fold.bpf.h"

OB_INLINE __u64 word_at(struct ob_scratch *s, __u32 at)
{
	return *(__u64 *)(s->record + (at & (OB_RECORD_MAX - 1)));
}

OB_INLINE __u64 mix(__u64 hash, __u64 word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
	return hash ^ hash >> 29;
}

/* A function of its own, so that the verifier walks through the loop once and not once per caller; and with one branch
 * in it, since each further one is walked anew from every step (40,000 instructions instead of 2,000). The seed is a
 * kernel address, which containers do not know: names that collide on purpose cannot be computed. */
__attribute__((noinline)) __u64 ob_hash(__u32 at, __u32 len)
{
	struct ob_scratch *s = ob_scratch_get();
	__u64 hash = host.mnt_ns ^ len; /* a name and the same with NULs after it are two */
	if (!s)
		return 0;
	__u32 whole = len & (2 * OB_NAME_BYTES - 8), rest = (len & 7) * 8;
	for (__u32 i = 0; i < OB_NAME_BYTES; i += 8) {
		if (i >= whole)
			break;
		hash = mix(hash, word_at(s, at + i));
	}
	return mix(hash, word_at(s, at + whole) & ((1ULL << rest) - 1));
}
