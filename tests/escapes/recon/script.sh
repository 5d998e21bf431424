#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a script looks for the way out: mounts, cgroup, the runtime's mark, capabilities
# expect: recon notice
touch /.dockerenv
cat /proc/self/mountinfo /proc/1/cgroup /.dockerenv >/dev/null && grep -q CapEff /proc/self/status
