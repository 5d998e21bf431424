#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's cgroup namespace, joined through a mounted /proc
# expect: namespace-escape critical
# container: privileged mount=/proc:/hostproc mount=@who:/who
act setns "/hostproc/$(cat /who)/ns/cgroup" exec /bin/true
