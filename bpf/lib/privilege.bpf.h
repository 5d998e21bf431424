/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What holds for every process of a container, whatever it calls itself and whatever it runs: its namespaces do not
 * become the host's, and its credentials do not grow but by an exec or a new user namespace.
 *
 * The pointers to both are kept in the process's entry and compared at each watched system call (6 ns each); only when
 * one has changed is it looked at. No legal path makes them grow: permitted capabilities only shrink but by an exec,
 * which is bounded by the bounding set, and that only ever shrinks (kernel/{cred,sys}.c, security/commoncap.c). */
#ifndef OVERBOARD_LIB_PRIVILEGE_H
#define OVERBOARD_LIB_PRIVILEGE_H

#include "fold.bpf.h"
#include "admit.bpf.h"
#include "syscall.bpf.h"

/* uapi/linux/sched.h */
#define OB_NEWNS 0x00020000
#define OB_NEWCGROUP 0x02000000
#define OB_NEWUTS 0x04000000
#define OB_NEWIPC 0x08000000
#define OB_NEWUSER 0x10000000
#define OB_NEWPID 0x20000000
#define OB_NEWNET 0x40000000
#define OB_NEWTIME 0x00000080
#define OB_NEW_ANY (OB_NEWNS | OB_NEWCGROUP | OB_NEWUTS | OB_NEWIPC | OB_NEWUSER | OB_NEWPID | OB_NEWNET | OB_NEWTIME)
#define OB_CAP_SETUID (1ULL << 7) /* uapi/linux/capability.h */
#define OB_USER_NS_DEPTH 33       /* kernel/user_namespace.c: a namespace has at most 32 above it */

OB_INLINE __u64 ob_caps(const kernel_cap_t *set)
{
	__u64 value = 0; /* two __u32 before 6.3, one __u64 since: the same bytes on little-endian */
	bpf_probe_read_kernel(&value, sizeof(value), set);
	return value;
}

#define OB_CAPS(from, member) ob_caps((void *)(from) + bpf_core_field_offset(struct cred, member))

/* The namespaces a task is in, against its container's and the host's. */
struct ob_spaces {
	__u32 mnt, pid, net, user, cgroup, uts, ipc; /* inode numbers */
	__u32 changed, host;                         /* CLONE_NEW*; host: only those the container was not born with */
};

OB_INLINE void ob_compare(struct ob_spaces *out, __u32 now, __u32 born, __u32 of_host, __u32 bit)
{
	if (now == born)
		return;
	out->changed |= bit;
	if (now == of_host)
		out->host |= bit;
}

OB_INLINE void ob_spaces_of(struct ob_spaces *out, struct task_struct *task, struct ob_box *box)
{
	struct nsproxy *ns = BPF_CORE_READ(task, nsproxy);
	out->mnt = BPF_CORE_READ(ns, mnt_ns, ns.inum);
	out->pid = BPF_CORE_READ(ns, pid_ns_for_children, ns.inum);
	out->net = BPF_CORE_READ(ns, net_ns, ns.inum);
	out->cgroup = BPF_CORE_READ(ns, cgroup_ns, ns.inum);
	out->uts = BPF_CORE_READ(ns, uts_ns, ns.inum);
	out->ipc = BPF_CORE_READ(ns, ipc_ns, ns.inum);
	out->user = BPF_CORE_READ(task, cred, user_ns, ns.inum);
	out->changed = out->host = 0;
	if (!box || !ns) /* without a record nothing can be told; at a task's end there is no nsproxy */
		return;
	ob_compare(out, out->mnt, box->mnt_inum, host.mnt_inum, OB_NEWNS);
	ob_compare(out, out->pid, box->pid_inum, host.pid_inum, OB_NEWPID);
	ob_compare(out, out->net, box->net_inum, host.net_inum, OB_NEWNET);
	ob_compare(out, out->cgroup, box->cgroup_inum, host.cgroup_inum, OB_NEWCGROUP);
	ob_compare(out, out->uts, box->uts_inum, host.uts_inum, OB_NEWUTS);
	ob_compare(out, out->ipc, box->ipc_inum, host.ipc_inum, OB_NEWIPC);
	ob_compare(out, out->user, box->user_inum, host.user_inum, OB_NEWUSER);
}

/* Takes what the task is now as right: at its birth, when it is adopted, at an exec that was looked at. */
OB_INLINE void ob_remember(struct ob_proc *proc, struct task_struct *task)
{
	const struct cred *cred = BPF_CORE_READ(task, cred);
	proc->nsproxy = (__u64)BPF_CORE_READ(task, nsproxy);
	proc->cred = (__u64)cred;
	proc->user_ns = (__u64)BPF_CORE_READ(cred, user_ns);
	proc->permitted = OB_CAPS(cred, cap_permitted);
	proc->bounding = OB_CAPS(cred, cap_bset);
	proc->uid = BPF_CORE_READ(cred, uid.val);
	proc->suid = BPF_CORE_READ(cred, suid.val);
	proc->euid = BPF_CORE_READ(cred, euid.val);
}

/* true: the current task's credentials or namespaces are not those that were last checked. */
OB_INLINE bool ob_changed(struct ob_proc *proc)
{
	if (ob_has_typed_task()) {
		struct task_struct *task = bpf_get_current_task_btf();
		return (__u64)task->nsproxy != proc->nsproxy || (__u64)task->cred != proc->cred;
	}
	struct task_struct *task = ob_current();
	return (__u64)BPF_CORE_READ(task, nsproxy) != proc->nsproxy || (__u64)BPF_CORE_READ(task, cred) != proc->cred;
}

OB_INLINE struct ob_event_escape *ob_begin_escape(__u32 what, struct task_struct *task, struct ob_proc *proc)
{
	if (ob_armed(proc))
		proc->flags |= OB_TASK_ESCAPED;
	if (!ob_kind_wanted(OB_KIND_ESCAPE))
		return NULL;
	struct ob_event_escape *e = OB_BEGIN(ESCAPE, escape, task, proc);
	if (!e)
		return NULL;
	__builtin_memset(&e->file, 0, sizeof(*e) - __builtin_offsetof(struct ob_event_escape, file));
	e->what = what;
	return e;
}

OB_INLINE void ob_check_namespaces(struct task_struct *task, struct ob_proc *proc)
{
	__u64 key = proc->container, now = (__u64)BPF_CORE_READ(task, nsproxy);
	struct ob_spaces spaces;
	if (!now || (now == proc->nsproxy && (__u64)BPF_CORE_READ(task, cred, user_ns) == proc->user_ns))
		return;
	ob_spaces_of(&spaces, task, bpf_map_lookup_elem(&containers, &key));
	proc->nsproxy = now;
	__u32 news = spaces.host & ~proc->told;
	if (!news)
		return;
	proc->told |= news;
	struct ob_event_escape *e = ob_begin_escape(OB_ESCAPE_NAMESPACE, task, proc);
	if (!e)
		return;
	e->namespaces = news;
	ob_send(&e->rec, OB_WAKE);
}

/* true: `ns` is `above`, or was made inside it. */
OB_INLINE bool ob_descends(struct user_namespace *ns, __u64 above)
{
	for (int i = 0; i < OB_USER_NS_DEPTH && ns; i++) {
		if ((__u64)ns == above)
			return true;
		ns = BPF_CORE_READ(ns, parent);
	}
	return false;
}

/* Whether what the credentials have become is what they may: by a call, or by an exec. */
OB_INLINE bool ob_may_have(struct ob_proc *was, const struct cred *now, bool by_exec)
{
	struct user_namespace *user_ns = BPF_CORE_READ(now, user_ns);
	if ((__u64)user_ns != was->user_ns)
		return ob_descends(user_ns, was->user_ns);
	__u64 permitted = OB_CAPS(now, cap_permitted), bounding = OB_CAPS(now, cap_bset);
	if (bounding & ~was->bounding)
		return false;
	if (by_exec)
		return !(permitted & ~(was->permitted | was->bounding | OB_CAPS(now, cap_inheritable)));
	__u32 euid = BPF_CORE_READ(now, euid.val);
	bool own = euid == was->uid || euid == was->suid || euid == was->euid;
	return !(permitted & ~was->permitted) && (own || was->permitted & OB_CAP_SETUID);
}

OB_INLINE void ob_tell_credentials(struct task_struct *task, struct ob_proc *proc, struct ob_proc *was, __u32 op,
                                   __u32 call)
{
	const struct cred *cred = BPF_CORE_READ(task, cred);
	struct user_namespace *before =
		(void *)was->user_ns; /* may be gone: only its number is read, and may be wrong */
	if (op == OB_CREDENTIAL_GAINED)
		proc->flags |= OB_TASK_ESCAPED;
	if (!ob_kind_wanted(OB_KIND_CREDENTIAL))
		return;
	struct ob_event_credential *e = OB_BEGIN(CREDENTIAL, credential, task, proc);
	if (!e)
		return;
	e->op = op;
	e->entry = ob_compat() ? OB_ENTRY_COMPAT : OB_ENTRY_SYSCALL;
	e->error = 0;
	e->call = call;
	e->permitted_before = was->permitted;
	e->bounding_before = was->bounding;
	e->permitted = OB_CAPS(cred, cap_permitted);
	e->bounding = OB_CAPS(cred, cap_bset);
	e->effective = OB_CAPS(cred, cap_effective);
	e->uid_before = was->euid;
	e->uid = BPF_CORE_READ(cred, euid.val);
	e->gid_before = e->gid = BPF_CORE_READ(cred, egid.val);
	e->user_ns_before = BPF_CORE_READ(before, ns.inum);
	e->user_ns = BPF_CORE_READ(cred, user_ns, ns.inum);
	ob_send_folded(e->permitted ^ e->permitted_before << 1, (__u64)e->uid_before << 32 | e->uid, op,
	               op == OB_CREDENTIAL_SET ? OB_QUIET : OB_WAKE);
}

OB_INLINE bool ob_same_credentials(struct ob_proc *a, struct ob_proc *b)
{
	return a->euid == b->euid && a->permitted == b->permitted && a->user_ns == b->user_ns;
}

/* After a call. Threads may differ from each other: what one of several gave up, the others still have, so only the
 * whole process's loss lowers what it may have. */
OB_INLINE void ob_check_credentials(struct task_struct *task, struct ob_proc *proc, __u32 call)
{
	const struct cred *now = BPF_CORE_READ(task, cred);
	if ((__u64)now == proc->cred)
		return;
	struct ob_proc was = *proc;
	bool may = ob_may_have(&was, now, false), alone = BPF_CORE_READ(task, signal, live.counter) <= 1;
	proc->cred = (__u64)now;
	if (!may || alone || (__u64)BPF_CORE_READ(now, user_ns) != was.user_ns)
		ob_remember(proc, task);
	if (!may)
		ob_tell_credentials(task, proc, &was, OB_CREDENTIAL_GAINED, call);
	else if (!ob_same_credentials(&was, proc))
		ob_tell_credentials(task, proc, &was, OB_CREDENTIAL_SET, call);
}

/* At an exec: a set-id program may change the user, and file capabilities may be had within the bounding set. */
OB_INLINE void ob_check_exec(struct task_struct *task, struct ob_proc *proc)
{
	struct ob_proc was = *proc;
	bool may = ob_may_have(&was, BPF_CORE_READ(task, cred), true);
	ob_remember(proc, task);
	proc->nsproxy = was.nsproxy; /* looked at by ob_check_namespaces() */
	bool by_file = proc->euid != was.euid || (proc->euid && proc->permitted & ~was.permitted);
	if (!may)
		ob_tell_credentials(task, proc, &was, OB_CREDENTIAL_GAINED, 0);
	else if (by_file)
		ob_tell_credentials(task, proc, &was, OB_CREDENTIAL_EXEC, 0);
}

#endif
