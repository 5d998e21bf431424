/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The contract between the kernel side and the daemon: every record that a ring can carry.
 * A record is one struct ob_event_<name>, which begins with struct ob_record, and then the bytes its
 * slices and paths point to. Change anything here and OB_WIRE_VERSION must change with it. */
#ifndef OVERBOARD_WIRE_EVENTS_H
#define OVERBOARD_WIRE_EVENTS_H

#include "types.h"

#define OB_WIRE_VERSION 1

/* The list of events: enum name, struct and function name, ring. Everything else is derived from it. */
#define OB_EVENTS(X)                                                                                      \
	X(FORK, fork, DECISIVE)               /* a process was born inside a container */                 \
	X(EXEC, exec, DECISIVE)               /* a program was executed */                                \
	X(EXEC_FAILED, exec_failed, DECISIVE) /* execve or execveat returned an error */                  \
	X(EXIT, exit, DECISIVE)               /* the last thread of a process is gone */                  \
	X(CGROUP, cgroup, DECISIVE)           /* the host made, filled or removed a cgroup */             \
	X(CONTAINER, container, DECISIVE)     /* a container was armed: its first exec, its namespaces */ \
	X(SERVER, server, DECISIVE)           /* a process became a server */                             \
	X(OPEN, open, BULK)                   /* a file was opened, or an open was denied */              \
	X(CONNECT, connect, BULK)             /* a socket was connected, or a connect was denied */

enum ob_ring { OB_RING_DECISIVE, OB_RING_BULK, OB_RINGS };

enum ob_kind {
	OB_KIND_NONE,
#define X(upper, lower, ring) OB_KIND_##upper,
	OB_EVENTS(X)
#undef X
		OB_KINDS
};

struct ob_record {
	__u16 kind;
	__u16 ring;
	__u32 size; /* of the whole record in bytes, slices included */
	__u32 cpu;
	__u32 folded;  /* like events since the previous one of its fold key, not sent (lib/fold.bpf.h) */
	__u64 seq;     /* per ring and CPU, counts attempts: a gap is a loss */
	__u64 time_ns; /* CLOCK_BOOTTIME */
	struct ob_task task;
};

/* How the kernel was entered: a system call, a 32-bit system call, or an io_uring request. */
enum ob_entry { OB_ENTRY_SYSCALL, OB_ENTRY_COMPAT, OB_ENTRY_IO_URING };

struct ob_event_fork {
	struct ob_record rec; /* rec.task is the child */
};

struct ob_event_exec {
	struct ob_record rec;
	struct ob_file exe; /* bprm->file: for a script, its interpreter */
	struct ob_path cwd;
	__u32 args_total;         /* bytes of argv in the process, whatever the slice holds */
	struct ob_slice args;     /* argv, NUL separated; shorter than args_total: truncated */
	struct ob_slice filename; /* as asked for: bprm->filename */
	struct ob_slice interp;   /* bprm->interp, when it differs from filename (a script, binfmt_misc) */
	__u32 reserved;
};

struct ob_event_exec_failed {
	struct ob_record rec;
	__s32 error; /* -errno */
	__u32 entry; /* enum ob_entry */
	struct ob_slice filename;
	__u32 reserved;
};

struct ob_event_exit {
	struct ob_record rec;
	__s32 code; /* task_struct.exit_code: status << 8 | signal */
	__u32 reserved;
};

enum ob_cgroup_op { OB_CGROUP_MKDIR, OB_CGROUP_ATTACH, OB_CGROUP_RMDIR };

struct ob_event_cgroup {
	struct ob_record rec; /* rec.task is the actor: a runtime, systemd, kubelet */
	__u64 id;
	__u32 op;          /* enum ob_cgroup_op */
	__u32 target_tgid; /* OB_CGROUP_ATTACH: the process moved */
	struct ob_slice path;
	__u32 reserved;
};

struct ob_event_container {
	struct ob_record rec; /* rec.task is the first process; rec.task.container the key */
	__u32 mnt_ns, pid_ns, net_ns, user_ns, cgroup_ns, uts_ns, ipc_ns; /* inode numbers, as /proc/PID/ns */
	__u32 root_dev;
	__u64 root_ino;
	__u64 effective, permitted, bounding; /* capability sets of the first process */
};

struct ob_event_server {
	struct ob_record rec; /* rec.task.server: the state after the change */
};

struct ob_event_open {
	struct ob_record rec;
	struct ob_file file;  /* when resolved */
	__u32 flags;          /* O_*: file->f_flags when resolved, else as asked */
	__u32 entry;          /* enum ob_entry */
	__s32 error;          /* 0, or -errno of a denied open */
	__u32 resolved;       /* 1: file is what was opened. 0: only the name is known */
	struct ob_slice name; /* as asked for, when not resolved */
	__u32 reserved;
};

struct ob_event_connect {
	struct ob_record rec;
	__u32 family;          /* AF_UNIX 1, AF_INET 2, AF_INET6 10 */
	__u32 protocol;        /* IPPROTO_* for inet */
	struct ob_inet peer;   /* inet: the far end */
	struct ob_file socket; /* unix, path bound: the listener's socket file */
	struct ob_slice name;  /* unix: sun_path as asked for, or the abstract name (first byte NUL) */
	__u32 peer_tgid;       /* unix: the listener, init pid namespace; 0: unknown */
	__u64 peer_container;  /* unix: the listener's container key; 0: host or unknown */
	__u32 entry;           /* enum ob_entry */
	__s32 error;           /* 0, -EINPROGRESS, or -errno of a refused connect */
	__u32 resolved;
	__u32 reserved;
};

/* What the iterators say of each process that ran in a container before the sensor did: not on a ring, but read from
 * the iterator's descriptor, one after the other. */
struct ob_scanned {
	struct ob_task task;
	struct ob_server server;             /* tgid 0: in no server's lineage */
	struct ob_event_container container; /* of its container; its rec is zero */
};

OB_STATIC_ASSERT(sizeof(struct ob_path) == 12, "wire: ob_path");
OB_STATIC_ASSERT(sizeof(struct ob_file) == 40, "wire: ob_file");
OB_STATIC_ASSERT(sizeof(struct ob_inet) == 24, "wire: ob_inet");
OB_STATIC_ASSERT(sizeof(struct ob_server) == 128, "wire: ob_server");
OB_STATIC_ASSERT(sizeof(struct ob_task) == 96, "wire: ob_task");
OB_STATIC_ASSERT(sizeof(struct ob_record) == 128, "wire: ob_record");
OB_STATIC_ASSERT(sizeof(struct ob_event_exec) == 200, "wire: exec");
OB_STATIC_ASSERT(sizeof(struct ob_event_exec_failed) == 144, "wire: exec_failed");
OB_STATIC_ASSERT(sizeof(struct ob_event_exit) == 136, "wire: exit");
OB_STATIC_ASSERT(sizeof(struct ob_event_cgroup) == 152, "wire: cgroup");
OB_STATIC_ASSERT(sizeof(struct ob_event_container) == 192, "wire: container");
OB_STATIC_ASSERT(sizeof(struct ob_scanned) == 416, "wire: scanned");
OB_STATIC_ASSERT(sizeof(struct ob_event_open) == 192, "wire: open");
OB_STATIC_ASSERT(sizeof(struct ob_event_connect) == 232, "wire: connect");

#endif
