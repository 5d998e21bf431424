#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a kubeconfig
# expect: credential-file error
# server: yes
mkdir -p /root/.kube && echo key >/root/.kube/config
cp /root/.kube/config /tmp/notes
