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
	__u32 told;    /* CLONE_NEW*: the host's namespaces it was adopted with, or that were told */
	__u32 entries; /* bit 1 << enum ob_entry: this way in has been told of this executable */
	__u32 reserved;
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
	__u32 reserved;
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
enum ob_told { OB_TOLD_NOT, OB_TOLD_AS_ASKED, OB_TOLD_AS_ENDED };
struct ob_request {
	__u32 tgid; /* who submitted it: an address is used again, also by another process's ring */
	__u32 opcode;
	__u32 flags;  /* of an open, as asked for: O_* */
	__s32 fd;     /* of a connect: the socket's descriptor, or with IOSQE_FIXED_FILE its index */
	__u32 how;    /* IOSQE_* */
	__u32 told;   /* enum ob_told */
	__s32 result; /* that it was told with */
	__u32 len;
	__u32 op; /* of a change: enum ob_change_op; fd is its dirfd */
	__s32 other_fd;
	__u32 mode;
	char name[OB_NAME_BYTES]; /* of a change: its name, and in the second half the other one */
};
#define OB_REQUEST_HALF (OB_NAME_BYTES / 2)

/* What a thread has submitted and nothing was heard of yet. */
#define OB_URING_WAITING 4
struct ob_submitter {
	__u64 waiting[OB_URING_WAITING];
};

/* An executable by its inode. */
struct ob_inode_key {
	__u64 ino;
	__u32 dev, reserved;
};

/* One walk up the dentries; see lib/walk.bpf.c. */
struct ob_walk {
	__u64 dentry, mount, mnt_root;
	__u64 root;   /* dentry at which the container's path ends */
	__u64 below;  /* dentry from which the filesystem's part begins */
	__u64 top_ns; /* the mount namespace of the tree that it left by its top or beside a mount */
	__u32 at;     /* where the next component goes in the record */
	__u32 run;    /* OB_RUN_* */
	__u32 bytes[4];
	__u32 flags, reserved;
};
enum { OB_RUN_INSIDE, OB_RUN_ABOVE, OB_RUN_BELOW, OB_RUN_DONE };

/* One pass over a new program's environment; see lib/env.bpf.c. */
struct ob_env {
	__u64 at, end; /* user memory */
	__u32 first;   /* where in the record its variables begin */
	__u32 within;  /* the last piece did not end its variable */
	__u32 keep;    /* that variable is one of those wanted */
	__u32 reserved;
};

/* A change as it was asked for, from the call's registers or from io_uring's request. Apart from the scratch, which the
 * record is built in. */
struct ob_change_call {
	__u64 name, other; /* addresses; 0: by descriptor, no other name */
	__u64 attribute;   /* or a symbolic link's text: an address that is no path to be followed */
	__s32 dirfd, other_dirfd;
	__u32 op, entry, mode, rdev;
	__s32 error;
	__u32 follow;    /* a symbolic link at the end of the name */
	__u32 in_kernel; /* the addresses are the kernel's */
	__u32 how;       /* enum ob_change_how; if found, it is mnt and dentry */
	__u64 mnt, dentry;
};

/* One walk down from a name; see lib/lookup.bpf.c. */
struct ob_lookup {
	__u64 dentry, mount;    /* where it stands; at its end, what was meant */
	__u64 root, root_mount; /* the task's */
	__u64 node;             /* of the list that is searched: entries of a directory, or mounts */
	__u64 head;             /* the component's first bytes */
	__u32 state, follow, links;
	__u32 missing;      /* at its end: dentry is the directory, and has no entry of the last component's name */
	__u32 at, end;      /* of the name: what is still to be followed */
	__u32 leaf, length; /* of the name: the component in hand, at the end the last one */
	char name[2 * OB_NAME_BYTES], text[2 * OB_NAME_BYTES]; /* the second half is slack, as in the record */
};

struct ob_scratch {
	struct ob_walk walk;
	struct ob_lookup lookup;
	struct ob_env env;
	struct ob_fold_key fold;
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
	OB_TAIL_ENTRY,
	OB_TAIL_CHANGE,
	OB_TAILS
};

/* Map `syscalls`: number, or number + OB_COMPAT_BASE for a 32-bit entry -> enum ob_tail in the lowest byte and, above
 * it, which of its calls (enum ob_mount_op, ob_namespace_op, ...), so that no program needs to know numbers.
 * OB_TAIL_CHANGE has in it what is changed and which argument (0 to 4) says what; each takes three bits. */
#define OB_ROW_TAIL(row) ((row)&255)
#define OB_ROW_SETS_ATTRIBUTES 16 /* above the op of a mount call: open_tree_attr, on what it does not copy */
#define OB_ROW_OP 8               /* of changes: enum ob_change_op, four bits */
#define OB_ROW_NAME 12            /* none: the descriptor is what is changed */
#define OB_ROW_DIRFD 15           /* none: AT_FDCWD */
#define OB_ROW_OTHER 18
#define OB_ROW_OTHER_DIRFD 21
#define OB_ROW_MODE 24 /* mknod: the next argument is the device */
#define OB_ROW_FLAGS 27
#define OB_ROW_FOLLOW 30 /* one bit: a symbolic link at the end of the name is followed */
#define OB_ROW_NONE 7
#define OB_COMPAT_BASE 512
#define OB_SYSCALLS 1024

#endif
