/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* socketcall(2): the 32-bit way to make a socket, connect and accept, its arguments an array in user memory. */
#include "bpf/lib/accept.bpf.h"
#include "bpf/lib/kernel_call.bpf.h"
#include "bpf/lib/unix.bpf.h"

/* uapi/linux/net.h */
#define OB_SYS_SOCKET 1
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
	if (call != OB_SYS_CONNECT && call != OB_SYS_SOCKET)
		return 0;
	if (bpf_probe_read_user(args, sizeof(args), (void *)ob_arg(regs, 1, true))) {
		ob_lost(call == OB_SYS_SOCKET ? OB_KIND_KERNEL_CALL : OB_KIND_CONNECT, OB_LOSS_FAULT);
		return 0;
	}
	if (call == OB_SYS_SOCKET)
		return ob_tell_socket(OB_FAMILY_AND_TYPE(args[0], args[1]), args[2], OB_ENTRY_COMPAT, ret);
	struct ob_sockaddr asked = {.address = (void *)(__u64)args[1], .len = args[2]};
	ob_connect_exit((int)args[0], &asked, ret, true);
	return 0;
}
