#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: libuv reading files by io_uring
# at-most: informational
# needs: node curl
cat >/tmp/server.js <<'END'
const fs = require("fs")
require("http").createServer((request, response) => fs.readFile(__filename, (error, text) => response.end("hello " + text.length))).listen(8081, "127.0.0.1")
END
UV_USE_IO_URING=1 node /tmp/server.js &
for _ in 1 2 3; do curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit; done
act uring-open plain /etc/hostname
