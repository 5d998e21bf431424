/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the kernel side remembers between events. Not part of the wire: the daemon never reads these values. */
#ifndef OVERBOARD_LIB_STATE_H
#define OVERBOARD_LIB_STATE_H

#include "bpf/wire/filters.h"
#include "bpf/wire/counters.h"

/* A process of a container, or one that is being made into one. Copied at fork; root and sb are repeated here
 * so that an open is admitted with one table look-up. */
struct ob_proc {
	__u64 start_ns;
	__u64 container; /* key; 0 until a cgroup attach gave one */
	__u64 root;      /* dentry of the container's root */
	__u64 sb;        /* its super_block, when neither the host nor another container shares it (overlay); else 0 */
	__u64 exe_ino;
	__u64 server_start;
	__u32 exe_dev;
	__u32 flags; /* OB_TASK_* */
	__u32 server_tgid;
	__u32 connecting; /* the thread that has submitted a connect to io_uring, or 0 */
	/* What was last checked; see lib/privilege.bpf.h. Pointers are for comparison only. */
	__u64 nsproxy, cred, user_ns;
	__u64 permitted, bounding;
	__u32 uid, suid, euid;
	__u32 told; /* CLONE_NEW*: the host's namespaces it was adopted with, or that were told */
};

/* A container, recorded at the first exec inside it. Pointers are for comparison only. */
struct ob_box {
	__u64 root, sb, mnt_ns;
	__u32 mnt_inum, pid_inum, net_inum, user_inum, cgroup_inum, uts_inum, ipc_inum;
	__u32 root_dev;
	__u64 root_ino;
	__u64 budget_from; /* start of the second that is being counted */
	__u64 budget_used[OB_RINGS];
};

/* The host, as the first processes of the initial pid namespace show it. Pointers are for comparison only. */
struct ob_host {
	__u64 mnt_ns, root, sb;
	__u32 pid_inum, net_inum, user_inum, cgroup_inum, uts_inum, ipc_inum, mnt_inum;
	__u32 plain_trees; /* a container's root is no file system of its own: files are looked for by their directories
	                    */
};

/* A connection a server accepted, by its struct sock. */
struct ob_connection {
	__u32 tgid;
	__u32 slot;
};

/* What makes two bulk events alike; see lib/fold.bpf.h. */
struct ob_fold_key {
	__u64 container, exe_ino, object, object2;
	__u32 how, uid, flags, kind;
};
struct ob_fold {
	__u64 sent_ns;
	__u64 count; /* since sent_ns, not sent */
};

/* A request of io_uring that was submitted, by its struct io_kiocb. */
struct ob_request {
	__u32 tgid; /* who submitted it: an address is used again, also by another process's ring */
	__u32 opcode;
	__u32 flags; /* of an open, as asked for: O_* */
	__s32 fd;    /* of a connect: the socket's descriptor, or with IOSQE_FIXED_FILE its index */
	__u32 how;   /* IOSQE_* */
	__u32 told;  /* a record was sent */
	__u32 len, reserved;
	char name[OB_NAME_BYTES];
};

/* What a thread has submitted and nothing was heard of yet. */
#define OB_URING_WAITING 4
struct ob_submitter {
	__u64 waiting[OB_URING_WAITING];
};

/* One walk up the dentries; see lib/walk.bpf.c. */
struct ob_walk {
	__u64 dentry, mount, mnt_root;
	__u64 root;  /* dentry at which the container's path ends */
	__u64 below; /* dentry from which the filesystem's part begins */
	__u32 at;    /* where the next component goes in the record */
	__u32 run;   /* OB_RUN_* */
	__u32 bytes[4];
	__u32 flags, reserved;
};
enum { OB_RUN_INSIDE, OB_RUN_ABOVE, OB_RUN_BELOW, OB_RUN_DONE };

struct ob_scratch {
	struct ob_walk walk;
	__u8 record[OB_RECORD_MAX + OB_PATH_BYTES]; /* slack: a bounded write at a bounded offset stays inside */
};

/* Slots of the program array behind sys_exit. */
enum ob_tail {
	OB_TAIL_NONE,
	OB_TAIL_OPEN,
	OB_TAIL_CONNECT,
	OB_TAIL_ACCEPT,
	OB_TAIL_EXEC,
	OB_TAIL_SOCKETCALL,
	OB_TAIL_URING,
	OB_TAIL_CHECK, /* credentials or namespaces have changed: look, then go on */
	OB_TAIL_ADOPT, /* a process in a container's namespace that no table knows: adopt it, then go on */
	OB_TAIL_LOOK,  /* calls that change credentials: nothing but the check itself */
	OB_TAIL_CWD,
	OB_TAIL_MOUNT,
	OB_TAIL_NAMESPACE,
	OB_TAIL_ACCESS,
	OB_TAIL_KERNEL_CALL,
	OB_TAIL_MAP,
	OB_TAILS
};

/* Map `syscalls`: number, or number + OB_COMPAT_BASE for a 32-bit entry -> enum ob_tail | which of its calls <<
 * OB_OP_SHIFT (enum ob_mount_op, ob_namespace_op, ...), so that no program needs to know numbers. */
#define OB_OP_SHIFT 8
#define OB_COMPAT_BASE 512
#define OB_SYSCALLS 1024

#endif
