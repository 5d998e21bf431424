#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: bundle installs a gem from a local source and runs a task, in an init container
# at-most: notice
# needs: bundle ruby
# timeout: 90
mkdir -p /srv/gem/lib /srv/app && cd /srv/gem || exit
echo 'Gem::Specification.new { |s| s.name = "local"; s.version = "1"; s.summary = "x"; s.author = "x"; s.files = ["lib/local.rb"] }' >local.gemspec
echo 'puts "built"' >lib/local.rb
cd /srv/app && echo 'gem "local", path: "/srv/gem"' >Gemfile
bundle install --local --quiet >/tmp/bundle.log 2>&1 || { tail -n 1 /tmp/bundle.log && exit 1; }
bundle exec ruby -e 'require "local"' | grep -q built
