#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: sshd in a container gives a login shell
# at-most: notice
# needs: /usr/sbin/sshd ssh ssh-keygen
mkdir -p /run/sshd /root/.ssh && chmod 700 /root/.ssh || exit
ssh-keygen -q -t ed25519 -N '' -f /srv/host_key && ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519 || exit
cat /root/.ssh/id_ed25519.pub >/root/.ssh/authorized_keys
/usr/sbin/sshd -f /dev/null -h /srv/host_key -p 2222 -o ListenAddress=127.0.0.1 -o StrictModes=no -o UsePAM=no || exit
ssh -tt -q -i /root/.ssh/id_ed25519 -p 2222 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null root@127.0.0.1 'id; exit' </dev/null | grep -q uid=0
