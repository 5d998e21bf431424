/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "kernel_call.bpf.h"
#include "admit.bpf.h"

/* linux/socket.h, uapi/linux/netlink.h */
#define OB_AF_UNIX_SOCKET 1
#define OB_AF_INET_SOCKET 2
#define OB_AF_INET6_SOCKET 10
#define OB_AF_NETLINK 16
#define OB_NETLINK_ROUTE 0
#define OB_SOCK_TYPE_MASK 15
#define OB_SOCK_RAW 3

OB_INLINE bool everyday_socket(__u32 family, __u32 type, __u32 protocol)
{
	if (family == OB_AF_INET_SOCKET || family == OB_AF_INET6_SOCKET)
		return (type & OB_SOCK_TYPE_MASK) != OB_SOCK_RAW;
	return family == OB_AF_UNIX_SOCKET || (family == OB_AF_NETLINK && protocol == OB_NETLINK_ROUTE);
}

/* A function of its own, for the three ways in: socket(2), socketcall(2) and io_uring. */
__attribute__((noinline)) int ob_tell_socket(__u64 family_and_type, __u32 protocol, __u32 entry, __s32 ret)
{
	__u32 family = family_and_type >> 32, type = family_and_type;
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (!proc || everyday_socket(family, type, protocol) || !ob_call_wanted(OB_CALL_SOCKET))
		return 0;
	if (ret < 0 && ret != -OB_EPERM && ret != -OB_EACCES)
		return 0;
	struct ob_event_kernel_call *e = ob_begin_kernel_call(proc, OB_CALL_SOCKET, entry, ret);
	if (!e)
		return 0;
	e->arguments[0] = family;
	e->arguments[1] = type;
	e->arguments[2] = protocol;
	ob_send_kernel_call(e);
	return 0;
}
