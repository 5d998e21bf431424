#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a file that is no module, by finit_module
# expect: kernel-module critical
# container: privileged
act drop-user 65534 call init_module
true
