#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an interpreter that takes its program from the connection
# expect: bind-shell critical
# needs: /usr/bin/perl
act exec-accepted 4464 /usr/bin/perl -e 1
