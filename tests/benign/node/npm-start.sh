#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a Node server through npm start, which runs sh
# at-most: none
# needs: npm node curl
mkdir -p /srv/app && cd /srv/app || exit
echo '{"name": "app", "version": "1.0.0", "scripts": {"start": "node server.js"}}' >package.json
cat >server.js <<'END'
const fs = require("fs")
require("http").createServer((request, response) => fs.readFile(__filename, () => response.end("hello\n"))).listen(8081, "127.0.0.1")
END
npm start --offline --no-update-notifier >/tmp/npm.log 2>&1 &
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello && sleep 1 && curl -sf http://127.0.0.1:8081/ | grep -q hello
