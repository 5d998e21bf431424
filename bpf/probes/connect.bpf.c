/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Connects. Unix sockets at the exit of connect(2); TCP when the socket goes to SYN_SENT, which fast open and io_uring
 * pass through as well, and which runs as the caller. Other transitions of inet_sock_set_state do not: nothing is
 * attributed by them. */
#include "bpf/lib/unix.bpf.h"

SEC("tp_btf/sys_exit")
int BPF_PROG(tail_connect, struct pt_regs *regs, long ret)
{
	bool compat = ob_compat();
	struct ob_sockaddr asked = {.address = (void *)ob_arg(regs, 1, compat), .len = ob_arg(regs, 2, compat)};
	ob_connect_exit((int)ob_arg(regs, 0, compat), &asked, ret, compat);
	return 0;
}

OB_INLINE enum ob_entry entry(struct ob_proc *proc)
{
	if (BPF_CORE_READ(ob_current(), flags) & OB_PF_IO_WORKER)
		return OB_ENTRY_IO_URING;
	if (proc->connecting != (__u32)bpf_get_current_pid_tgid())
		return OB_ENTRY_SYSCALL;
	proc->connecting = 0; /* one request, one SYN */
	return OB_ENTRY_IO_URING;
}

OB_INLINE void syn_sent(struct sock *sk, struct ob_proc *proc)
{
	struct ob_inet peer;
	ob_peer_of(sk, &peer);
	if (!ob_admit_inet(&peer)) {
		ob_refused(OB_KIND_CONNECT);
		return;
	}
	struct ob_event_connect *e = ob_begin_connect(proc, peer.family, entry(proc));
	if (!e)
		return;
	e->protocol = 6; /* IPPROTO_TCP */
	e->peer = peer;
	e->resolved = 1;
	ob_send_connect(e, *(__u64 *)&peer.addr[8], *(__u64 *)&peer.addr[0] ^ peer.port);
}

OB_INLINE void listens(struct sock *sk, struct ob_proc *proc)
{
	bool is_new;
	__u16 port = BPF_CORE_READ(sk, __sk_common.skc_num);
	struct ob_server *server = ob_server_get(ob_tgid(), proc, OB_SERVER_LISTEN, port, &is_new);
	if (server && is_new)
		ob_tell_server(proc);
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(on_sock_state, struct sock *sk, int old_state, int new_state)
{
	if (new_state == OB_TCP_CLOSE) {
		ob_disconnected(sk);
		return 0;
	}
	if (new_state != OB_TCP_SYN_SENT && new_state != OB_TCP_LISTEN)
		return 0;
	struct ob_proc *proc = ob_proc_of(ob_tgid());
	if (!ob_armed(proc))
		return 0;
	if (new_state == OB_TCP_LISTEN)
		listens(sk, proc);
	else
		syn_sent(sk, proc);
	return 0;
}
