/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* io_uring_setup: what goes through the ring has no system call of its own. */
#include "bpf/lib/entry.bpf.h"

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_entry, struct pt_regs *regs, long ret)
{
	if (ret >= 0)
		ob_tell_entry(OB_ENTRY_IO_URING);
	return 0;
}
