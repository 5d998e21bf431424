/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A program was executed. The first exec inside a container arms it: see lib/arm.bpf.h. What is done beside one another
 * stands in functions that the verifier walks through on their own, and takes the binary's description as a number. */
#include "bpf/lib/arm.bpf.h"
#include "bpf/lib/descriptor.bpf.h"
#include "bpf/lib/env.bpf.h"
#include "bpf/lib/places.bpf.h"
#include "bpf/lib/runtime.bpf.h"
#include "bpf/lib/tree.bpf.h"
#include "bpf/lib/walk.bpf.h"

/* What runs in a server's lineage, or comes from elsewhere than the image, may be an attack. */
OB_INLINE enum ob_wake urgency(struct ob_event_exec *e)
{
	bool foreign = !(e->exe.flags & OB_FILE_OWN_ROOT) || (e->exe.flags & OB_FILE_UPPER);
	return foreign || (e->rec.task.flags & (OB_TASK_SERVER | OB_TASK_LINEAGE | OB_TASK_UNKNOWN)) ? OB_WAKE
	                                                                                             : OB_QUIET;
}

OB_INLINE void put_args(struct ob_event_exec *e, struct task_struct *task)
{
	unsigned long from = BPF_CORE_READ(task, mm, arg_start), to = BPF_CORE_READ(task, mm, arg_end);
	__u64 bytes = to > from ? to - from : 0;
	e->args_total = bytes;
	__u32 take = bytes < OB_ARGS_BYTES ? bytes : OB_ARGS_BYTES - 1;
	take &= OB_ARGS_BYTES - 1;
	__u32 at = e->rec.size & (OB_RECORD_MAX - 1);
	e->args.off = at;
	e->args.len = 0;
	if (bpf_probe_read_user((void *)e + at, take, (void *)from)) {
		ob_lost(OB_KIND_EXEC, OB_LOSS_FAULT);
		return;
	}
	e->args.len = take;
	e->rec.size = at + take;
}

OB_INLINE void put_stdio(struct ob_event_exec *e, struct task_struct *task)
{
	for (int i = 0; i < 3; i++)
		ob_put_descriptor(&e->stdio[i], ob_descriptor_of(task, i), &e->peer);
	__u32 in = e->stdio[0].kind;
	if (in != OB_FD_PIPE && in != OB_FD_TERMINAL && in != OB_FD_UNIX)
		return;
	struct task_struct *parent = BPF_CORE_READ(task, real_parent);
	for (int i = 0; i < 2; i++) {
		struct ob_descriptor bridge;
		ob_put_descriptor(&bridge, ob_descriptor_of(parent, i), &e->peer);
		if (bridge.kind == OB_FD_INET)
			e->flags |= OB_EXEC_BRIDGED;
	}
}

OB_INLINE void put_env(struct ob_event_exec *e, struct task_struct *task)
{
	__u32 from = e->rec.size;
	if (ob_put_env(BPF_CORE_READ(task, mm, env_start), BPF_CORE_READ(task, mm, env_end)))
		e->flags |= OB_EXEC_ENV_CUT;
	e->env.off = from;
	e->env.len = e->rec.size - from;
}

OB_INLINE __u64 changed(struct inode *inode)
{
	struct inode___seconds *now = (void *)inode;
	struct inode___private_times *before = (void *)inode;
	if (bpf_core_field_exists(now->i_ctime_sec))
		return BPF_CORE_READ(now, i_ctime_sec);
	if (bpf_core_field_exists(before->__i_ctime))
		return BPF_CORE_READ(before, __i_ctime.tv_sec);
	return BPF_CORE_READ((struct inode___times *)inode, i_ctime.tv_sec);
}

__attribute__((noinline)) int ob_exec_send(__u64 binary)
{
	struct task_struct *task = ob_current();
	struct linux_binprm *bprm = (void *)binary;
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	struct ob_event_exec *e = proc ? OB_BEGIN(EXEC, exec, task, proc) : NULL;
	if (!e)
		return 0;
	__builtin_memset(&e->exe, 0, sizeof(*e) - __builtin_offsetof(struct ob_event_exec, exe));
	struct path exe, cwd;
	struct file *file = BPF_CORE_READ(bprm, file);
	struct fs_struct *fs = BPF_CORE_READ(task, fs);
	bpf_core_read(&exe, sizeof(exe), &file->f_path);
	bpf_core_read(&cwd, sizeof(cwd), &fs->pwd);
	ob_put_file(&e->rec, &e->exe, &exe, proc);
	e->rec.task.exe_ino = proc->exe_ino = e->exe.ino;
	e->rec.task.exe_dev = proc->exe_dev = e->exe.dev;
	ob_put_path(&e->rec, &e->cwd, &cwd, proc);
	const char *filename = BPF_CORE_READ(bprm, filename), *interp = BPF_CORE_READ(bprm, interp);
	ob_str_kernel(&e->rec, &e->filename, filename);
	if (interp != filename)
		ob_str_kernel(&e->rec, &e->interp, interp);
	put_args(e, task);
	put_env(e, task);
	put_stdio(e, task);
	e->changed_s = changed(BPF_CORE_READ(file, f_inode));
	e->ruid = BPF_CORE_READ(task, cred, uid.val);
	proc->entries = 0;
	proc->flags &= ~OB_TASK_INIT;
	ob_send(&e->rec, urgency(e));
	return 0;
}

OB_INLINE void put_some_args(struct ob_event_escape *e, struct task_struct *task)
{
	unsigned long from = BPF_CORE_READ(task, mm, arg_start), to = BPF_CORE_READ(task, mm, arg_end);
	__u32 at = e->rec.size & (OB_RECORD_MAX - 1);
	__u32 take = to - from < OB_NAME_BYTES ? to - from : OB_NAME_BYTES - 1;
	take &= OB_NAME_BYTES - 1;
	if (to <= from || bpf_probe_read_user((void *)e + at, take, (void *)from))
		return;
	e->args.off = at;
	e->args.len = take;
	e->rec.size = at + take;
}

/* A program run by the host. By the kernel itself: a helper, whatever it is; user space knows the host's own. By
 * anybody else: only a file of a container's tree is news. pid 1 is the kernel's child, too. */
OB_INLINE void host_exec(struct task_struct *task, struct linux_binprm *bprm, struct ob_proc *proc)
{
	if (!ob_kind_wanted(OB_KIND_ESCAPE))
		return;
	struct path exe;
	struct file *file = BPF_CORE_READ(bprm, file);
	bpf_core_read(&exe, sizeof(exe), &file->f_path);
	bool helper = ob_mnt_ns(task) == host.mnt_ns && ob_tgid() != 1 &&
	              BPF_CORE_READ(task, real_parent, flags) & OB_PF_KTHREAD;
	__u64 owner = ob_tree_of(&exe);
	if (!owner)
		owner = ob_tree_in_making(task, proc, &exe);
	if (!helper && !owner)
		return;
	struct ob_event_escape *e = ob_begin_host(helper ? OB_ESCAPE_HELPER : OB_ESCAPE_HOST_EXEC, task, &exe, owner);
	if (!e)
		return;
	ob_str_kernel(&e->rec, &e->name, BPF_CORE_READ(bprm, filename));
	put_some_args(e, task);
	ob_send(&e->rec, OB_WAKE);
}

__attribute__((noinline)) int ob_exec_of_host(__u64 binary)
{
	struct linux_binprm *bprm = (void *)binary;
	struct ob_proc *known = ob_proc_of(ob_tgid());
	if (known) /* in a container's cgroup, not yet in its root */
		ob_note_runtime(BPF_CORE_READ(bprm, file));
	host_exec(ob_current(), bprm, known);
	return 0;
}

__attribute__((noinline)) int ob_exec_check_places(__u64 binary)
{
	struct task_struct *task = ob_current();
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	struct path exe;
	if (!proc)
		return 0;
	struct file *file = BPF_CORE_READ((struct linux_binprm *)binary, file);
	bpf_core_read(&exe, sizeof(exe), &file->f_path);
	ob_check_place(task, proc, &exe, OB_ESCAPE_EXE, OB_TOLD_EXE);
	ob_check_directories(task, proc);
	return 0;
}

/* 1: a container's, armed and looked at. */
__attribute__((noinline)) int ob_exec_arm(void)
{
	struct task_struct *task = ob_current();
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (!ob_armed(proc))
		return ob_armed(ob_arm(task, proc));
	ob_leave_outer(task, proc);
	ob_check_namespaces(task, proc);
	ob_check_exec(task, proc);
	return 1;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm)
{
	__u64 binary = ob_as_number(bprm);
	if (!ob_exec_arm())
		return ob_exec_of_host(binary);
	ob_exec_check_places(binary);
	return ob_exec_send(binary);
}
