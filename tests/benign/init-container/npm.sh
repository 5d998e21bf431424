#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: npm installs a package with a script, in an init container
# at-most: notice
# needs: npm node
mkdir -p /srv/library /srv/app && cd /srv/app || exit
echo '{"name": "library", "version": "1.0.0", "scripts": {"install": "echo built >built"}}' >/srv/library/package.json
echo '{"name": "app", "version": "1.0.0"}' >package.json
npm install --offline --no-audit --no-fund --install-links /srv/library >/tmp/npm.log 2>&1 || { tail -n 1 /tmp/npm.log && exit 1; }
[ -e node_modules/library/built ]
