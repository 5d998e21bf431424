/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who a unix socket is connected to: the listener's own socket file or abstract name, whatever name the caller used. */
#ifndef OVERBOARD_LIB_UNIX_H
#define OVERBOARD_LIB_UNIX_H

#include "admit.bpf.h"
#include "fold.bpf.h"
#include "server.bpf.h"
#include "syscall.bpf.h"
#include "walk.bpf.h"

#define OB_SUN_PATH 108 /* uapi/linux/un.h, UNIX_PATH_MAX */

/* The second and third argument of connect(2). */
struct ob_sockaddr {
	const char *address; /* user memory */
	__u32 len;
};

/* The listener, as pid of the initial namespace; 0 when the kernel did not record one (datagram sockets). */
OB_INLINE __u32 ob_peer_tgid(struct sock *sk)
{
	struct pid *pid = BPF_CORE_READ(sk, sk_peer_pid);
	return pid ? BPF_CORE_READ(pid, numbers[0].nr) : 0;
}

OB_INLINE void ob_abstract_name(struct ob_event_connect *e, struct unix_sock *peer)
{
	struct unix_address *address = BPF_CORE_READ(peer, addr);
	if (!address)
		return;
	__u32 len = BPF_CORE_READ(address, len) - 2; /* sun_family */
	__u32 at = e->rec.size & (OB_RECORD_MAX - 1);
	if (len == 0 || len > OB_SUN_PATH)
		return;
	const void *name = (void *)address + bpf_core_field_offset(struct unix_address, name) + 2;
	if (bpf_probe_read_kernel((void *)e + at, len & 127, name))
		return;
	e->name.off = at;
	e->name.len = len;
	e->rec.size = at + len;
}

/* The far end of a unix socket, as far as it is known. */
struct ob_unix_peer {
	struct unix_sock *sock; /* NULL: not connected (any more) */
	__u32 tgid;
	__u64 container;
};

OB_INLINE void ob_unix_peer_of(struct sock *sk, struct ob_unix_peer *peer)
{
	peer->sock = (void *)BPF_CORE_READ((struct unix_sock *)sk, peer);
	peer->tgid = peer->sock ? ob_peer_tgid(sk) : 0;
	struct ob_proc *listener = peer->tgid ? ob_proc_of(peer->tgid) : NULL;
	peer->container = ob_armed(listener) ? listener->container : 0;
}

OB_INLINE void ob_put_peer(struct ob_event_connect *e, struct ob_unix_peer *peer, struct ob_proc *proc)
{
	struct unix_sock *sock = peer->sock;
	struct path where;
	bpf_core_read(&where, sizeof(where), &sock->path);
	e->resolved = 1;
	e->peer_tgid = peer->tgid;
	e->peer_container = peer->container;
	if (where.dentry)
		ob_put_file(&e->rec, &e->socket, &where, proc);
	else
		ob_abstract_name(e, sock);
}

OB_INLINE struct ob_event_connect *ob_begin_connect(struct ob_proc *proc, __u32 family, __u32 entry)
{
	struct ob_event_connect *e = OB_BEGIN(CONNECT, connect, ob_actor(), proc);
	if (!e)
		return NULL;
	__builtin_memset(&e->family, 0, sizeof(*e) - __builtin_offsetof(struct ob_event_connect, family));
	e->family = family;
	e->entry = entry;
	return e;
}

OB_INLINE void ob_send_connect(struct ob_event_connect *e, __u64 object, __u64 object2)
{
	ob_send_folded(object, object2, e->family | OB_FOLD_ENTRY(e->entry), OB_WAKE);
}

OB_INLINE void ob_send_unix(struct ob_event_connect *e)
{
	__u64 object = e->socket.ino ? e->socket.ino : ob_name_key(&e->name);
	__u64 where = e->error ? (__u32)e->error : e->peer_tgid;
	ob_send_connect(e, object, (__u64)e->socket.dev << 32 | where);
}

OB_INLINE bool ob_connect_refused(long ret)
{
	return ret == -OB_EACCES || ret == -OB_EPERM || ret == -OB_ECONNREFUSED;
}

/* The name asked for, from user memory: a path ends at a NUL or with the address, an abstract name with the address. */
OB_INLINE void ob_asked_name(struct ob_event_connect *e, struct ob_sockaddr *asked)
{
	const char *path = asked->address + sizeof(unsigned short); /* after sun_family */
	__u32 len = asked->len - sizeof(unsigned short), at = e->rec.size & (OB_RECORD_MAX - 1);
	char first = 0;
	if (len == 0 || len > OB_SUN_PATH || bpf_probe_read_user(&first, sizeof(first), path))
		return;
	if (first) {
		ob_str_user(&e->rec, &e->name, path);
		if (e->name.len > len)
			e->name.len = len;
	} else if (!bpf_probe_read_user((void *)e + at, len & 127, path)) {
		e->name.off = at;
		e->name.len = len;
		e->rec.size = at + len;
	}
}

/* A connect of a unix socket ended with `ret`. NULL: nothing asks for it; that is settled before a record is built.
 * ob_unix_wants_name() says whether the caller is to add the name asked for. */
OB_INLINE struct ob_event_connect *ob_begin_unix(struct ob_proc *proc, struct sock *sk, long ret, __u32 entry)
{
	struct ob_unix_peer peer = {};
	if (!ret)
		ob_unix_peer_of(sk, &peer);
	if (!ob_admit_unix(proc, peer.container)) {
		ob_refused(OB_KIND_CONNECT);
		return NULL;
	}
	struct ob_event_connect *e = ob_begin_connect(proc, OB_AF_UNIX, entry);
	if (!e)
		return NULL;
	e->error = ret;
	if (peer.sock)
		ob_put_peer(e, &peer, proc);
	return e;
}

/* The name as well when the peer is known: the walk shows a mounted socket by its path on the host. */
OB_INLINE bool ob_unix_wants_name(struct ob_event_connect *e)
{
	return !e->resolved || e->socket.ino;
}

OB_INLINE bool ob_unix_outcome(struct sock *sk, long ret)
{
	return sk && (!ret || ob_connect_refused(ret)) && BPF_CORE_READ(sk, __sk_common.skc_family) == OB_AF_UNIX;
}

/* connect(2) returned: unix sockets are judged here, TCP in probes/connect.bpf.c. */
OB_INLINE void ob_connect_exit(long fd, struct ob_sockaddr *asked, long ret, bool compat)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	struct sock *sk = ob_sock_of(ob_file_of(fd));
	if (!proc || !ob_unix_outcome(sk, ret))
		return;
	struct ob_event_connect *e = ob_begin_unix(proc, sk, ret, compat ? OB_ENTRY_COMPAT : OB_ENTRY_SYSCALL);
	if (!e)
		return;
	if (ob_unix_wants_name(e))
		ob_asked_name(e, asked);
	ob_send_unix(e);
}

#endif
