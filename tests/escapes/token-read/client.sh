#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a client that is not the container's own reads the token, by a symbolic link
# expect: token-read warning
# container: mount=@kubelet/pods/0a1b2c3d-0000-4000-8000-000000000003/volumes/kubernetes.io~projected/kube-api-access:/var/run/secrets/kubernetes.io/serviceaccount
# needs: curl
ln -s /var/run/secrets/kubernetes.io/serviceaccount/token /tmp/t
curl -s file:///tmp/t | grep -q header.payload
