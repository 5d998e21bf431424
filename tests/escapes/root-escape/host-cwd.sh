#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the root directory of a process of the host as working directory
# expect: root-escape critical
# container: privileged mount=/proc:/hostproc mount=@who:/who
act cwd "/hostproc/$(cat /who)/root/tmp" exec /bin/true
