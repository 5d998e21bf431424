#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: more refused executions in a second than are sent for one container
# expect: event-flood warning
# timeout: 120
act missing-programs 60000
