#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: mounted under a harmless name, by a tool
# expect: token-read warning
# container: mount=@kubelet/pods/0a1b2c3d-0000-4000-8000-000000000003/volumes/kubernetes.io~projected/kube-api-access:/srv/notes
dd if=/srv/notes/token of=/tmp/copy 2>/dev/null && grep -q payload /tmp/copy
