/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* socketcall(2): the 32-bit way to connect and accept, its arguments an array in user memory. */
#include "bpf/lib/accept.bpf.h"
#include "bpf/lib/unix.bpf.h"

/* uapi/linux/net.h */
#define OB_SYS_CONNECT 3
#define OB_SYS_ACCEPT 5
#define OB_SYS_ACCEPT4 18

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_socketcall, struct pt_regs *regs, long ret)
{
	__u32 call = ob_arg(regs, 0, true), args[3] = {};
	if (call == OB_SYS_ACCEPT || call == OB_SYS_ACCEPT4) {
		ob_accepted(ret);
		return 0;
	}
	if (call != OB_SYS_CONNECT)
		return 0;
	if (bpf_probe_read_user(args, sizeof(args), (void *)ob_arg(regs, 1, true))) {
		ob_lost(OB_KIND_CONNECT, OB_LOSS_FAULT);
		return 0;
	}
	struct ob_sockaddr asked = {.address = (void *)(__u64)args[1], .len = args[2]};
	ob_connect_exit((int)args[0], &asked, ret, true);
	return 0;
}
