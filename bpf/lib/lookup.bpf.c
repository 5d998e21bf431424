/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The walk is a machine of small steps, each a global function that finds its state in the scratch: see lib/walk.bpf.c.
 */
#include "lookup.bpf.h"
#include "syscall.bpf.h"

#define OB_LOOKUP_STEPS 1024 /* of four entries each, where a directory is searched */
#define OB_LOOKUP_LINKS 8
#define OB_LOOKUP_DOTS 8                /* mounts left by one ".." */
#define OB_DCACHE_MOUNTED_MACRO 0x10000 /* include/linux/dcache.h, until 6.14 */

enum { OB_LOOK_PARSE, OB_LOOK_ENTRIES, OB_LOOK_MOUNTS, OB_LOOK_DONE, OB_LOOK_LOST };

OB_INLINE char byte_at(struct ob_lookup *l, __u32 at)
{
	return l->name[at & (OB_NAME_BYTES - 1)];
}

OB_INLINE __u64 word_at(const char *text, __u32 at)
{
	return *(__u64 *)(text + (at & (OB_NAME_BYTES - 1)));
}

/* How many of the lowest bytes are zero, of a word that is not. */
OB_INLINE __u32 zero_bytes(__u64 word)
{
	__u32 n = 0;
	if (!(word & 0xffffffff)) {
		n = 4;
		word >>= 32;
	}
	if (!(word & 0xffff)) {
		n += 2;
		word >>= 16;
	}
	return n + !(word & 0xff);
}

#define OB_EACH_BYTE 0x0101010101010101ULL

/* The first byte from `at` on that is no slash; or, where slashes is 0 and not 1, that is one. The name ends in a NUL.
 * Eight bytes at a time and with a mask for a branch, since the verifier walks through each turn of the loop, once more
 * for each branch before it, in every program that leads here. */
__attribute__((noinline)) __u32 ob_lookup_span(__u32 at, __u32 slashes)
{
	struct ob_scratch *s = ob_scratch_get();
	if (!s)
		return 0;
	struct ob_lookup *l = &s->lookup;
	__u64 others = -(__u64)slashes;
	for (__u32 i = 0; i < OB_NAME_BYTES; i += 8) {
		__u64 word = word_at(l->name, at) ^ '/' * OB_EACH_BYTE; /* a byte is zero where a slash was */
		__u64 zeros = (word - OB_EACH_BYTE) & ~word & 0x80 * OB_EACH_BYTE; /* the lowest of them is right */
		__u64 stop = (word & others) | (zeros & ~others);
		if (stop) {
			at += zero_bytes(stop);
			break;
		}
		at += 8;
	}
	return at < l->end ? at : l->end;
}

/* Is the component the name of this length at `from`? */
__attribute__((noinline)) __u32 ob_lookup_same(__u64 from)
{
	struct ob_scratch *s = ob_scratch_get();
	if (!s)
		return 0;
	struct ob_lookup *l = &s->lookup;
	__u32 len = l->length & 255, whole = len & 248, after = len;
	ob_forget(after); /* where the loop ended: 5.10 takes a bound from it that cannot be */
	if (bpf_probe_read_kernel(l->text, len, (void *)from))
		return 0;
	for (__u32 i = 0; i < 256; i += 8) {
		if (i >= whole)
			break;
		if (word_at(l->text, i) != word_at(l->name, l->leaf + i))
			return 0;
	}
	__u32 rest = after & 248;
	__u64 differs = word_at(l->text, rest) ^ word_at(l->name, l->leaf + rest);
	return !(differs & ((1ULL << (after & 7) * 8) - 1));
}

OB_INLINE bool has_hlists(void)
{
	return bpf_core_field_exists(((struct dentry___hlists *)0)->d_children);
}

OB_INLINE __u64 first_entry(struct dentry *directory)
{
	if (has_hlists())
		return (__u64)BPF_CORE_READ((struct dentry___hlists *)directory, d_children.first);
	return (__u64)BPF_CORE_READ((struct dentry___lists *)directory, d_subdirs.next);
}

OB_INLINE bool is_last_entry(struct dentry *directory, __u64 node)
{
	if (has_hlists())
		return !node;
	return node == (__u64)directory + bpf_core_field_offset(struct dentry___lists, d_subdirs);
}

OB_INLINE struct dentry *entry_of(__u64 node)
{
	if (has_hlists())
		return (void *)node - bpf_core_field_offset(struct dentry___hlists, d_sib);
	return (void *)node - bpf_core_field_offset(struct dentry___lists, d_child);
}

OB_INLINE bool is_mounted_on(struct dentry *dentry)
{
	__u32 flag = OB_DCACHE_MOUNTED_MACRO;
	if (bpf_core_enum_value_exists(enum dentry_flags, DCACHE_MOUNTED))
		flag = bpf_core_enum_value(enum dentry_flags, DCACHE_MOUNTED);
	return BPF_CORE_READ(dentry, d_flags) & flag;
}

/* On to `dentry`, and to what is mounted there. */
OB_INLINE void enter(struct ob_lookup *l, struct dentry *dentry)
{
	struct mount *mount = (void *)l->mount;
	l->dentry = (__u64)dentry;
	l->state = OB_LOOK_PARSE;
	if (!is_mounted_on(dentry))
		return;
	l->state = OB_LOOK_MOUNTS;
	l->node = (__u64)BPF_CORE_READ(mount, mnt_mounts.next);
}

OB_INLINE void leave(struct ob_lookup *l)
{
	for (int i = 0; i < OB_LOOKUP_DOTS; i++) {
		struct mount *mount = (void *)l->mount, *parent = BPF_CORE_READ(mount, mnt_parent);
		struct dentry *dentry = (void *)l->dentry;
		if (l->dentry == l->root && l->mount == l->root_mount)
			return;
		if (dentry != BPF_CORE_READ(mount, mnt.mnt_root)) {
			enter(l, BPF_CORE_READ(dentry, d_parent));
			return;
		}
		if (parent == mount)
			return;
		l->dentry = (__u64)BPF_CORE_READ(mount, mnt_mountpoint);
		l->mount = (__u64)parent;
	}
}

OB_INLINE void parse(struct ob_lookup *l)
{
	__u32 from = ob_lookup_span(l->at, 1);
	if (from >= l->end) {
		l->state = OB_LOOK_DONE;
		return;
	}
	__u32 to = ob_lookup_span(from, 0);
	l->leaf = from;
	l->length = to - from;
	l->at = ob_lookup_span(to, 1);
	if (l->length == 1 && byte_at(l, from) == '.')
		return;
	if (l->length == 2 && byte_at(l, from) == '.' && byte_at(l, from + 1) == '.') {
		leave(l);
		return;
	}
	l->head = 0;
	bpf_probe_read_kernel(&l->head, sizeof(l->head), &l->name[from & (OB_NAME_BYTES - 1)]);
	if (l->length < sizeof(l->head))
		l->head &= (1ULL << l->length * 8) - 1;
	l->node = first_entry((void *)l->dentry);
	l->state = l->length < 256 ? OB_LOOK_ENTRIES : OB_LOOK_LOST;
}

/* The text of a symbolic link that the kernel has at hand; overlay's are those of the upper layer's. */
OB_INLINE char *link_text(struct inode *inode)
{
	__u64 upper = 0;
	if (BPF_CORE_READ(inode, i_sb, s_magic) != OB_OVERLAYFS)
		return BPF_CORE_READ(inode, i_link);
	bpf_probe_read_kernel(&upper, sizeof(upper), (void *)inode + bpf_core_type_size(struct inode));
	return upper ? BPF_CORE_READ((struct dentry *)upper, d_inode, i_link) : NULL;
}

/* The link's text takes the place of the component that named it. */
OB_INLINE bool follow_link(struct ob_lookup *l, struct inode *inode)
{
	char *text = link_text(inode);
	__u32 rest = l->end - l->at;
	long n = text ? bpf_probe_read_kernel_str(l->text, OB_NAME_BYTES, text) : 0;
	if (n <= 1 || n + rest >= OB_NAME_BYTES || l->links++ >= OB_LOOKUP_LINKS)
		return false;
	__u32 cut = (n - 1) & (OB_NAME_BYTES - 1);
	l->text[cut] = '/';
	bpf_probe_read_kernel(&l->text[cut + 1], rest & (OB_NAME_BYTES - 1), &l->name[l->at & (OB_NAME_BYTES - 1)]);
	l->end = n + rest;
	bpf_probe_read_kernel(l->name, l->end & (OB_NAME_BYTES - 1), l->text);
	l->name[l->end & (OB_NAME_BYTES - 1)] = 0;
	l->at = 0;
	if (l->name[0] == '/') {
		l->dentry = l->root;
		l->mount = l->root_mount;
	}
	l->state = OB_LOOK_PARSE;
	return true;
}

OB_INLINE void found(struct ob_lookup *l, struct dentry *entry)
{
	struct inode *inode = BPF_CORE_READ(entry, d_inode);
	bool last = l->at >= l->end;
	if (!inode) {
		l->missing = 1;
		l->state = last ? OB_LOOK_DONE : OB_LOOK_LOST;
		return;
	}
	bool link = (BPF_CORE_READ(inode, i_mode) & OB_S_IFMT) == OB_S_IFLNK;
	if (!link || (last && !l->follow))
		enter(l, entry);
	else if (!follow_link(l, inode))
		l->state = OB_LOOK_LOST;
}

/* true: there is no more to do in this directory. */
OB_INLINE bool next_entry(struct ob_lookup *l)
{
	struct dentry *directory = (void *)l->dentry;
	if (is_last_entry(directory, l->node)) {
		l->missing = 1;
		l->state = l->at >= l->end ? OB_LOOK_DONE : OB_LOOK_LOST;
		return true;
	}
	struct dentry *entry = entry_of(l->node);
	struct qstr name = {};
	__u64 head = 0;
	bpf_probe_read_kernel(&l->node, sizeof(l->node),
	                      (void *)l->node); /* `next` comes first in both kinds of list */
	bpf_core_read(&name, sizeof(name), &entry->d_name);
	if (name.len != l->length)
		return false;
	bpf_probe_read_kernel(&head, sizeof(head), name.name);
	if (name.len < sizeof(head))
		head &= (1ULL << (name.len & 7) * 8) - 1;
	if (head != l->head || !BPF_CORE_READ(entry, d_hash.pprev)) /* unhashed: removed, and still held by someone */
		return false;
	if (name.len > sizeof(head) && !ob_lookup_same((__u64)name.name))
		return false;
	found(l, entry);
	return true;
}

OB_INLINE void next_mount(struct ob_lookup *l)
{
	struct mount *mount = (void *)l->mount;
	if (l->node == (__u64)mount + bpf_core_field_offset(struct mount, mnt_mounts)) {
		l->state = OB_LOOK_PARSE; /* something is mounted there in another mount namespace */
		return;
	}
	struct mount *child = (void *)l->node - bpf_core_field_offset(struct mount, mnt_child);
	if ((__u64)BPF_CORE_READ(child, mnt_mountpoint) != l->dentry) {
		bpf_probe_read_kernel(&l->node, sizeof(l->node), (void *)l->node);
		return;
	}
	l->mount = (__u64)child;
	enter(l, BPF_CORE_READ(child, mnt.mnt_root));
}

__attribute__((noinline)) int ob_lookup_step(void)
{
	struct ob_scratch *s = ob_scratch_get();
	if (!s)
		return 1;
	struct ob_lookup *l = &s->lookup;
	switch (l->state) {
	case OB_LOOK_PARSE:
		parse(l);
		return 0;
	case OB_LOOK_ENTRIES:
		if (!next_entry(l) && !next_entry(l) && !next_entry(l))
			next_entry(l);
		return 0;
	case OB_LOOK_MOUNTS:
		next_mount(l);
		return 0;
	default:
		return 1;
	}
}

OB_INLINE bool start(struct ob_lookup *l, __s32 dirfd)
{
	struct fs_struct *fs = BPF_CORE_READ(ob_current(), fs);
	struct path root, from;
	bpf_core_read(&root, sizeof(root), &fs->root);
	if (l->name[0] == '/') {
		from = root;
	} else if (dirfd == OB_AT_FDCWD) {
		bpf_core_read(&from, sizeof(from), &fs->pwd);
	} else {
		struct file *directory = ob_file_of(dirfd);
		if (!directory)
			return false;
		bpf_core_read(&from, sizeof(from), &directory->f_path);
	}
	l->dentry = (__u64)from.dentry;
	l->mount = (__u64)from.mnt - bpf_core_field_offset(struct mount, mnt);
	l->root = (__u64)root.dentry;
	l->root_mount = (__u64)root.mnt - bpf_core_field_offset(struct mount, mnt);
	return true;
}

__attribute__((noinline)) int ob_lookup(__s32 dirfd, __u32 follow)
{
	struct ob_scratch *s = ob_scratch_get();
	if (!s || !start(&s->lookup, dirfd))
		return 1;
	struct ob_lookup *l = &s->lookup;
	l->at = l->links = l->missing = l->leaf = l->length = 0;
	l->follow = follow;
	l->state = OB_LOOK_PARSE;
	for (int i = 0; i < OB_LOOKUP_STEPS; i += 4)
		if (ob_lookup_step() || ob_lookup_step() || ob_lookup_step() || ob_lookup_step())
			break;
	return l->state != OB_LOOK_DONE;
}
