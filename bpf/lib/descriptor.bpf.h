/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What stands behind a program's standard input and output. */
#ifndef OVERBOARD_LIB_DESCRIPTOR_H
#define OVERBOARD_LIB_DESCRIPTOR_H

#include "server.bpf.h"
#include "syscall.bpf.h"

/* Documentation/admin-guide/devices.txt: virtual consoles and serial lines, /dev/tty, pseudo-terminals. */
#define OB_MAJOR(rdev) ((rdev) >> 20)
#define OB_MAJOR_TTY 4
#define OB_MAJOR_CONSOLE 5
#define OB_MAJOR_PTS_FIRST 136
#define OB_MAJOR_PTS_LAST 143
#define OB_DEV_NULL (1 << 20 | 3)

OB_INLINE struct file *ob_descriptor_of(struct task_struct *task, __u32 fd)
{
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file **slots = BPF_CORE_READ(table, fd), *file = NULL;
	if (fd < BPF_CORE_READ(table, max_fds))
		bpf_probe_read_kernel(&file, sizeof(file), &slots[fd]);
	return file;
}

OB_INLINE __u32 ob_device_kind(__u32 rdev)
{
	__u32 major = OB_MAJOR(rdev);
	if (rdev == OB_DEV_NULL)
		return OB_FD_NULL;
	if (major == OB_MAJOR_TTY || major == OB_MAJOR_CONSOLE)
		return OB_FD_TERMINAL;
	return major >= OB_MAJOR_PTS_FIRST && major <= OB_MAJOR_PTS_LAST ? OB_FD_TERMINAL : OB_FD_DEVICE;
}

/* peer: of the first connection that is met. */
OB_INLINE __u32 ob_socket_kind(struct ob_descriptor *out, struct sock *sk, struct ob_inet *peer)
{
	__u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);
	if (family == OB_AF_UNIX)
		return OB_FD_UNIX;
	if ((family != OB_AF_INET && family != OB_AF_INET6) || !BPF_CORE_READ(sk, __sk_common.skc_dport))
		return OB_FD_SOCKET;
	__u64 key = (__u64)sk;
	if (bpf_map_lookup_elem(&connections, &key))
		out->flags |= OB_FD_ACCEPTED;
	if (!peer->family)
		ob_peer_of(sk, peer);
	return OB_FD_INET;
}

OB_INLINE void ob_put_descriptor(struct ob_descriptor *out, struct file *file, struct ob_inet *peer)
{
	__builtin_memset(out, 0, sizeof(*out));
	if (!file)
		return;
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	out->ino = BPF_CORE_READ(inode, i_ino);
	switch (BPF_CORE_READ(inode, i_mode) & OB_S_IFMT) {
	case OB_S_IFREG:
	case OB_S_IFDIR:
		out->kind = OB_FD_FILE;
		break;
	case OB_S_IFCHR:
		out->kind = ob_device_kind(BPF_CORE_READ(inode, i_rdev));
		break;
	case OB_S_IFBLK:
		out->kind = OB_FD_DEVICE;
		break;
	case OB_S_IFIFO:
		out->kind = OB_FD_PIPE;
		break;
	case OB_S_IFSOCK:
		out->kind = ob_socket_kind(out, ob_sock_of(file), peer);
		break;
	default:
		out->kind = OB_FD_OTHER;
	}
}

#endif
