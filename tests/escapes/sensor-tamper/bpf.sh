#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the programs that others loaded, taken by bpf()
# expect: sensor-tamper critical
# container: privileged
kernelcall bpf-take
