#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring
# expect: control-plane warning
# server: yes
# listen: 10.77.0.1:10250
act uring-connect-inet sqpoll 10.77.0.1 10250
