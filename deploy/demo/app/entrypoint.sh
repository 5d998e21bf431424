#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What images do before they serve: a shell, a few programs, then exec.
set -eu
cd /app
mkdir -p /tmp/cache
echo "back office on $(uname -n), ruby $(ruby -e 'print RUBY_VERSION')"
exec puma -C puma.rb config.ru
