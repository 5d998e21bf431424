#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a private key copied in a container that serves nobody
# expect: credential-file warning
mkdir -p /root/.ssh && echo key >/root/.ssh/id_ed25519
cp /root/.ssh/id_ed25519 /tmp/notes
