#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a module removed, or nearly
# expect: kernel-module critical
# container: privileged
# kernel: vm
act call delete_module
[ $? != 38 ]
