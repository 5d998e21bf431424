#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a queue worker that is no server runs a shell
# at-most: notice
# needs: /usr/bin/perl
for _ in 1 2 3; do /usr/bin/perl -e 'system("echo job; true")' >/dev/null || exit; sleep 0.3; done
