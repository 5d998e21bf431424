#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: no image at all, without the capability
# expect: kexec warning
kernelcall kexec
