#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: PostgreSQL with an archive_command, which it runs by sh -c
# at-most: notice
# needs: /usr/lib/postgresql/*/bin/postgres setpriv
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
mkdir -p /srv/pg /srv/archive && chown postgres /srv/pg /srv/archive || exit
as_postgres() { setpriv --reuid postgres --regid postgres --clear-groups "$@"; }
as_postgres "$bin/initdb" -D /srv/pg -A trust >/dev/null || exit
cat >>/srv/pg/postgresql.conf <<'END'
listen_addresses = '127.0.0.1'
unix_socket_directories = '/tmp'
archive_mode = on
archive_command = 'test ! -f /srv/archive/%f && cp %p /srv/archive/%f'
END
as_postgres "$bin/postgres" -D /srv/pg >/tmp/pg.log 2>&1 &
until as_postgres "$bin/psql" -h 127.0.0.1 -c 'create table t (n int)' postgres >/dev/null 2>&1; do sleep 0.2; done
for _ in 1 2; do as_postgres "$bin/psql" -h 127.0.0.1 -c 'insert into t values (1)' -c 'select pg_switch_wal()' postgres >/dev/null || exit; done
for _ in $(seq 50); do [ "$(ls /srv/archive)" = "" ] || exit 0; sleep 0.2; done
exit 1
