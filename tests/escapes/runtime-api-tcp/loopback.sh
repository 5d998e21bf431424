#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: docker-in-docker on the container's own loopback
# expect: runtime-api-tcp warning
# listen: 127.0.0.1:2375
act connect-inet 127.0.0.1 2375
