#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a script whose first line names the shell
# expect: web-shell critical
printf '#!/bin/sh\n: >/tmp/done\n' >/tmp/report
chmod 755 /tmp/report
server run &
server ask /tmp/report
[ -e /tmp/done ]
