#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a build unpacks a base image over its own root and runs commands of it, as kaniko does
# at-most: warning
# needs: tar
mkdir -p /srv/base/opt/base/bin && cp /usr/bin/id /usr/bin/env /srv/base/opt/base/bin/ && tar -C /srv/base -cf /srv/layer.tar . || exit
tar -C / -xf /srv/layer.tar || exit
/bin/sh -c '/opt/base/bin/id >/opt/base/built' || exit
tar -C / -cf /srv/result.tar opt/base && [ -s /srv/result.tar ]
