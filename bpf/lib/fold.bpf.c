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
	__u32 whole = len & (2 * OB_NAME_BYTES - 16), after = len;
	ob_forget(after); /* that it ends where the loop did: the verifier would walk on from each turn anew */
	for (__u32 i = 0; i < OB_NAME_BYTES; i += 16) {
		if (i >= whole)
			break;
		hash = mix(mix(hash, word_at(s, at + i)), word_at(s, at + i + 8));
	}
	at += after & (2 * OB_NAME_BYTES - 16);
	__u32 rest = (after & 7) * 8, second = after >> 3 & 1;
	hash = mix(hash, word_at(s, at) & -(__u64)second);
	return mix(hash, word_at(s, at + second * 8) & ((1ULL << rest) - 1));
}

OB_INLINE void fold_key(struct ob_fold_key *key, struct ob_record *rec, __u64 object, __u64 object2, __u32 how)
{
	key->container = rec->task.container;
	key->exe_ino = rec->task.exe_ino;
	key->object = object;
	key->object2 = object2;
	key->how = how;
	key->uid = rec->task.uid;
	/* A rule may tell a server's child from another by these, and one server from the next. */
	key->flags = rec->task.flags &
	             (OB_TASK_SERVER | OB_TASK_LINEAGE | OB_TASK_JOINED | OB_TASK_UNKNOWN | OB_TASK_NESTED);
	key->kind = rec->kind;
}

/* true: like one that was sent within the window; it has been counted. */
OB_INLINE bool folded(struct ob_record *rec, struct ob_fold_key *key)
{
	struct ob_fold *seen = bpf_map_lookup_elem(&folds, key);
	if (seen && rec->time_ns - seen->sent_ns < OB_FOLD_WINDOW_NS) {
		__sync_fetch_and_add(&seen->count, 1);
		struct ob_tally *tally = ob_at(&tallies, rec->kind);
		if (tally)
			tally->folded += 1;
		return true;
	}
	struct ob_fold fresh = {.sent_ns = rec->time_ns};
	if (seen)
		rec->folded = seen->count;
	bpf_map_update_elem(&folds, key, &fresh, BPF_ANY);
	return false;
}

/* The decisive ring has a bound of its own: not the daemon's to choose, since no container may fill it. */
#define OB_DECISIVE_BUDGET 4000

/* Takes the place, in the scratch, of the record that is not sent. */
OB_INLINE void tell_flood(__u32 ring, __u64 budget)
{
	struct ob_event_flood *e = OB_BEGIN(FLOOD, flood, ob_current(), ob_proc_of(ob_tgid()));
	if (!e)
		return;
	e->budget = budget;
	e->of = ring;
	e->reserved = 0;
	ob_send(&e->rec, OB_WAKE);
}

/* true: the record's container has sent its share of this second already. Each ring has its own, so that a flood of
 * opens uses up nobody's mount. */
OB_INLINE bool over_budget(struct ob_record *rec)
{
	__u32 zero = 0, ring = rec->ring & 1;
	struct ob_filter *f = bpf_map_lookup_elem(&filter, &zero);
	__u64 key = rec->task.container;
	struct ob_box *box = bpf_map_lookup_elem(&containers, &key);
	__u64 budget = ring == OB_RING_BULK ? (f ? f->budget : 0) : OB_DECISIVE_BUDGET;
	if (!budget || !box)
		return false;
	if (rec->time_ns - box->budget_from >= OB_FOLD_WINDOW_NS) {
		box->budget_from = rec->time_ns;
		box->budget_used[0] = box->budget_used[1] = 0;
	}
	__u64 used = box->budget_used[ring];
	__sync_fetch_and_add(&box->budget_used[ring], 1);
	if (used < budget)
		return false;
	ob_lost(rec->kind, OB_LOSS_BUDGET);
	if (used == budget)
		tell_flood(ring, budget);
	return true;
}

__attribute__((noinline)) int ob_send_folded(__u64 object, __u64 object2, __u32 how, __u32 wake)
{
	struct ob_scratch *s = ob_scratch_get();
	if (!s)
		return 0;
	struct ob_record *rec = (void *)s->record;
	fold_key(&s->fold, rec, object, object2, how);
	if (!folded(rec, &s->fold) && !over_budget(rec))
		ob_send(rec, wake);
	return 0;
}
