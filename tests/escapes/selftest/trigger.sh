#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the trigger of overboard selftest
# expect: selftest notice
cp /bin/true /tmp/overboard
/tmp/overboard selftest --trigger here
