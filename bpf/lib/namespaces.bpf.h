/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The record of namespaces made or entered. */
#ifndef OVERBOARD_LIB_NAMESPACES_H
#define OVERBOARD_LIB_NAMESPACES_H

#include "privilege.bpf.h"

/* task: who is in the namespaces now. */
OB_INLINE struct ob_event_namespace *ob_begin_namespace(struct task_struct *task, struct ob_proc *proc, __u32 op)
{
	struct ob_event_namespace *e = OB_BEGIN(NAMESPACE, namespace, task, proc);
	if (!e)
		return NULL;
	__u64 key = proc->container, mnt_ns = ob_mnt_ns(task);
	struct ob_spaces spaces;
	ob_spaces_of(&spaces, task, bpf_map_lookup_elem(&containers, &key));
	__u64 *other = bpf_map_lookup_elem(&namespaces, &mnt_ns);
	e->op = op;
	e->error = 0;
	e->entry = OB_ENTRY_SYSCALL;
	e->other = other && *other != key ? *other : 0;
	e->changed = spaces.changed;
	e->host = spaces.host;
	e->mnt_ns = spaces.mnt;
	e->pid_ns = spaces.pid;
	e->net_ns = spaces.net;
	e->user_ns = spaces.user;
	e->cgroup_ns = spaces.cgroup;
	e->uts_ns = spaces.uts;
	e->ipc_ns = spaces.ipc;
	return e;
}

OB_INLINE void ob_send_namespace(struct ob_event_namespace *e)
{
	__u32 from = __builtin_offsetof(struct ob_event_namespace, other);
	__u64 result = ob_hash(from, __builtin_offsetof(struct ob_event_namespace, mnt_ns) - from);
	ob_send_folded(result, e->flags, e->op, OB_WAKE);
}

#define OB_DIFFERS(a, b, member, bit) (BPF_CORE_READ(a, member) != BPF_CORE_READ(b, member) ? (bit) : 0)

/* clone() with CLONE_NEW*: what the child does not share with its parent. */
OB_INLINE void ob_check_birth(struct task_struct *parent, struct task_struct *child, struct ob_proc *proc)
{
	struct nsproxy *a = BPF_CORE_READ(parent, nsproxy), *b = BPF_CORE_READ(child, nsproxy);
	__u64 user_ns = (__u64)BPF_CORE_READ(parent, cred, user_ns);
	if ((a == b && user_ns == proc->user_ns) || !ob_kind_wanted(OB_KIND_NAMESPACE))
		return;
	__u32 flags = user_ns == proc->user_ns ? 0 : OB_NEWUSER;
	flags |= OB_DIFFERS(a, b, mnt_ns, OB_NEWNS) | OB_DIFFERS(a, b, pid_ns_for_children, OB_NEWPID) |
	         OB_DIFFERS(a, b, net_ns, OB_NEWNET) | OB_DIFFERS(a, b, cgroup_ns, OB_NEWCGROUP) |
	         OB_DIFFERS(a, b, uts_ns, OB_NEWUTS) | OB_DIFFERS(a, b, ipc_ns, OB_NEWIPC);
	struct ob_event_namespace *e = ob_begin_namespace(child, proc, OB_NAMESPACE_CLONE);
	if (!e)
		return;
	e->flags = flags;
	ob_send_namespace(e);
}

#endif
