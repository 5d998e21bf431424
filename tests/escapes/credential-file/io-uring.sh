#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring
# expect: credential-file error
# server: yes
mkdir -p /root/.ssh && echo key >/root/.ssh/id_rsa
act uring-open sqpoll /root/.ssh/id_rsa
