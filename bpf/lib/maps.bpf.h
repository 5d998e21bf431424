/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Every map, in one list: declared here, defined in lib/maps.bpf.c. */
#ifndef OVERBOARD_LIB_MAPS_H
#define OVERBOARD_LIB_MAPS_H

#include "bpf/kernel_types.h"
#include "capacity.h"
#include "state.h"

/* MAP(name, type, entries, key, value, flags), RING(name, bytes). Entries are bounds, not reservations, where the
 * flags say BPF_F_NO_PREALLOC. A table that is full is a counted loss. */
#define OB_MAPS(MAP, RING)                                                                                          \
	RING(decisive, 1 << 20)                                                                                     \
	RING(bulk, 1 << 21)                                                                                         \
	MAP(scratch, BPF_MAP_TYPE_PERCPU_ARRAY, 1, __u32, struct ob_scratch, 0)                                     \
	MAP(scanned, BPF_MAP_TYPE_ARRAY, 1, __u32, struct ob_scanned, 0) /* the iterators' own scratch */           \
	MAP(processes, BPF_MAP_TYPE_HASH, 65536, __u32, struct ob_proc, BPF_F_NO_PREALLOC)                          \
	MAP(strays, BPF_MAP_TYPE_LRU_HASH, 4096, __u32, struct ob_proc, 0)   /* when `processes` is full */         \
	MAP(trees, BPF_MAP_TYPE_HASH, 8192, __u64, __u64, BPF_F_NO_PREALLOC) /* super_block or root -> container */ \
	MAP(containers, BPF_MAP_TYPE_HASH, 8192, __u64, struct ob_box, BPF_F_NO_PREALLOC)                           \
	MAP(born, BPF_MAP_TYPE_LRU_HASH, 16384, __u64, __u32, 0) /* cgroups the host made, or found at the start */ \
	MAP(namespaces, BPF_MAP_TYPE_HASH, 8192, __u64, __u64, BPF_F_NO_PREALLOC) /* mnt_namespace -> container */  \
	MAP(servers, BPF_MAP_TYPE_HASH, 16384, __u32, struct ob_server, BPF_F_NO_PREALLOC)                          \
	MAP(connections, BPF_MAP_TYPE_LRU_HASH, 32768, __u64, struct ob_connection, 0)                              \
	MAP(folds, BPF_MAP_TYPE_LRU_HASH, 16384, struct ob_fold_key, struct ob_fold, 0)                             \
	MAP(requests, BPF_MAP_TYPE_LRU_HASH, 1024, __u64, struct ob_request, 0)                                     \
	MAP(submitters, BPF_MAP_TYPE_LRU_HASH, 4096, __u32, struct ob_submitter, 0)                                 \
	MAP(changes, BPF_MAP_TYPE_PERCPU_ARRAY, 1, __u32, struct ob_change_call, 0)                                 \
	MAP(runtimes, BPF_MAP_TYPE_LRU_HASH, 1024, struct ob_inode_key, __u32, 0) /* what sets containers up */     \
	MAP(sequences, BPF_MAP_TYPE_PERCPU_ARRAY, OB_RINGS, __u32, __u64, 0)                                        \
	MAP(losses, BPF_MAP_TYPE_PERCPU_ARRAY, OB_KINDS, __u32, struct ob_losses, 0)                                \
	MAP(tallies, BPF_MAP_TYPE_PERCPU_ARRAY, OB_KINDS, __u32, struct ob_tally, 0)                                \
	MAP(filter, BPF_MAP_TYPE_ARRAY, 1, __u32, struct ob_filter, 0)                                              \
	MAP(magics, BPF_MAP_TYPE_HASH, OB_MAGIC_ROWS, __u32, __u32, 0)                                              \
	MAP(names, BPF_MAP_TYPE_HASH, OB_NAME_ROWS, struct ob_name_key, __u32, 0)                                   \
	MAP(addresses, BPF_MAP_TYPE_HASH, OB_ADDRESS_ROWS, struct ob_address, __u32, 0)                             \
	MAP(ports, BPF_MAP_TYPE_HASH, OB_PORT_ROWS, __u16, __u32, 0)                                                \
	MAP(syscalls, BPF_MAP_TYPE_ARRAY, OB_SYSCALLS, __u32, __u32, 0)                                             \
	MAP(tails, BPF_MAP_TYPE_PROG_ARRAY, OB_TAILS, __u32, __u32, 0)

#define OB_MAP_TYPE(n, t, e, k, v, f)   \
	struct ob_map_##n {             \
		__uint(type, t);        \
		__uint(max_entries, e); \
		__type(key, k);         \
		__type(value, v);       \
		__uint(map_flags, f);   \
	};                              \
	extern struct ob_map_##n n SEC(".maps");
#define OB_RING_TYPE(n, bytes)                      \
	struct ob_map_##n {                         \
		__uint(type, BPF_MAP_TYPE_RINGBUF); \
		__uint(max_entries, bytes);         \
	};                                          \
	extern struct ob_map_##n n SEC(".maps");
OB_MAPS(OB_MAP_TYPE, OB_RING_TYPE)

/* A row that is still `owner`'s: its key is a kernel address, which may be another's by now. */
#define OB_DELETE_OWN(map, key, owner)                               \
	do {                                                         \
		__u64 *owner_ = bpf_map_lookup_elem(&(map), &(key)); \
		if (owner_ && *owner_ == (owner))                    \
			bpf_map_delete_elem(&(map), &(key));         \
	} while (0)

extern struct ob_host host;
extern __u32 sensor_tgid;  /* this sensor, as the initial pid namespace numbers it; set before load */
extern __u32 name_lengths; /* bit n: map `names` holds a name of n bytes. Never fewer bits than that */

/* Set before load. The hierarchy whose cgroups name containers: 0 is cgroup2; else a v1 hierarchy's id, and
 * `cgroup_controller` says whose css leads there. */
extern const volatile __u32 cgroup_hierarchy;
extern const volatile __u32 cgroup_controller; /* enum ob_controller */
enum ob_controller {
	OB_CONTROLLER_NONE,
	OB_CONTROLLER_PIDS,
	OB_CONTROLLER_MEMORY,
	OB_CONTROLLER_FREEZER,
	OB_CONTROLLER_DEVICES,
	OB_CONTROLLER_CPU
};
/* Set before load: an overlay's inodes are not laid out as lib/walk takes them to be. */
extern const volatile bool overlay_unknown;

OB_INLINE void *ob_at(void *map, __u32 index)
{
	return bpf_map_lookup_elem(map, &index);
}

OB_INLINE void ob_lost(__u32 kind, __u32 reason)
{
	struct ob_losses *lost = ob_at(&losses, kind);
	if (lost)
		lost->by[reason] += 1;
}

#endif
