/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What was sent, refused and lost: per-CPU array maps that the daemon reads for /metrics.
 * Nothing is lost without a counter here having moved. */
#ifndef OVERBOARD_WIRE_COUNTERS_H
#define OVERBOARD_WIRE_COUNTERS_H

#include "events.h"

/* Why an event was lost; what found no room in a table is counted with the kind that it would have become. */
#define OB_LOSS_REASONS(X)                                                                                       \
	X(RING_FULL, ring_full)         /* the reader is behind */                                               \
	X(SCRATCH, scratch)             /* no scratch space: cannot happen, counted so that it shows */          \
	X(PROCESS_TABLE, process_table) /* no room for a process: not followed until it is adopted at an exec */ \
	X(CONTAINER_TABLE, container_table)                                                                      \
	X(PENDING_TABLE, pending_table) /* an io_uring request that could not be remembered */                   \
	X(BUDGET, budget)               /* a container over its budget of bulk events */                         \
	X(RACE, race)                   /* the descriptor was swapped before the exit hook could look */         \
	X(FAULT, fault)                 /* user memory (a name, argv) could not be read */

enum ob_loss {
#define X(upper, lower) OB_LOSS_##upper,
	OB_LOSS_REASONS(X)
#undef X
		OB_LOSSES
};

/* Map `losses` (per CPU struct ob_losses), index enum ob_kind. */
struct ob_losses {
	__u64 by[OB_LOSSES]; /* enum ob_loss */
};

/* Map `tallies` (per CPU struct ob_tally), index enum ob_kind. */
struct ob_tally {
	__u64 sent;    /* put on a ring */
	__u64 refused; /* seen, and nothing asks for it */
	__u64 folded;  /* seen, asked for, and like one already sent */
};

#endif
