#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: strace of one's own child
# at-most: notice
# needs: strace
strace -f -o /srv/trace sh -c true && grep -q exited /srv/trace
