/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is read of io_uring (io_uring/ and include/linux/io_uring_types.h), as bpf/kernel_types.h does for the rest. A
 * suffix after three underscores tells apart what one name means in different kernels. */
#ifndef OVERBOARD_LIB_IO_URING_TYPES_H
#define OVERBOARD_LIB_IO_URING_TYPES_H

#include "bpf/kernel_types.h"

/* uapi/linux/io_uring.h */
enum {
	IORING_OP_ACCEPT = 13,
	IORING_OP_CONNECT = 16,
	IORING_OP_OPENAT = 18,
	IORING_OP_OPENAT2 = 28,
	IORING_OP_RENAMEAT = 35, /* 5.11 */
	IORING_OP_UNLINKAT = 36,
	IORING_OP_MKDIRAT = 37, /* 5.15 */
	IORING_OP_SYMLINKAT = 38,
	IORING_OP_LINKAT = 39,
	IORING_OP_FSETXATTR = 41, /* 5.19 */
	IORING_OP_SETXATTR = 42,
	IORING_OP_SOCKET = 45,    /* 5.19 */
	IORING_OP_FTRUNCATE = 55, /* 6.9 */
};
#define IOSQE_FIXED_FILE (1U << 0)
#define IOSQE_ASYNC (1U << 4)
#define IOSQE_CQE_SKIP_SUCCESS (1U << 6)
#define IORING_FILE_INDEX_ALLOC (~0U)

/* In io_kiocb.flags the lowest bits are IOSQE_*. This one is set while an open still has its name (since 5.12). */
#define REQ_F_NEED_CLEANUP (1U << 13)

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct io_ring_ctx;
struct io_wq_work {
	unsigned int flags;
};
struct io_cqe {
	__s32 res;
	int fd;
};
struct io_uring_cqe {
	__s32 res;
};
/* It begins with what its opcode makes of it: struct io_open, struct io_connect, ... */
struct io_kiocb {
	struct file *file;
	__u8 opcode;
	unsigned int flags;
	struct io_cqe cqe; /* 5.19 */
	struct io_ring_ctx *ctx;
	struct io_wq_work work;
};
struct io_kiocb___result { /* to 5.18 */
	__u32 result;
	__u64 user_data;
};
struct filename {
	const char *name;
};
struct open_how {
	__u64 flags;
};
struct io_open {
	__u32 file_slot;
	struct filename *filename;
	struct open_how how;
};
struct io_connect {
	const char *addr;
	int addr_len;
};
struct io_rename {
	int old_dfd, new_dfd;
	struct filename *oldpath, *newpath;
	int flags;
};
struct io_unlink {
	int dfd, flags;
	struct filename *filename;
};
struct io_mkdir {
	int dfd;
	unsigned short mode;
	struct filename *filename;
};
struct io_link { /* and symlink: oldpath is the text */
	int old_dfd, new_dfd;
	struct filename *oldpath, *newpath;
};
struct io_xattr {
	struct filename *filename;
};
struct io_accept {
	__u32 file_slot;
};
struct io_socket {
	int domain, type, protocol;
};

/* The table of fixed files: until 6.12, and from 6.13. */
struct io_fixed_file {
	unsigned long file_ptr;
};
struct io_file_table___files {
	struct io_fixed_file *files;
};
struct io_ring_ctx___files {
	struct io_file_table___files file_table;
	unsigned int nr_user_files;
};
struct io_rsrc_node___file {
	unsigned long file_ptr;
};
struct io_rsrc_data___nodes {
	unsigned int nr;
	struct io_rsrc_node___file **nodes;
};
struct io_file_table___nodes {
	struct io_rsrc_data___nodes data;
};
struct io_ring_ctx___nodes {
	struct io_file_table___nodes file_table;
};

/* What a worker thread is at work on. */
struct io_worker {
	struct io_wq_work *cur_work;
};
struct task_struct___pf_io_worker { /* to 5.16 */
	struct io_worker *pf_io_worker;
};
struct task_struct___worker_private {
	struct io_worker *worker_private;
};

#pragma clang attribute pop

#endif
