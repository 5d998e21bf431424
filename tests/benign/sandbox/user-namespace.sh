#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a sandbox of one's own by a user namespace, as browsers have it
# at-most: notice
# needs: unshare
unshare --user --map-root-user --pid --fork true || { echo "user namespaces are not to be had" && exit 77; }
