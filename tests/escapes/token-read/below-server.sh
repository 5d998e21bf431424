#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the service account's token, read by a program that a server started
# expect: token-read warning
# container: mount=@account:/var/run/secrets/kubernetes.io/serviceaccount
# server: yes
grep -q secret /var/run/secrets/kubernetes.io/serviceaccount/token
