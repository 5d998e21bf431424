/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Another process was traced, read, written, robbed of a descriptor or signalled. Whom a number means is settled in the
 * caller's pid namespace, as the kernel does it. */
#include "bpf/lib/fold.bpf.h"
#include "bpf/lib/pid.bpf.h"
#include "bpf/lib/syscall.bpf.h"
#include "bpf/lib/admit.bpf.h"

#define OB_EFAULT 14
#define OB_PTRACE_ATTACH 16 /* uapi/linux/ptrace.h */
#define OB_PTRACE_SEIZE 0x4206
#define OB_PIDFS 0x50494446 /* uapi/linux/magic.h, PID_FS_MAGIC */

/* Since 6.9 pidfds are files of pidfs; before, anonymous ones. */
OB_INLINE __u64 task_of_pidfd(long fd)
{
	struct file *file = ob_file_of(fd);
	if (!file)
		return 0;
	bool pidfs = BPF_CORE_READ(file, f_inode, i_sb, s_magic) == OB_PIDFS;
	__u64 pid = pidfs ? (__u64)BPF_CORE_READ(file, f_inode, i_private) : (__u64)BPF_CORE_READ(file, private_data);
	__u64 task = ob_task_of_pid(pid, OB_PIDTYPE_TGID);
	return task ? task : ob_task_of_pid(pid, OB_PIDTYPE_PID);
}

/* Which of the arguments names the target, and which the request, the descriptor or the signal. The calls of a kind
 * have an `enum form` each in the table of calls. */
enum form { BY_FIRST, BY_SECOND, BY_PIDFD };

OB_INLINE __u64 target_of(__u32 op, __u32 form, struct pt_regs *regs, bool compat)
{
	__s32 nr = ob_arg(regs, form == BY_SECOND ? 1 : 0, compat);
	if (form == BY_PIDFD)
		return task_of_pidfd(nr);
	if (op != OB_ACCESS_SIGNAL || nr > 0)
		return nr > 0 ? ob_task_numbered(nr, OB_PIDTYPE_PID) : 0;
	return nr < -1 ? ob_task_numbered(-nr, OB_PIDTYPE_PGID) : 0; /* a group: its first */
}

OB_INLINE __u64 argument_of(__u32 op, __u32 form, struct pt_regs *regs, bool compat)
{
	if (op == OB_ACCESS_PTRACE)
		return ob_arg(regs, 0, compat);
	if (op == OB_ACCESS_TAKE_FD)
		return ob_arg(regs, 1, compat);
	if (op == OB_ACCESS_SIGNAL) /* kill(pid, sig); tgkill(tgid, tid, sig) */
		return ob_arg(regs, form == BY_SECOND ? 2 : 1, compat);
	return 0;
}

/* A target that the signal has killed already has no namespaces left, and its container is forgotten: its parent and
 * the pid namespace it is numbered in remain until it is waited for. */
OB_INLINE bool of_its_own(struct ob_event_access *e, struct task_struct *dead)
{
	__u32 level = BPF_CORE_READ(ob_current(), thread_pid, level);
	return e->target & OB_TARGET_CHILD || (level && BPF_CORE_READ(dead, thread_pid, level) == level);
}

OB_INLINE void put_target(struct ob_event_access *e, struct task_struct *target, struct ob_proc *proc)
{
	__u32 tgid = BPF_CORE_READ(target, tgid);
	__u64 mnt_ns = ob_mnt_ns(target);
	struct ob_proc *known = ob_proc_of(tgid);
	__u64 *by_ns = bpf_map_lookup_elem(&namespaces, &mnt_ns);
	e->target_tgid = tgid;
	e->target_start_ns = ob_start(target);
	e->target_container = ob_armed(known) ? known->container : by_ns ? *by_ns : 0;
	bpf_core_read_str(e->target_comm, sizeof(e->target_comm), &target->comm);
	if (BPF_CORE_READ(target, real_parent, tgid) == ob_tgid())
		e->target |= OB_TARGET_CHILD;
	if (!e->target_container && !(!mnt_ns && of_its_own(e, target)))
		e->target |= OB_TARGET_HOST;
	else if (e->target_container && e->target_container != proc->container)
		e->target |= OB_TARGET_OTHER;
	if (sensor_tgid && tgid == sensor_tgid)
		e->target |= OB_TARGET_SENSOR;
}

/* kill(-1) where the host's processes can be reached. */
OB_INLINE bool to_everyone(__u32 op, __u32 form, struct pt_regs *regs, bool compat)
{
	return op == OB_ACCESS_SIGNAL && form == BY_FIRST && (__s32)ob_arg(regs, 0, compat) == -1 &&
	       BPF_CORE_READ(ob_current(), thread_pid, level) == 0;
}

/* Signals inside the container are everyday, and what a tracer does to what it traces. */
OB_INLINE bool is_news(struct ob_event_access *e)
{
	if (e->op == OB_ACCESS_SIGNAL)
		return e->target & ~OB_TARGET_CHILD;
	return e->op != OB_ACCESS_PTRACE || e->argument == OB_PTRACE_ATTACH || e->argument == OB_PTRACE_SEIZE;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_access, struct pt_regs *regs, long ret)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	bool compat = ob_compat();
	__u32 row = ob_row(regs) >> OB_ROW_OP, op = row & 15, form = row >> 4 & 3;
	/* EFAULT: it was allowed to, and the address was wrong. */
	if (!proc || (ret < 0 && ret != -OB_EPERM && ret != -OB_EACCES && ret != -OB_EFAULT))
		return 0;
	struct task_struct *target = (void *)target_of(op, form, regs, compat);
	bool all = !target && to_everyone(op, form, regs, compat);
	if ((!target && !all) || (target && BPF_CORE_READ(target, tgid) == ob_tgid()))
		return 0;
	struct ob_event_access *e = OB_BEGIN(ACCESS, access, ob_actor(), proc);
	if (!e)
		return 0;
	__builtin_memset(&e->target_container, 0,
	                 sizeof(*e) - __builtin_offsetof(struct ob_event_access, target_container));
	e->op = op;
	e->entry = compat ? OB_ENTRY_COMPAT : OB_ENTRY_SYSCALL;
	e->error = ret < 0 ? ret : 0;
	e->argument = argument_of(op, form, regs, compat);
	e->target = all ? OB_TARGET_ALL : 0;
	if (target)
		put_target(e, target, proc);
	if (!is_news(e))
		return 0;
	ob_send_folded(e->target_start_ns, (__u64)e->target_tgid << 32 | (__u32)e->error,
	               (op | (__u32)e->argument << 4) ^ OB_FOLD_ENTRY(e->entry), OB_WAKE);
	return 0;
}
