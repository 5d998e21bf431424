#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: pg_dump from cron's like, a shell that is no server's, beside PostgreSQL
# at-most: notice
# needs: /usr/lib/postgresql/*/bin/pg_dump setpriv
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
mkdir -p /srv/pg /srv/dump && chown postgres /srv/pg /srv/dump || exit
as_postgres() { setpriv --reuid postgres --regid postgres --clear-groups "$@"; }
as_postgres "$bin/initdb" -D /srv/pg -A trust >/dev/null || exit
printf "listen_addresses = '127.0.0.1'\nunix_socket_directories = '/tmp'\n" >>/srv/pg/postgresql.conf
as_postgres "$bin/postgres" -D /srv/pg >/tmp/pg.log 2>&1 &
until as_postgres "$bin/psql" -h 127.0.0.1 -c 'create table t (n int)' postgres >/dev/null 2>&1; do sleep 0.2; done
as_postgres sh -c "$bin/pg_dump -h 127.0.0.1 postgres | gzip >/srv/dump/all.gz" && [ -s /srv/dump/all.gz ]
