/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The building blocks of a record. Read by clang -target bpf and by the C++ daemon alike. */
#ifndef OVERBOARD_WIRE_TYPES_H
#define OVERBOARD_WIRE_TYPES_H

#ifndef __bpf__
#include <linux/types.h>
#endif

#ifdef __cplusplus
#define OB_STATIC_ASSERT(c, m) static_assert(c, m)
#else
#define OB_STATIC_ASSERT(c, m) _Static_assert(c, m)
#endif

/* Bounds. A record never exceeds OB_RECORD_MAX bytes; every slice lies inside it. */
#define OB_COMM_LEN 16 /* TASK_COMM_LEN, include/linux/sched.h */
#define OB_PATH_BYTES 4096
#define OB_ARGS_BYTES 4096
#define OB_NAME_BYTES 512 /* a name asked for (failed exec, denied open), a sun_path, a cgroup path */
#define OB_RECORD_MAX 16384
#define OB_SERVER_PEERS 4

/* Bytes [off, off+len) of the record they stand in. len 0: absent. */
struct ob_slice {
	__u16 off;
	__u16 len;
};

/* A resolved path as one walk up the dentries found it: components leaf first, each ended by NUL.
 * Three runs follow each other from off: `inside` from the file up to the root of its mount, `above`
 * from that mount's mountpoint up to the task's root, `below` from the mount's root up to the root of
 * its filesystem. Path in the container = above + inside, path in the filesystem = below + inside. */
struct ob_path {
	__u16 off;
	__u16 inside;
	__u16 above;
	__u16 below;
	__u32 flags; /* OB_PATH_* */
};
#define OB_PATH_OUTSIDE 0x1   /* the top of the mount tree was reached without meeting the task's root */
#define OB_PATH_TRUNCATED 0x2 /* more components or bytes than the walk takes */
#define OB_PATH_UNLINKED 0x4  /* the name has been removed; what the walk shows is where it was */
/* OUTSIDE, and not a file of no tree at all (memfd, pipe, nsfs, detached mount): it lies in the host's mount namespace
 * or another container's, or beside the part of its filesystem that is mounted here (open_by_handle_at). */
#define OB_PATH_ESCAPED 0x8

/* A resolved file. dev is the kernel's s_dev: major << 20 | minor (include/linux/kdev_t.h). */
struct ob_file {
	__u64 ino;
	__u32 dev;
	__u32 magic; /* super_block.s_magic, uapi/linux/magic.h */
	__u32 mode;  /* inode.i_mode: type and permissions */
	__u32 flags; /* OB_FILE_* */
	struct ob_path path;
	__u32 rdev; /* device nodes: which device, as dev */
};
#define OB_FILE_OWN_ROOT 0x1 /* lies in the container's recorded root filesystem, not on another mount */
#define OB_FILE_UPPER 0x2    /* overlay: the file lives in the upper layer (written after the image) */
#define OB_FILE_RUNTIME 0x4  /* an executable that has set up containers here (files open for writing only) */
#define OB_FILE_STDIO 0x8    /* the same inode as descriptor 0, 1 or 2 of the process */

/* What a descriptor leads to. ino tells pipes and sockets apart. */
struct ob_descriptor {
	__u64 ino;
	__u32 kind; /* enum ob_descriptor_kind */
	__u32 flags;
};
enum ob_descriptor_kind {
	OB_FD_CLOSED,
	OB_FD_FILE, /* or a directory */
	OB_FD_NULL,
	OB_FD_TERMINAL,
	OB_FD_DEVICE, /* any other device node */
	OB_FD_PIPE,   /* or a fifo with a name */
	OB_FD_UNIX,
	OB_FD_INET,   /* connected: its far end is known */
	OB_FD_SOCKET, /* any other socket */
	OB_FD_OTHER,
	OB_FD_KINDS
};
#define OB_FD_ACCEPTED 0x1 /* inet: it was accepted, not connected */

/* One end of an inet socket. IPv4 stands as ::ffff:a.b.c.d; the port is in host byte order. */
struct ob_inet {
	__u8 addr[16];
	__u16 port;
	__u16 family; /* AF_INET 2, AF_INET6 10; 0: no such end */
	__u32 reserved;
};

/* The server whose lineage a task belongs to (or that it is itself). */
struct ob_server {
	__u64 start_ns; /* with tgid: which process, CLOCK_BOOTTIME */
	__u64 exe_ino;
	__u32 exe_dev;
	__u32 tgid;
	__u32 live;  /* connections accepted and not yet closed */
	__u16 port;  /* the LISTEN port, or the local port of the accepted connection; 0 for a unix server */
	__u16 cause; /* OB_SERVER_* */
	struct ob_inet peers[OB_SERVER_PEERS]; /* the latest connections still open; family 0: empty */
};
#define OB_SERVER_LISTEN 1      /* a TCP socket of its own went to LISTEN */
#define OB_SERVER_ACCEPT 2      /* it accepted an inet connection */
#define OB_SERVER_ACCEPT_UNIX 3 /* it accepted a unix stream from a server's lineage */
#define OB_SERVER_SCANNED 4     /* found listening when the sensor started */
#define OB_SERVER_UNKNOWN 5     /* its state was missing: judged as a server */

/* Who did it. Every record carries one, so no record needs another to be judged. */
struct ob_task {
	__u64 start_ns;        /* thread group leader's start_boottime */
	__u64 parent_start_ns; /* the same of real_parent's group leader */
	__u64 cgroup;          /* id of the cgroup it is in now (cgroup2, or the chosen v1 hierarchy) */
	__u64 container;       /* key: the cgroup id its lineage was born with; 0: host */
	__u64 exe_ino;
	__u32 exe_dev;
	__u32 tgid, tid, ns_tgid; /* ns_tgid: as its own pid namespace shows it */
	__u32 parent_tgid;
	__u32 uid, gid; /* effective, init user namespace */
	__u32 flags;    /* OB_TASK_* */
	char comm[OB_COMM_LEN];
	struct ob_slice server; /* a struct ob_server, when OB_TASK_SERVER or OB_TASK_LINEAGE is set */
	__u32 reserved;
};
#define OB_TASK_ARMED 0x1    /* it, or an ancestor, executed inside the container: set-up is over */
#define OB_TASK_SERVER 0x2   /* it is a server itself */
#define OB_TASK_LINEAGE 0x4  /* an ancestor inside the same container is a server */
#define OB_TASK_JOINED 0x8   /* it entered a running container from outside (runc exec), not by fork */
#define OB_TASK_SCANNED 0x10 /* it was running before the sensor was */
#define OB_TASK_UNKNOWN 0x20 /* its state was missing (table full): judged as a server */
#define OB_TASK_KTHREAD_PARENT 0x40
#define OB_TASK_NESTED 0x80   /* a nested runtime's container inside this one */
#define OB_TASK_INIT 0x100    /* first armed process of its container */
#define OB_TASK_ESCAPED 0x200 /* it, or an ancestor, broke an invariant: an ESCAPE or a gain was told */

#endif
