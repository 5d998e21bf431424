#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: pip installs a package in an init container
# at-most: notice
# needs: /usr/lib/python3/dist-packages/pip /usr/lib/python3/dist-packages/setuptools
mkdir -p /srv/package/tool && cd /srv/package || exit
echo 'from setuptools import setup; setup(name="tool", version="1", packages=["tool"])' >setup.py
: >tool/__init__.py
/usr/bin/python3 -m pip install --no-index --no-build-isolation --no-deps --break-system-packages --target /srv/site . >/tmp/pip.log 2>&1 || { tail -n 1 /tmp/pip.log && exit 1; }
PYTHONPATH=/srv/site /usr/bin/python3 -c 'import tool'
