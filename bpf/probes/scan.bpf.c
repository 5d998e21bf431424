/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What already runs when the sensor starts, read by iterators: user space could not name the kernel objects (root
 * dentry, super block, mount namespace) that later events are compared with.
 * Order: scan_host before anything is attached; then, attached, scan_tasks, scan_files, scan_lineage. */
#include "bpf/lib/arm.bpf.h"
#include "bpf/lib/server.bpf.h"
#include "bpf/lib/syscall.bpf.h"

#define OB_PARENTS 24

OB_INLINE struct task_struct *leader(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	return task && task->pid == task->tgid && task->mm ? task : NULL;
}

/* pid 1, or where a kernel hides it from iterators, kthreadd: both live in the initial mount namespace. */
SEC("iter/task")
int scan_host(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	if (!task || host.mnt_ns || (task->pid != 1 && task->pid != 2))
		return 0;
	host.mnt_ns = ob_mnt_ns(task);
	host.root = ob_root(task);
	struct dentry *root = (void *)host.root;
	host.sb = (__u64)BPF_CORE_READ(root, d_inode, i_sb);
	struct ob_spaces spaces;
	ob_spaces_of(&spaces, task, NULL);
	host.mnt_inum = spaces.mnt;
	host.pid_inum = spaces.pid;
	host.net_inum = spaces.net;
	host.user_inum = spaces.user;
	host.cgroup_inum = spaces.cgroup;
	host.uts_inum = spaces.uts;
	host.ipc_inum = spaces.ipc;
	return 0;
}

/* Set up by a runtime, or about to be run in a container from outside: born of a process of the host (whose mounts may
 * be its own), not yet what it will execute, and running no file of the container. Nothing that it does is the
 * container's; its exec arms it. Where pids are the host's an orphan of the container looks the same, once the
 * container is known, and is watched. */
OB_INLINE bool set_up(struct task_struct *task, bool known)
{
	struct task_struct *parent = BPF_CORE_READ(task, real_parent);
	if (!(BPF_CORE_READ(task, flags) & OB_PF_FORKNOEXEC) || ob_outside_host(parent) || ob_native(task))
		return false;
	return !known || BPF_CORE_READ(task, thread_pid, level);
}

SEC("iter/task")
int scan_tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *task = leader(ctx);
	if (!task || !ob_outside_host(task) || ob_armed(ob_proc_of(task->tgid)))
		return 0;
	__u64 mnt_ns = ob_mnt_ns(task);
	__u64 *known = bpf_map_lookup_elem(&namespaces, &mnt_ns);
	__u64 key = known ? *known : ob_cgroup_id(ob_cgroup_of(task));
	if (set_up(task, known)) {
		struct ob_proc fresh = {.start_ns = ob_start(task), .container = key};
		ob_proc_put(task->tgid, &fresh);
		return 0;
	}
	int first = ob_record_box(key, task);
	struct ob_box *box = bpf_map_lookup_elem(&containers, &key);
	if (box)
		ob_adopt(task, key, box, OB_TASK_ARMED | OB_TASK_SCANNED | (first == 1 ? OB_TASK_INIT : 0));
	return 0;
}

SEC("iter/task_file")
int scan_files(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	if (!task || !file)
		return 0;
	struct ob_proc *proc = ob_proc_of(task->tgid);
	struct sock *sk = ob_armed(proc) ? ob_sock_of(file) : NULL;
	if (!sk || BPF_CORE_READ(sk, __sk_common.skc_state) != OB_TCP_LISTEN)
		return 0;
	__u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);
	bool is_new;
	if (family == OB_AF_INET || family == OB_AF_INET6)
		ob_server_get(task->tgid, proc, OB_SERVER_SCANNED, BPF_CORE_READ(sk, __sk_common.skc_num), &is_new);
	return 0;
}

/* A process older than the sensor is of a server's lineage when an ancestor in its container listens now. */
OB_INLINE void inherit(struct task_struct *task, struct ob_proc *proc)
{
	struct task_struct *parent = task;
	for (int i = 0; i < OB_PARENTS; i++) {
		parent = BPF_CORE_READ(parent, real_parent);
		struct ob_proc *from = ob_proc_of(BPF_CORE_READ(parent, tgid));
		if (!ob_armed(from) || from->container != proc->container)
			return;
		if (from->flags & OB_TASK_SERVER) {
			proc->flags |= OB_TASK_LINEAGE;
			proc->server_tgid = from->server_tgid;
			proc->server_start = from->server_start;
			return;
		}
	}
}

SEC("iter/task")
int scan_lineage(struct bpf_iter__task *ctx)
{
	struct task_struct *task = leader(ctx);
	struct ob_proc *proc = task ? ob_proc_of(task->tgid) : NULL;
	struct ob_scanned *out = ob_at(&scanned, 0);
	if (!ob_armed(proc) || !out)
		return 0;
	__u64 key = proc->container;
	struct ob_box *box = bpf_map_lookup_elem(&containers, &key);
	if (!box)
		return 0;
	if (!(proc->flags & (OB_TASK_SERVER | OB_TASK_LINEAGE)))
		inherit(task, proc);
	__builtin_memset(out, 0, sizeof(*out));
	ob_fill_task(&out->task, task, proc);
	ob_fill_container(&out->container, task, box);
	__u32 tgid = proc->server_tgid;
	struct ob_server *server = bpf_map_lookup_elem(&servers, &tgid);
	if (server && (proc->flags & (OB_TASK_SERVER | OB_TASK_LINEAGE)))
		out->server = *server;
	bpf_seq_write(ctx->meta->seq, out, sizeof(*out));
	return 0;
}
