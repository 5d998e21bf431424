/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Servers are known by what they do: a TCP socket in LISTEN, an accepted connection, or a unix stream accepted from a
 * server's lineage. */
#ifndef OVERBOARD_LIB_SERVER_H
#define OVERBOARD_LIB_SERVER_H

#include "emit.bpf.h"

#define OB_AF_UNIX 1
#define OB_AF_INET 2
#define OB_AF_INET6 10
#define OB_TCP_ESTABLISHED 1 /* include/net/tcp_states.h */
#define OB_TCP_SYN_SENT 2
#define OB_TCP_CLOSE 7
#define OB_TCP_LISTEN 10

/* The far end. A socket of AF_INET6 that speaks IPv4 holds the mapped address already. */
OB_INLINE void ob_peer_of(struct sock *sk, struct ob_inet *out)
{
	__u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);
	__builtin_memset(out, 0, sizeof(*out));
	out->family = family;
	out->port = __builtin_bswap16(BPF_CORE_READ(sk, __sk_common.skc_dport));
	if (family == OB_AF_INET6) {
		BPF_CORE_READ_INTO(&out->addr, sk, __sk_common.skc_v6_daddr);
		return;
	}
	__u32 v4 = BPF_CORE_READ(sk, __sk_common.skc_daddr);
	out->addr[10] = out->addr[11] = 0xff;
	__builtin_memcpy(&out->addr[12], &v4, sizeof(v4));
}

/* Gives the server's entry, made if it is new. *is_new says so. */
OB_INLINE struct ob_server *ob_server_get(__u32 tgid, struct ob_proc *proc, __u16 cause, __u16 port, bool *is_new)
{
	struct ob_server *server = bpf_map_lookup_elem(&servers, &tgid);
	*is_new = !server;
	if (server)
		return server;
	struct ob_server fresh = {.start_ns = proc->start_ns,
	                          .exe_ino = proc->exe_ino,
	                          .exe_dev = proc->exe_dev,
	                          .tgid = tgid,
	                          .port = port,
	                          .cause = cause};
	if (bpf_map_update_elem(&servers, &tgid, &fresh, BPF_ANY))
		ob_lost(OB_KIND_SERVER, OB_LOSS_PROCESS_TABLE);
	proc->server_tgid = tgid;
	proc->server_start = proc->start_ns;
	proc->flags |= OB_TASK_SERVER;
	return bpf_map_lookup_elem(&servers, &tgid);
}

OB_INLINE void ob_tell_server(struct ob_proc *proc)
{
	struct ob_event_server *e = OB_BEGIN(SERVER, server, ob_current(), proc);
	if (e)
		ob_send(&e->rec, OB_QUIET);
}

/* Remembers an accepted connection: which slot of its server's peers it has, until the socket closes. */
OB_INLINE void ob_connected(struct ob_server *server, struct sock *sk)
{
	__u32 live = server->live;
	struct ob_connection connection = {.tgid = server->tgid, .slot = live & (OB_SERVER_PEERS - 1)};
	for (__u32 i = 0; i < OB_SERVER_PEERS; i++) /* a free slot, when there is one */
		if (!server->peers[i].family)
			connection.slot = i;
	ob_peer_of(sk, &server->peers[connection.slot & (OB_SERVER_PEERS - 1)]);
	__sync_fetch_and_add(&server->live, 1);
	__u64 key = (__u64)sk;
	bpf_map_update_elem(&connections, &key, &connection, BPF_ANY);
}

OB_INLINE bool ob_same_peer(struct ob_inet *a, struct ob_inet *b)
{
	const __u64 *x = (const __u64 *)a->addr, *y = (const __u64 *)b->addr;
	return a->port == b->port && x[0] == y[0] && x[1] == y[1];
}

OB_INLINE void ob_disconnected(struct sock *sk)
{
	__u64 key = (__u64)sk;
	struct ob_connection *connection = bpf_map_lookup_elem(&connections, &key);
	if (!connection)
		return;
	__u32 tgid = connection->tgid;
	struct ob_server *server = bpf_map_lookup_elem(&servers, &tgid);
	if (server) {
		struct ob_inet peer, *slot = &server->peers[connection->slot & (OB_SERVER_PEERS - 1)];
		ob_peer_of(sk, &peer);
		if (ob_same_peer(&peer, slot)) /* else a later connection took it over */
			slot->family = 0;
		__sync_fetch_and_add(&server->live, -1);
	}
	bpf_map_delete_elem(&connections, &key);
}

#endif
