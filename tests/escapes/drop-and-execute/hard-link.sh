#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a hard link under the name of a tool of the image
# expect: drop-and-execute warning
cp /bin/true /tmp/fresh && ln /tmp/fresh /tmp/getconf && /tmp/getconf
