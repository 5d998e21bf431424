#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a request makes the server read its service account's token to the caller
# expect: token-read error
# container: mount=@kubelet/pods/0a1b2c3d-0000-4000-8000-000000000003/volumes/kubernetes.io~projected/kube-api-access:/var/run/secrets/kubernetes.io/serviceaccount
# server: yes
cat /var/run/secrets/kubernetes.io/serviceaccount/token | grep -q header.payload
