#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: below a server
# expect: event-flood warning
# server: yes
# timeout: 120
act missing-programs 60000
