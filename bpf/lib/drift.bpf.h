/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A container's process may fill the cgroups below its container's, and no other. */
#ifndef OVERBOARD_LIB_DRIFT_H
#define OVERBOARD_LIB_DRIFT_H

#include "privilege.bpf.h"

OB_INLINE bool ob_below(struct cgroup *cgroup, __u64 key)
{
	for (int i = 0; i < OB_CGROUP_UP; i++) {
		if (ob_cgroup_id(cgroup) == key)
			return true;
		struct cgroup_subsys_state *parent = BPF_CORE_READ(cgroup, self.parent);
		if (!parent)
			return false;
		cgroup = BPF_CORE_READ(parent, cgroup);
	}
	return false;
}

/* actor: an armed process, that put the process `tgid` into cgroup `to`. path: of the cgroup, where it is known. */
OB_INLINE void ob_check_drift(struct task_struct *task, struct ob_proc *actor, struct cgroup *to, const char *path,
                              __u32 tgid)
{
	if (ob_below(to, actor->container))
		return;
	struct ob_event_escape *e = ob_begin_escape(OB_ESCAPE_CGROUP, task, actor);
	if (!e)
		return;
	e->owner = actor->container;
	e->cgroup = ob_cgroup_id(to);
	e->target_tgid = tgid;
	if (path)
		ob_str_kernel(&e->rec, &e->name, path);
	ob_send_folded(e->cgroup, 0, OB_ESCAPE_CGROUP, OB_WAKE);
}

#endif
