#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the other shell, on an image that has only one
# expect: failed-exec warning
# needs: bash
printf "#!/bin/bash\n" >/tmp/report
chmod 755 /tmp/report
rm -f /bin/bash
server run &
server ask /bin/bash /tmp/report >/dev/null
[ $? = 127 ]
