#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same files under harmless names
# expect: recon notice
ln -s /proc /tmp/data
ln -s /tmp/data/self/mountinfo /tmp/a && ln -s /tmp/data/1/cgroup /tmp/b && ln -s /tmp/data/self/status /tmp/c &&
    ln -s /tmp/data/1/environ /tmp/d
cat /tmp/a /tmp/b /tmp/c /tmp/d >/dev/null
