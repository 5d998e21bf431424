/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The variables that steer the dynamic loader, out of a whole environment; nothing else of it leaves the kernel. One
 * piece is one step, a global function, for the reason that stands in lib/walk.bpf.c. */
#include "env.bpf.h"

#define OB_ENV_STEPS 2048 /* a pod gets seven variables for each service of its namespace */
#define OB_ENV_PIECE 256
#define OB_ENV_KEPT 2048 /* bytes of them that a record has room for */

/* "LD_" and "GLIBC_TU(NABLES)", as they lie in memory. */
#define OB_ENV_LD 0x5f444cU
#define OB_ENV_TUNABLES 0x55545f4342494c47ULL

OB_INLINE bool wanted(const __u8 *text)
{
	__u64 head = 0;
	bpf_probe_read_kernel(&head, sizeof(head), text);
	return (head & 0xffffff) == OB_ENV_LD || head == OB_ENV_TUNABLES;
}

__attribute__((noinline)) int ob_env_step(void)
{
	struct ob_scratch *s = ob_scratch_get();
	if (!s)
		return 1;
	struct ob_env *env = &s->env;
	struct ob_record *rec = (void *)s->record;
	__u32 at = rec->size & (OB_RECORD_MAX - 1);
	if (env->at >= env->end || at - env->first > OB_ENV_KEPT)
		return 1;
	__u8 *to = s->record + at;
	long n = bpf_probe_read_user_str(to, OB_ENV_PIECE, (void *)env->at);
	if (n <= 0 || n > OB_ENV_PIECE)
		return 1;
	if (!env->within)
		env->keep = wanted(to);
	env->within = n == OB_ENV_PIECE; /* cut: what it has in place of the next byte is a NUL */
	__u32 whole = env->within ? n - 1 : n;
	env->at += whole;
	if (env->keep)
		rec->size = at + whole;
	return 0;
}

__attribute__((noinline)) int ob_put_env(__u64 from, __u64 to)
{
	struct ob_scratch *s = ob_scratch_get();
	if (!s)
		return 0;
	struct ob_env *env = &s->env;
	struct ob_record *rec = (void *)s->record;
	env->at = from;
	env->end = to;
	env->first = rec->size;
	env->within = env->keep = 0;
	for (int i = 0; i < OB_ENV_STEPS; i += 8) /* what the verifier counts is turns */
		if (ob_env_step() || ob_env_step() || ob_env_step() || ob_env_step() || ob_env_step() ||
		    ob_env_step() || ob_env_step() || ob_env_step())
			break;
	return env->at < env->end;
}
