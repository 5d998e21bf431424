#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by init_module
# expect: kernel-module critical
# container: privileged
# kernel: vm
act call init_module
[ $? != 38 ]
