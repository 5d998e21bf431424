/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the daemon asks of the kernel, as data: the values of the maps that admission reads.
 * A filter may only widen: user space always evaluates the full condition. */
#ifndef OVERBOARD_WIRE_FILTERS_H
#define OVERBOARD_WIRE_FILTERS_H

#include "types.h"

/* The one element of the array map `filter`. */
struct ob_filter {
	__u64 kinds;          /* bit 1 << enum ob_kind: send these. FORK, EXEC, EXIT, CGROUP, CONTAINER and
	                       * SERVER are needed for identity and lineage, whatever the rules say. */
	__u32 open_own;       /* enum ob_admit, for files of the container's own root filesystem */
	__u32 open_foreign;   /* enum ob_admit, for any other mount whose magic has no row in `magics` */
	__u32 open_denied;    /* OB_ADMIT_ALL or OB_ADMIT_NONE: opens and changes refused with EACCES, EPERM, EROFS */
	__u32 connect_inet;   /* ALL; NAMED: only to an address in `addresses` or a port in `ports`; NONE */
	__u32 connect_unix;   /* ALL; NAMED: only to listeners outside the caller's container, unknown ones
	                       * and refused ones; NONE */
	__u32 change_own;     /* enum ob_admit, for changes to the container's own root filesystem. NAMED: the file's
	                       * name is asked for to be written, a device node is made, or a set-id bit is set */
	__u32 change_foreign; /* the same for any other mount, and for what could not be resolved */
	__u32 budget;         /* bulk records a container may send in a second; 0: no bound */
	__u32 calls;          /* bit 1 << enum ob_kernel_call_name: send these KERNEL_CALLs */
	__u32 reserved;
};

enum ob_admit {
	OB_ADMIT_NONE,
	OB_ADMIT_ALL,
	OB_ADMIT_NAMED,  /* opens: only when the file's last component is in `names` */
	OB_ADMIT_FILES,  /* opens: any but character devices, those only as NAMED (/dev/null is no news) */
	OB_ADMIT_WRITES, /* opens: any for writing; for reading, as NAMED */
};

/* Map `magics`: super_block.s_magic (__u32) -> enum ob_admit (__u32), for mounts that are not the
 * container's own root. */

/* Map `names`: last path component (NUL padded) -> OB_WANT_* bits (__u32). Of a longer name the first
 * OB_NAME_KEY - 1 bytes count, in the table as well as in the file's: it may admit too much, never too little. */
#define OB_NAME_KEY 32
struct ob_name_key {
	char name[OB_NAME_KEY];
};
#define OB_WANT_READ 0x1
#define OB_WANT_WRITE 0x2

/* Map `addresses`: struct ob_address -> __u32 (any value). IPv4 as ::ffff:a.b.c.d.
 * Map `ports`: __u16 in host byte order -> __u32 (any value). */
struct ob_address {
	__u8 addr[16];
};

OB_STATIC_ASSERT(sizeof(struct ob_filter) == 48, "wire: ob_filter");

#endif
