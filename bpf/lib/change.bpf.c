/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "change.bpf.h"
#include "fold.bpf.h"
#include "lookup.bpf.h"
#include "walk.bpf.h"

#define OB_SET_IDS 06000
#define OB_CGROUP_FS 0x27e0eb /* uapi/linux/magic.h, CGROUP_SUPER_MAGIC */
#define OB_CGROUP2_FS 0x63677270

OB_INLINE int found(struct ob_change_call *call, struct path *where, int how)
{
	call->mnt = (__u64)where->mnt;
	call->dentry = (__u64)where->dentry;
	return how;
}

/* Where a name leads to; by == 0: the descriptor itself. OB_CHANGE_LOST: to nothing that is known. */
OB_INLINE int resolve(struct ob_scratch *s, struct ob_change_call *call, __u64 by, __s32 dirfd, __u32 follow)
{
	struct path where;
	long n = !by               ? 1
	         : call->in_kernel ? bpf_probe_read_kernel_str(s->lookup.name, OB_NAME_BYTES, (void *)by)
	                           : bpf_probe_read_user_str(s->lookup.name, OB_NAME_BYTES, (void *)by);
	if (n == 1) { /* no name, or an empty one with AT_EMPTY_PATH */
		struct file *file = ob_file_of(dirfd);
		if (!file)
			return OB_CHANGE_LOST;
		bpf_core_read(&where, sizeof(where), &file->f_path);
		return found(call, &where, OB_CHANGE_THERE);
	}
	if (n <= 0 || n >= (call->in_kernel ? OB_REQUEST_HALF : OB_NAME_BYTES)) /* cut: another file's name, maybe */
		return OB_CHANGE_LOST;
	s->lookup.end = n - 1;
	if (ob_lookup(dirfd, follow))
		return OB_CHANGE_LOST;
	where.mnt = (void *)s->lookup.mount + bpf_core_field_offset(struct mount, mnt);
	where.dentry = (void *)s->lookup.dentry;
	return found(call, &where, s->lookup.missing ? OB_CHANGE_MISSING : OB_CHANGE_THERE);
}

/* The name that a directory has no entry of goes in front of the directory's path. */
OB_INLINE __u32 put_leaf(struct ob_scratch *s, struct ob_record *rec)
{
	__u32 at = rec->size & (OB_RECORD_MAX - 1), n = s->lookup.length & 255;
	bpf_probe_read_kernel(s->record + at, n, &s->lookup.name[s->lookup.leaf & (OB_NAME_BYTES - 1)]);
	s->record[at + n] = 0;
	rec->size = at + n + 1;
	return n + 1;
}

OB_INLINE void with_leaf(struct ob_path *path, __u32 bytes)
{
	path->off -= bytes;
	path->inside += bytes;
}

OB_INLINE void put_changed(struct ob_scratch *s, struct ob_event_change *e, struct ob_proc *proc, struct path *where,
                           int how)
{
	__u32 leaf = how == OB_CHANGE_MISSING ? put_leaf(s, &e->rec) : 0;
	ob_put_file(&e->rec, &e->file, where, proc);
	if (how != OB_CHANGE_MISSING)
		return;
	with_leaf(&e->file.path, leaf);
	e->file.ino = e->file.mode = 0;
}

OB_INLINE bool sets_id(struct ob_change_call *call, struct path *where)
{
	if (!(call->mode & OB_SET_IDS) || (call->op != OB_CHANGE_CHMOD && call->op != OB_CHANGE_MKNOD))
		return false;
	return !where || (BPF_CORE_READ(where->dentry, d_inode, i_mode) & OB_S_IFMT) != OB_S_IFDIR;
}

OB_INLINE bool makes_device(struct ob_change_call *call)
{
	__u32 type = call->mode & OB_S_IFMT;
	return call->op == OB_CHANGE_MKNOD && (type == OB_S_IFCHR || type == OB_S_IFBLK);
}

OB_INLINE bool leaf_asked_for(struct ob_scratch *s, struct path *where, int how)
{
	struct qstr name = {.len = s->lookup.length,
	                    .name = (void *)&s->lookup.name[s->lookup.leaf & (OB_NAME_BYTES - 1)]};
	if (how == OB_CHANGE_THERE)
		bpf_core_read(&name, sizeof(name), &where->dentry->d_name);
	return ob_name_asked(&name) & OB_WANT_WRITE;
}

OB_INLINE bool admitted(struct ob_scratch *s, struct ob_change_call *call, struct ob_proc *proc, struct path *where,
                        int how)
{
	bool special = makes_device(call) || sets_id(call, how == OB_CHANGE_THERE ? where : NULL);
	bool named = how != OB_CHANGE_LOST && leaf_asked_for(s, where, how);
	return ob_admit_change(how != OB_CHANGE_LOST && ob_own_root(proc, where->mnt), special, named, call->error);
}

OB_INLINE void put_name(struct ob_change_call *call, struct ob_record *rec, struct ob_slice *slice, __u64 name)
{
	if (!name)
		return;
	if (call->in_kernel)
		ob_str_kernel(rec, slice, (void *)name);
	else
		ob_str_user(rec, slice, (void *)name);
}

OB_INLINE void put_from(struct ob_scratch *s, struct ob_event_change *e, struct ob_change_call *call)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	struct path where = {(void *)call->mnt, (void *)call->dentry};
	if (call->how == OB_CHANGE_LOST || !proc)
		return;
	__u32 leaf = call->how == OB_CHANGE_MISSING ? put_leaf(s, &e->rec) : 0;
	ob_put_path(&e->rec, &e->from, &where, proc);
	with_leaf(&e->from, leaf);
}

OB_INLINE void send(struct ob_event_change *e)
{
	__u64 object = e->resolved ? e->file.ino ^ ob_hash(e->file.path.off, e->file.path.inside & (OB_NAME_BYTES - 1))
	                           : ob_name_key(&e->name);
	object ^= 3 * ob_name_key(&e->other) ^ (__u64)e->rdev << 32; /* which attribute, which device */
	ob_send_folded(object, (__u64)e->file.dev << 32 | (__u32)e->error,
	               e->op | (e->mode & 0177777) << 8 | OB_FOLD_ENTRY(e->entry),
	               e->rec.task.flags & (OB_TASK_SERVER | OB_TASK_LINEAGE) ? OB_WAKE : OB_QUIET);
}

/* The entry of a new cgroup stays empty until somebody looks for it: kernfs makes a directory without its inode. */
OB_INLINE bool leaves_no_entry(struct ob_change_call *call)
{
	struct dentry *directory = (void *)call->dentry;
	__u32 magic = BPF_CORE_READ(directory, d_inode, i_sb, s_magic);
	return call->op == OB_CHANGE_MKDIR && (magic == OB_CGROUP_FS || magic == OB_CGROUP2_FS);
}

/* A call that succeeded left what it made; one that seems not to have has had its name changed under its hands. */
OB_INLINE int believable(struct ob_change_call *call, int how)
{
	bool removes = call->op == OB_CHANGE_UNLINK || call->op == OB_CHANGE_RMDIR;
	if (how != OB_CHANGE_MISSING || removes || call->error || leaves_no_entry(call))
		return how;
	ob_lost(OB_KIND_CHANGE, OB_LOSS_RACE);
	return OB_CHANGE_LOST;
}

__attribute__((noinline)) int ob_change_find(void)
{
	struct ob_scratch *s = ob_scratch_get();
	struct ob_change_call *call = ob_at(&changes, 0);
	if (!s || !call)
		return 1;
	call->how = believable(call, resolve(s, call, call->name, call->dirfd, call->follow));
	return 0;
}

__attribute__((noinline)) int ob_change_find_other(void)
{
	struct ob_scratch *s = ob_scratch_get();
	struct ob_change_call *call = ob_at(&changes, 0);
	if (!s || !call)
		return 1;
	call->how = resolve(s, call, call->other, call->other_dirfd, 0);
	return 0;
}

OB_INLINE void fill(struct ob_event_change *e, struct ob_change_call *call)
{
	__builtin_memset(&e->file, 0, sizeof(*e) - __builtin_offsetof(struct ob_event_change, file));
	e->op = call->op;
	e->entry = call->entry;
	e->error = call->error;
	e->mode = call->mode;
	e->rdev = call->rdev;
	e->resolved = call->how != OB_CHANGE_LOST;
}

__attribute__((noinline)) int ob_change_begin(void)
{
	struct ob_scratch *s = ob_scratch_get();
	struct ob_change_call *call = ob_at(&changes, 0);
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (!s || !call || !proc)
		return 1;
	struct path where = {(void *)call->mnt, (void *)call->dentry};
	if (!admitted(s, call, proc, &where, call->how)) {
		ob_refused(OB_KIND_CHANGE);
		return 1;
	}
	struct ob_event_change *e = OB_BEGIN(CHANGE, change, ob_actor(), proc);
	if (!e)
		return 1;
	fill(e, call);
	if (call->how != OB_CHANGE_LOST)
		put_changed(s, e, proc, &where, call->how);
	put_name(call, &e->rec, &e->name, call->name);
	put_name(call, &e->rec, &e->other, call->attribute ? call->attribute : call->other);
	return 0;
}

__attribute__((noinline)) int ob_change_end(__u32 moved)
{
	struct ob_scratch *s = ob_scratch_get();
	struct ob_change_call *call = ob_at(&changes, 0);
	if (!s || !call)
		return 0;
	struct ob_event_change *e = (void *)s->record;
	if (moved)
		put_from(s, e, call);
	send(e);
	return 0;
}
