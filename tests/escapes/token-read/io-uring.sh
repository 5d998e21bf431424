#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring, by what a server started
# expect: token-read error
# container: mount=@kubelet/pods/0a1b2c3d-0000-4000-8000-000000000003/volumes/kubernetes.io~projected/kube-api-access:/var/run/secrets/kubernetes.io/serviceaccount
# server: yes
act uring-open plain /var/run/secrets/kubernetes.io/serviceaccount/token
