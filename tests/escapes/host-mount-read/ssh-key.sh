#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a private key in a mounted home
# expect: host-mount-read critical
# container: mount=@home:/data
grep -q KEY /data/.ssh/id_ed25519
