#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by somebody who entered the container
# expect: token-read warning
# container: mount=@kubelet/pods/0a1b2c3d-0000-4000-8000-000000000003/volumes/kubernetes.io~projected/kube-api-access:/var/run/secrets/kubernetes.io/serviceaccount
for _ in $(seq 100); do [ ! -e /run/done ] || exit 0; sleep 0.1; done
exit 1
