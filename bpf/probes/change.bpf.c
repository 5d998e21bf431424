/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A file was changed by a call that opens nothing. Which arguments of which call say what stands in one table,
 * userspace/source/syscalls.cpp; a row of it comes here as the value of the map `syscalls`. */
#include "bpf/lib/change.bpf.h"

OB_INLINE __u64 argument(struct pt_regs *regs, __u32 row, __u32 shift, bool compat, __u64 otherwise)
{
	__u32 index = row >> shift & OB_ROW_NONE;
	return index == OB_ROW_NONE ? otherwise : ob_arg(regs, index, compat);
}

/* As mknod's callers write a device number (new_decode_dev, include/linux/kdev_t.h). */
OB_INLINE __u32 device(__u64 number)
{
	__u32 major = (number & 0xfff00) >> 8, minor = (number & 0xff) | (number >> 12 & 0xfff00);
	return major << 20 | minor;
}

OB_INLINE void apply_flags(struct ob_change_call *call, __u64 flags)
{
	if (call->op == OB_CHANGE_UNLINK && flags & OB_AT_REMOVEDIR)
		call->op = OB_CHANGE_RMDIR;
	if (call->op == OB_CHANGE_RENAME && flags & OB_RENAME_EXCHANGE)
		call->op = OB_CHANGE_EXCHANGE;
	if (flags & OB_AT_SYMLINK_NOFOLLOW)
		call->follow = 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_change, struct pt_regs *regs, long ret)
{
	bool compat = ob_compat();
	__u32 row = ob_row(regs);
	struct ob_change_call *call = row && ob_change_is_news(ret) ? ob_change_call_get() : NULL;
	if (!call)
		return 0;
	call->op = row >> OB_ROW_OP & 15;
	call->entry = compat ? OB_ENTRY_COMPAT : OB_ENTRY_SYSCALL;
	call->error = ret < 0 ? ret : 0;
	call->follow = row >> OB_ROW_FOLLOW & 1;
	call->name = argument(regs, row, OB_ROW_NAME, compat, 0);
	call->dirfd = argument(regs, row, OB_ROW_DIRFD, compat, OB_AT_FDCWD);
	__u64 other = argument(regs, row, OB_ROW_OTHER, compat, 0);
	if (call->op == OB_CHANGE_SETXATTR || call->op == OB_CHANGE_REMOVEXATTR || call->op == OB_CHANGE_SYMLINK)
		call->attribute = other;
	else
		call->other = other;
	call->other_dirfd = argument(regs, row, OB_ROW_OTHER_DIRFD, compat, OB_AT_FDCWD);
	call->mode = argument(regs, row, OB_ROW_MODE, compat, 0);
	if (call->op == OB_CHANGE_MKNOD)
		call->rdev = device(ob_arg(regs, ((row >> OB_ROW_MODE) & OB_ROW_NONE) + 1, compat));
	if ((row >> OB_ROW_FLAGS & OB_ROW_NONE) != OB_ROW_NONE)
		apply_flags(call, argument(regs, row, OB_ROW_FLAGS, compat, 0));
	ob_tell_change();
	return 0;
}
