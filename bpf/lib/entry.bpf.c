/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "entry.bpf.h"
#include "fold.bpf.h"

__attribute__((noinline)) int ob_tell_entry(__u32 entry)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (!ob_armed(proc) || proc->entries & 1U << (entry & 3) || !ob_kind_wanted(OB_KIND_ENTRY))
		return 0;
	proc->entries |= 1U << (entry & 3);
	struct ob_event_entry *e = OB_BEGIN(ENTRY, entry, ob_actor(), proc);
	if (!e)
		return 0;
	e->entry = entry;
	e->reserved = 0;
	ob_send_folded(e->rec.task.exe_dev, 0, OB_FOLD_ENTRY(entry), OB_QUIET);
	return 0;
}
