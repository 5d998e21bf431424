/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A connection was accepted: a pre-fork worker, whose LISTEN was its parent's, is a server from here on. */
#include "bpf/lib/accept.bpf.h"

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_accept, struct pt_regs *regs, long ret)
{
	ob_accepted(ret);
	return 0;
}
