#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's network namespace, joined through a mounted /proc
# expect: namespace-escape critical
# container: privileged mount=/proc:/hostproc mount=@who:/who
act setns "/hostproc/$(cat /who)/ns/net" exec /bin/true
