/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef OVERBOARD_LIB_RUNTIME_H
#define OVERBOARD_LIB_RUNTIME_H

#include "task.bpf.h"

/* This program sets containers up: writing to its file is a way to the host. */
OB_INLINE void ob_note_runtime(struct file *exe)
{
	struct inode *inode = BPF_CORE_READ(exe, f_inode);
	struct ob_inode_key key = {.ino = BPF_CORE_READ(inode, i_ino), .dev = BPF_CORE_READ(inode, i_sb, s_dev)};
	__u32 yes = 1;
	if (key.ino && !bpf_map_lookup_elem(&runtimes, &key))
		bpf_map_update_elem(&runtimes, &key, &yes, BPF_ANY);
}

#endif
