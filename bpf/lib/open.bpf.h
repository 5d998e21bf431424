/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The record of an open, whichever way the kernel was entered. */
#ifndef OVERBOARD_LIB_OPEN_H
#define OVERBOARD_LIB_OPEN_H

#include "admit.bpf.h"
#include "fold.bpf.h"
#include "walk.bpf.h"

#define OB_O_CREATION (00000100 | 00000200 | 00001000) /* O_CREAT, O_EXCL, O_TRUNC: not kept in f_flags */

struct ob_opening {
	struct file *file; /* NULL: only the name is known */
	__u32 flags;       /* as asked for */
	__u32 entry;       /* enum ob_entry */
	__s32 error;       /* 0, or -errno */
};

/* The file behind a descriptor that an open has just returned. NULL, and counted, when it is not what was opened. A
 * file that is wanted anyway is given, whoever else may hold it. */
OB_INLINE struct file *ob_opened_file(struct ob_proc *proc, long fd)
{
	struct file *file = ob_file_of(fd);
	if (file && !ob_swapped(file))
		return file;
	ob_lost(OB_KIND_OPEN, OB_LOSS_RACE);
	return file && ob_admit_file(proc, file) ? file : NULL;
}

OB_INLINE bool ob_is_runtime(struct ob_file *file)
{
	struct ob_inode_key key = {.ino = file->ino, .dev = file->dev};
	return !(file->flags & OB_FILE_OWN_ROOT) && bpf_map_lookup_elem(&runtimes, &key);
}

/* What is not resolved still wants its name, from the caller. */
OB_INLINE struct ob_event_open *ob_begin_open(struct ob_proc *proc, struct ob_opening *o)
{
	struct ob_event_open *e = OB_BEGIN(OPEN, open, ob_actor(), proc);
	if (!e)
		return NULL;
	__builtin_memset(&e->file, 0, sizeof(*e) - __builtin_offsetof(struct ob_event_open, file));
	e->flags = o->flags;
	e->entry = o->entry;
	e->error = o->error;
	struct file *file = o->file;
	if (!file)
		return e;
	struct path where;
	bpf_core_read(&where, sizeof(where), &file->f_path);
	e->resolved = 1;
	e->flags = BPF_CORE_READ(file, f_flags) | (o->flags & OB_O_CREATION);
	ob_put_file(&e->rec, &e->file, &where, proc);
	if (e->flags & OB_O_ACCMODE && ob_is_runtime(&e->file))
		e->file.flags |= OB_FILE_RUNTIME;
	return e;
}

/* The inode under its name and parent: an inode number is used again as soon as its file is gone, and a file that was
 * innocent under one name need not be under the next. The dentry's hash is salted with its parent's address. */
OB_INLINE __u64 ob_file_key(struct ob_event_open *e, struct file *file)
{
	__u32 hash = BPF_CORE_READ(file, f_path.dentry, d_name.hash);
	return e->file.ino ^ (__u64)hash << 32;
}

OB_INLINE void ob_send_open(struct ob_event_open *e, struct file *file)
{
	__u64 object = file ? ob_file_key(e, file) : ob_name_key(&e->name);
	ob_send_folded(object, (__u64)e->file.dev << 32 | (__u32)e->error, e->flags | OB_FOLD_ENTRY(e->entry),
	               e->rec.task.flags & (OB_TASK_SERVER | OB_TASK_LINEAGE) ? OB_WAKE : OB_QUIET);
}

#endif
