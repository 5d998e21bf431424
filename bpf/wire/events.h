/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The contract between the kernel side and the daemon: every record that a ring can carry.
 * A record is one struct ob_event_<name>, which begins with struct ob_record, and then the bytes its
 * slices and paths point to. Change anything here and OB_WIRE_VERSION must change with it. */
#ifndef OVERBOARD_WIRE_EVENTS_H
#define OVERBOARD_WIRE_EVENTS_H

#include "types.h"

#define OB_WIRE_VERSION 2

/* The list of events: enum name, struct and function name, ring. Everything else is derived from it. */
#define OB_EVENTS(X)                                                                                             \
	X(FORK, fork, DECISIVE)               /* a process was born inside a container */                        \
	X(EXEC, exec, DECISIVE)               /* a program was executed */                                       \
	X(EXEC_FAILED, exec_failed, DECISIVE) /* execve or execveat returned an error */                         \
	X(EXIT, exit, DECISIVE)               /* the last thread of a process is gone */                         \
	X(CGROUP, cgroup, DECISIVE)           /* the host made, filled or removed a cgroup */                    \
	X(CONTAINER, container, DECISIVE)     /* a container was armed: its first exec, its namespaces */        \
	X(SERVER, server, DECISIVE)           /* a process became a server */                                    \
	X(OPEN, open, BULK)                   /* a file was opened, or an open was denied */                     \
	X(CONNECT, connect, BULK)             /* a socket was connected, or a connect was denied */              \
	X(MOUNT, mount, DECISIVE)             /* the mount tree or the root was changed, or that was refused */  \
	X(NAMESPACE, namespace, DECISIVE)     /* a namespace was made or entered, or that was refused */         \
	X(CREDENTIAL, credential, DECISIVE)   /* user, capabilities or user namespace changed */                 \
	X(ACCESS, access, DECISIVE)           /* another process was traced, read, written, signalled */         \
	X(KERNEL_CALL, kernel_call, DECISIVE) /* a call into a part of the kernel that few programs use */       \
	X(ESCAPE, escape, DECISIVE)           /* what holds for every container's process does not hold */       \
	X(FLOOD, flood, DECISIVE)             /* a container is over its budget: what it does now is not sent */ \
	X(CHANGE, change, BULK)               /* a file was changed by its name: renamed, linked, ... */         \
	X(ENTRY, entry, BULK)                 /* a process used io_uring, or 32-bit system calls */

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
	struct ob_slice env;      /* the variables that steer the dynamic loader ("LD_..."), NUL separated */
	__u64 changed_s;          /* the executable's i_ctime, seconds since 1970: no process can set it */
	struct ob_descriptor stdio[3];
	struct ob_inet peer; /* the far end of the first of them that is an inet socket */
	__u32 ruid;          /* real user; differs from the effective one after a set-id exec */
	__u32 flags;         /* OB_EXEC_* */
};
#define OB_EXEC_BRIDGED 0x1 /* stdin or stdout of the parent is a connected inet socket: peer is its far end */
#define OB_EXEC_ENV_CUT 0x2 /* more environment than is looked at */

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

/* MOUNT. `file` is the mount that came to be (its root): path.container is where it lies, path.filesystem what lies
 * there; for CHROOT and PIVOT_ROOT the new root. */
enum ob_mount_op {
	OB_MOUNT_MOUNT,
	OB_MOUNT_UMOUNT,
	OB_MOUNT_FSOPEN,
	OB_MOUNT_FSPICK,
	OB_MOUNT_FSCONFIG,
	OB_MOUNT_FSMOUNT,
	OB_MOUNT_MOVE,
	OB_MOUNT_OPEN_TREE,
	OB_MOUNT_SETATTR,
	OB_MOUNT_PIVOT_ROOT,
	OB_MOUNT_CHROOT,
	OB_MOUNT_OPS
};

struct ob_event_mount {
	struct ob_record rec;
	struct ob_file file; /* when resolved */
	__u64 flags;         /* as asked for: MS_*, MNT_*, MOVE_MOUNT_*, OPEN_TREE_*, FSCONFIG_*, by op */
	__u32 op;            /* enum ob_mount_op */
	__u32 entry;         /* enum ob_entry */
	__s32 error;         /* 0, or -errno */
	__u32 resolved;
	struct ob_slice fs_type; /* the kernel's name for the kind of filesystem; as asked for when not resolved */
	struct ob_slice source;  /* as asked for: device, directory, an FSCONFIG's key; of its CREATE the source */
	struct ob_slice target;  /* as asked for */
	__u32 reserved;
};

enum ob_namespace_op { OB_NAMESPACE_SETNS, OB_NAMESPACE_UNSHARE, OB_NAMESPACE_CLONE, OB_NAMESPACE_OPS };

/* NAMESPACE. Sets of namespaces are CLONE_NEW* bits (uapi/linux/sched.h). For CLONE rec.task is the child. */
struct ob_event_namespace {
	struct ob_record rec;
	__u64 flags; /* as asked for; for CLONE what is not the parent's */
	__u64 other; /* another container, whose mount namespace it is in now; 0: none */
	__u32 op;    /* enum ob_namespace_op */
	__u32 entry;
	__s32 error;
	__u32 changed; /* not those its container was born with */
	__u32 host;    /* the host's, while its container was not born with them */
	__u32 mnt_ns, pid_ns, net_ns, user_ns, cgroup_ns, uts_ns, ipc_ns; /* after the call, as /proc/PID/ns */
};

enum ob_credential_op {
	OB_CREDENTIAL_SET,    /* by a system call: capset, set*id */
	OB_CREDENTIAL_EXEC,   /* by a set-id or file-capability program */
	OB_CREDENTIAL_GAINED, /* by nothing that may do so */
	OB_CREDENTIAL_OPS
};

struct ob_event_credential {
	struct ob_record rec;
	__u64 permitted_before, bounding_before;
	__u64 permitted, bounding, effective;
	__u32 op; /* enum ob_credential_op */
	__u32 entry;
	__s32 error;
	__u32 call;            /* SET: the number of the system call, by the entry's table */
	__u32 uid_before, uid; /* effective, init user namespace */
	__u32 gid_before, gid;
	__u32 user_ns_before, user_ns;
};

enum ob_access_op {
	OB_ACCESS_PTRACE,
	OB_ACCESS_READ,    /* process_vm_readv */
	OB_ACCESS_WRITE,   /* process_vm_writev */
	OB_ACCESS_TAKE_FD, /* pidfd_getfd */
	OB_ACCESS_SIGNAL,  /* kill, tkill, tgkill, *sigqueueinfo, pidfd_send_signal */
	OB_ACCESS_OPS
};

struct ob_event_access {
	struct ob_record rec;
	__u64 target_container; /* its key; 0: of none */
	__u64 target_start_ns;
	__u64 argument; /* PTRACE: the request; TAKE_FD: the descriptor; SIGNAL: its number */
	__u32 op;       /* enum ob_access_op */
	__u32 entry;
	__s32 error;
	__u32 target_tgid; /* init pid namespace; 0: not one process (kill -1), or gone */
	__u32 target;      /* OB_TARGET_* */
	__u32 reserved;
	char target_comm[OB_COMM_LEN];
};
#define OB_TARGET_HOST 0x1   /* a process of the host */
#define OB_TARGET_OTHER 0x2  /* a process of another container */
#define OB_TARGET_CHILD 0x4  /* a child of the caller */
#define OB_TARGET_SENSOR 0x8 /* this sensor */
#define OB_TARGET_ALL 0x10   /* every process it may reach: kill(-1) */

/* The calls of KERNEL_CALL: enum name, the name rules know it by. */
#define OB_KERNEL_CALLS(X)                  \
	X(INIT_MODULE, init_module)         \
	X(FINIT_MODULE, finit_module)       \
	X(DELETE_MODULE, delete_module)     \
	X(BPF, bpf)                         \
	X(PERF_EVENT_OPEN, perf_event_open) \
	X(KEYCTL, keyctl)                   \
	X(ADD_KEY, add_key)                 \
	X(REQUEST_KEY, request_key)         \
	X(KEXEC_LOAD, kexec_load)           \
	X(KEXEC_FILE_LOAD, kexec_file_load) \
	X(USERFAULTFD, userfaultfd)         \
	X(MEMFD_CREATE, memfd_create)       \
	X(SOCKET, socket)

enum ob_kernel_call_name {
#define X(upper, lower) OB_CALL_##upper,
	OB_KERNEL_CALLS(X)
#undef X
		OB_CALLS
};

struct ob_event_kernel_call {
	struct ob_record rec;
	struct ob_file file; /* FINIT_MODULE, KEXEC_FILE_LOAD: what is loaded, when resolved */
	__u64 arguments[4];  /* the first four, as the kernel takes them */
	__u32 call;          /* enum ob_kernel_call_name */
	__u32 entry;
	__s32 error;
	__u32 resolved;
	struct ob_slice name; /* the module, key or memfd as asked for */
	__u32 reserved;
};

/* The invariants. None rests on a name or a path. */
enum ob_escape_what {
	OB_ESCAPE_NAMESPACE, /* a namespace became the host's */
	OB_ESCAPE_ROOT,      /* the root directory lies in another mount namespace */
	OB_ESCAPE_CWD,       /* the working directory does */
	OB_ESCAPE_EXE,       /* the executable does */
	OB_ESCAPE_CGROUP,    /* moved, or born, outside the container's cgroup by a container's process */
	OB_ESCAPE_HELPER,    /* the kernel executed a helper on the host */
	OB_ESCAPE_HOST_EXEC, /* a process of the host executed a file of a container's tree */
	OB_ESCAPE_HOST_MAP,  /* a process of the host mapped one executable */
	OB_ESCAPES
};

struct ob_event_escape {
	struct ob_record rec;
	struct ob_file file; /* the directory or file concerned, when resolved */
	__u64 owner;         /* HELPER, HOST_*: the container in whose tree it lies; CGROUP: the actor's; 0: none */
	__u64 cgroup;        /* CGROUP: where it is now */
	__u32 what;          /* enum ob_escape_what */
	__u32 namespaces;    /* NAMESPACE: CLONE_NEW* bits */
	__u32 target_tgid;   /* CGROUP: who was moved or born */
	__u32 resolved;
	struct ob_slice name; /* HELPER, HOST_EXEC: as asked for; CGROUP: the path of the cgroup */
	struct ob_slice args; /* HELPER, HOST_EXEC: argv, NUL separated, of at most OB_NAME_BYTES */
};

/* FLOOD: at most once a second for each ring. */
struct ob_event_flood {
	struct ob_record rec; /* rec.task: whose event was the first too many */
	__u64 budget;         /* records a second */
	__u32 of;             /* enum ob_ring: the ring that it may not fill */
	__u32 reserved;
};

enum ob_change_op {
	OB_CHANGE_TRUNCATE,
	OB_CHANGE_RENAME,
	OB_CHANGE_EXCHANGE, /* RENAME_EXCHANGE: each has the other's name now */
	OB_CHANGE_LINK,
	OB_CHANGE_SYMLINK,
	OB_CHANGE_UNLINK,
	OB_CHANGE_RMDIR,
	OB_CHANGE_MKDIR,
	OB_CHANGE_MKNOD,
	OB_CHANGE_CHMOD,
	OB_CHANGE_CHOWN,
	OB_CHANGE_SETXATTR,
	OB_CHANGE_REMOVEXATTR,
	OB_CHANGES
};

struct ob_event_change {
	struct ob_record rec;
	struct ob_file file; /* what was changed, by its name of now; removed or not found: its directory and that name,
	                      * inode 0 */
	struct ob_path from; /* rename, link: the other name */
	__u32 op;            /* enum ob_change_op */
	__u32 entry;         /* enum ob_entry */
	__s32 error;         /* 0, or -errno of a change that was denied */
	__u32 resolved;      /* 1: the kernel's own directory entries led to file. 0: only the names are known */
	__u32 mode;          /* mknod, mkdir, chmod: as asked for */
	__u32 rdev;          /* mknod: which device, major << 20 | minor */
	struct ob_slice name;  /* as asked for; empty: by a descriptor */
	struct ob_slice other; /* rename, link: the other name as asked for; symlink: its text; xattr: the attribute */
	__u32 reserved;
};

struct ob_event_entry {
	struct ob_record rec;
	__u32 entry; /* enum ob_entry: COMPAT or IO_URING */
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
OB_STATIC_ASSERT(sizeof(struct ob_descriptor) == 16, "wire: ob_descriptor");
OB_STATIC_ASSERT(sizeof(struct ob_event_exec) == 288, "wire: exec");
OB_STATIC_ASSERT(sizeof(struct ob_event_exec_failed) == 144, "wire: exec_failed");
OB_STATIC_ASSERT(sizeof(struct ob_event_exit) == 136, "wire: exit");
OB_STATIC_ASSERT(sizeof(struct ob_event_cgroup) == 152, "wire: cgroup");
OB_STATIC_ASSERT(sizeof(struct ob_event_container) == 192, "wire: container");
OB_STATIC_ASSERT(sizeof(struct ob_scanned) == 416, "wire: scanned");
OB_STATIC_ASSERT(sizeof(struct ob_event_open) == 192, "wire: open");
OB_STATIC_ASSERT(sizeof(struct ob_event_connect) == 232, "wire: connect");
OB_STATIC_ASSERT(sizeof(struct ob_event_mount) == 208, "wire: mount");
OB_STATIC_ASSERT(sizeof(struct ob_event_namespace) == 192, "wire: namespace");
OB_STATIC_ASSERT(sizeof(struct ob_event_credential) == 208, "wire: credential");
OB_STATIC_ASSERT(sizeof(struct ob_event_access) == 192, "wire: access");
OB_STATIC_ASSERT(sizeof(struct ob_event_kernel_call) == 224, "wire: kernel_call");
OB_STATIC_ASSERT(sizeof(struct ob_event_escape) == 208, "wire: escape");
OB_STATIC_ASSERT(sizeof(struct ob_event_flood) == 144, "wire: flood");
OB_STATIC_ASSERT(sizeof(struct ob_event_change) == 216, "wire: change");
OB_STATIC_ASSERT(sizeof(struct ob_event_entry) == 136, "wire: entry");

#endif
