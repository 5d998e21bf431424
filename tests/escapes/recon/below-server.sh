#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same below a server, each question by a program of its own
# expect: recon warning
# server: yes
cat /proc/self/mountinfo >/dev/null && head -1 /proc/1/cgroup >/dev/null && grep -q Cap /proc/self/status &&
    head -c 1 /proc/1/environ >/dev/null
