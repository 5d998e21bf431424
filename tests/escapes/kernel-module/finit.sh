#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a file that is no module, by finit_module; this kernel may have no modules
# kernel: vm
# expect: kernel-module critical
# container: privileged
kernelcall module /etc/hostname
