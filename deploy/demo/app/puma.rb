# SPDX-License-Identifier: Apache-2.0
# Cluster mode without preload_app!: the combination that allows a phased restart (SIGUSR1).
bind 'tcp://0.0.0.0:4567'
workers 2
threads 1, 4
environment 'production'
