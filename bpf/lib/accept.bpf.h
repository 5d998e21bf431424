/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef OVERBOARD_LIB_ACCEPT_H
#define OVERBOARD_LIB_ACCEPT_H

#include "server.bpf.h"
#include "syscall.bpf.h"

OB_INLINE void accepted_inet(struct sock *sk, struct ob_proc *proc)
{
	bool is_new;
	__u16 port = BPF_CORE_READ(sk, __sk_common.skc_num);
	struct ob_server *server = ob_server_get(ob_tgid(), proc, OB_SERVER_ACCEPT, port, &is_new);
	if (!server)
		return;
	if (!server->port)
		server->port = port;
	ob_connected(server, sk);
	if (is_new)
		ob_tell_server(proc);
}

/* php-fpm behind nginx: the peers are those of the server in front. */
OB_INLINE void accepted_unix(struct sock *sk, struct ob_proc *proc)
{
	struct pid *pid = BPF_CORE_READ(sk, sk_peer_pid);
	struct ob_proc *client = ob_proc_of(BPF_CORE_READ(pid, numbers[0].nr));
	if (!ob_armed(client) || !(client->flags & (OB_TASK_SERVER | OB_TASK_LINEAGE)))
		return;
	__u32 front_tgid = client->server_tgid;
	struct ob_server *front = bpf_map_lookup_elem(&servers, &front_tgid);
	bool is_new;
	struct ob_server *server = ob_server_get(ob_tgid(), proc, OB_SERVER_ACCEPT_UNIX, 0, &is_new);
	if (!server)
		return;
	if (front && server->cause == OB_SERVER_ACCEPT_UNIX) {
		server->port = front->port;
		server->live = front->live;
		__builtin_memcpy(server->peers, front->peers, sizeof(server->peers));
	}
	if (is_new)
		ob_tell_server(proc);
}

/* fd: what accept returned. */
OB_INLINE void ob_accepted(long fd)
{
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	struct sock *sk = proc && fd >= 0 ? ob_sock_of(ob_file_of(fd)) : NULL;
	if (!sk)
		return;
	__u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);
	if (family == OB_AF_UNIX)
		accepted_unix(sk, proc);
	else if (family == OB_AF_INET || family == OB_AF_INET6)
		accepted_inet(sk, proc);
}

#endif
