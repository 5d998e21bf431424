#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by one program, symbols among it
# expect: recon notice
cat /proc/self/mountinfo /proc/1/status /proc/self/cgroup /proc/self/status /proc/kallsyms >/dev/null
