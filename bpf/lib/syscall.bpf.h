/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The registers of the system call that is returning, native or 32-bit. */
#ifndef OVERBOARD_LIB_SYSCALL_H
#define OVERBOARD_LIB_SYSCALL_H

#include "task.bpf.h"

#define OB_AT_FDCWD -100    /* uapi/linux/fcntl.h */
#define OB_TS_COMPAT 0x0002 /* arch/x86/include/asm/thread_info.h */

/* asm/unistd.h; COMPAT: i386 (arch/x86/entry/syscalls/syscall_32.tbl). -1: the architecture has no such call. */
#if defined(__TARGET_ARCH_arm64)
enum { OB_NR_OPEN = -1, OB_NR_CREAT = -1, OB_NR_OPEN_BY_HANDLE = 265, OB_NR_EXECVEAT = 281 };
#else
enum { OB_NR_OPEN = 2, OB_NR_CREAT = 85, OB_NR_OPEN_BY_HANDLE = 304, OB_NR_EXECVEAT = 322 };
#endif
enum { OB_COMPAT_OPEN = 5, OB_COMPAT_CREAT = 8, OB_COMPAT_OPEN_BY_HANDLE = 342, OB_COMPAT_EXECVEAT = 358 };
enum { OB_NR_OPENAT2 = 437 }; /* everywhere */

#if defined(__TARGET_ARCH_arm64)
OB_INLINE long ob_nr(struct pt_regs *regs)
{
	return regs->syscallno;
}
OB_INLINE bool ob_compat(void)
{
	return false; /* 32-bit tasks have 32-bit numbers of their own: not seen on arm64 */
}
OB_INLINE __u64 ob_arg(struct pt_regs *regs, int n, bool compat)
{
	return n == 0   ? regs->orig_x0
	       : n == 1 ? regs->regs[1]
	       : n == 2 ? regs->regs[2]
	       : n == 3 ? regs->regs[3]
	                : regs->regs[4];
}
#else
/* Calls of the x32 kind (a bit in the number; off in most kernels) share the native numbers, but for exec. */
#define OB_X32_BIT 0x40000000
OB_INLINE long ob_nr(struct pt_regs *regs)
{
	return regs->orig_ax & ~OB_X32_BIT;
}
/* A 64-bit process that entered by int 0x80 shows here and nowhere else. */
OB_INLINE bool ob_compat(void)
{
	if (ob_has_typed_task())
		return bpf_get_current_task_btf()->thread_info.status & OB_TS_COMPAT;
	return BPF_CORE_READ(ob_current(), thread_info.status) & OB_TS_COMPAT;
}
OB_INLINE __u64 ob_arg(struct pt_regs *regs, int n, bool compat)
{
	if (compat)
		return (__u32)(n == 0   ? regs->bx
		               : n == 1 ? regs->cx
		               : n == 2 ? regs->dx
		               : n == 3 ? regs->si
		                        : regs->di);
	return n == 0 ? regs->di : n == 1 ? regs->si : n == 2 ? regs->dx : n == 3 ? regs->r10 : regs->r8;
}
#endif

/* The row of the call that is returning, in map `syscalls`: enum ob_tail, and above OB_ROW_OP which of the tail's
 * calls it is. 0: nothing asks for it. */
OB_INLINE __u32 ob_row(struct pt_regs *regs)
{
	__u32 nr = ob_nr(regs);
	if (nr >= OB_COMPAT_BASE)
		return 0;
	if (ob_compat())
		nr += OB_COMPAT_BASE;
	__u32 *row = bpf_map_lookup_elem(&syscalls, &nr);
	return row ? *row : 0;
}

/* The file behind a descriptor of the current task; NULL when the slot is empty. */
OB_INLINE struct file *ob_slot_of(struct file **slots, __u32 number, long fd)
{
	struct file *file = NULL;
	if (fd < 0 || fd >= number)
		return NULL;
	bpf_probe_read_kernel(&file, sizeof(file), &slots[fd]);
	return file;
}

OB_INLINE struct file *ob_file_of(long fd)
{
	struct fdtable *table = BPF_CORE_READ(ob_current(), files, fdt);
	return ob_slot_of(BPF_CORE_READ(table, fd), BPF_CORE_READ(table, max_fds), fd);
}

/* The same, a dozen nanoseconds faster, for the one place that every open passes. Each time that the verifier
 * (since 6.2) comes to `files` it searches all the kernel's types four times, one after the other, for whether a
 * trusted task's may be trusted: more than a millisecond of the time that attaching takes. */
OB_INLINE struct file *ob_file_of_each(long fd)
{
	if (!ob_has_typed_task())
		return ob_file_of(fd);
	struct files_struct *files = bpf_get_current_task_btf()->files;
	struct fdtable *table = files ? files->fdt : NULL;
	return table ? ob_slot_of(table->fd, table->max_fds, fd) : NULL;
}

#define OB_S_IFMT 0170000 /* uapi/linux/stat.h */
#define OB_S_IFSOCK 0140000
#define OB_S_IFLNK 0120000
#define OB_S_IFREG 0100000
#define OB_S_IFBLK 0060000
#define OB_S_IFDIR 0040000
#define OB_S_IFCHR 0020000
#define OB_S_IFIFO 0010000

OB_INLINE struct sock *ob_sock_of(struct file *file)
{
	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & OB_S_IFMT) != OB_S_IFSOCK)
		return NULL;
	struct socket *socket = BPF_CORE_READ(file, private_data);
	return BPF_CORE_READ(socket, sk);
}

#endif
