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

OB_INLINE void ob_fold_key(struct ob_fold_key *key, struct ob_record *rec, __u64 object, __u64 object2, __u32 how)
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
OB_INLINE bool ob_folded(struct ob_record *rec, struct ob_fold_key *key)
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

#define OB_FOLD_ENTRY(entry) ((__u32)(entry) << 28) /* above every O_* flag */

/* The decisive ring has a bound of its own: not the daemon's to choose, since no container may fill it. */
#define OB_DECISIVE_BUDGET 4000

/* Takes the place, in the scratch, of the record that is not sent. */
OB_INLINE void ob_tell_flood(__u32 ring, __u64 budget)
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
OB_INLINE bool ob_over_budget(struct ob_record *rec)
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
	ob_lost(ring, OB_LOSS_BUDGET);
	if (used == budget)
		ob_tell_flood(ring, budget);
	return true;
}

/* true: it is not to be sent; it has been counted. */
OB_INLINE bool ob_held_back(struct ob_record *rec, struct ob_fold_key *key)
{
	return ob_folded(rec, key) || ob_over_budget(rec);
}

#endif
