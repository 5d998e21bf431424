/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Cgroups that the host makes, fills and removes: where containers get their keys and names. Each of these hooks is
 * called once per hierarchy; only the chosen one counts. */
#include "bpf/lib/drift.bpf.h"
#include "bpf/lib/runtime.bpf.h"

OB_INLINE bool chosen(struct cgroup *cgroup)
{
	return BPF_CORE_READ(cgroup, root, hierarchy_id) == cgroup_hierarchy;
}

/* A process of a container makes no identities, whatever it calls its cgroups. */
OB_INLINE bool from_container(void)
{
	return ob_armed(ob_proc_of(ob_tgid()));
}

OB_INLINE void send_cgroup(__u32 op, __u64 id, const char *path, __u32 target)
{
	struct ob_event_cgroup *e = OB_BEGIN(CGROUP, cgroup, ob_current(), NULL);
	if (!e)
		return;
	e->id = id;
	e->op = op;
	e->target_tgid = target;
	e->reserved = 0;
	ob_str_kernel(&e->rec, &e->path, path);
	ob_send(&e->rec, OB_WAKE); /* the bundle may be gone 20 ms later */
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(on_mkdir, struct cgroup *cgroup, const char *path)
{
	if (!chosen(cgroup) || from_container())
		return 0;
	__u64 id = ob_cgroup_id(cgroup);
	__u32 maker = ob_tgid();
	bpf_map_update_elem(&born, &id, &maker, BPF_ANY);
	send_cgroup(OB_CGROUP_MKDIR, id, path, 0);
	return 0;
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(on_rmdir, struct cgroup *cgroup, const char *path)
{
	if (!chosen(cgroup))
		return 0;
	__u64 id = ob_cgroup_id(cgroup);
	struct ob_box *box = bpf_map_lookup_elem(&containers, &id);
	if (box) {
		__u64 mnt_ns = box->mnt_ns, tree = box->sb ? box->sb : box->root;
		OB_DELETE_OWN(trees, tree, id);
		OB_DELETE_OWN(namespaces, mnt_ns, id);
		bpf_map_delete_elem(&containers, &id);
	}
	if (bpf_map_delete_elem(&born, &id) && !box)
		return 0;
	send_cgroup(OB_CGROUP_RMDIR, id, path, 0);
	return 0;
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(on_attach, struct cgroup *to, const char *path, struct task_struct *task)
{
	if (!chosen(to))
		return 0;
	struct ob_proc *actor = ob_proc_of(ob_tgid());
	if (ob_armed(actor)) {
		ob_check_drift(ob_current(), actor, to, path, task->tgid);
		return 0;
	}
	__u32 tgid = task->tgid;
	struct ob_proc *proc = ob_proc_of(tgid);
	if (ob_armed(proc)) /* a container's process moved by the host: its lineage's container stays */
		return 0;
	__u64 key = ob_container_cgroup(to);
	if (!key)
		return 0;
	ob_note_runtime(BPF_CORE_READ(ob_current(), mm, exe_file));
	struct ob_proc fresh = {.start_ns = ob_start(task), .container = key};
	ob_proc_put(tgid, &fresh);
	send_cgroup(OB_CGROUP_ATTACH, key, path, tgid);
	return 0;
}
