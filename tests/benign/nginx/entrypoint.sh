#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: nginx as its image starts it: an entrypoint that runs /docker-entrypoint.d and ends in exec; requests, reloads
# at-most: none
# needs: nginx curl
mkdir -p /docker-entrypoint.d
cat >/docker-entrypoint.d/10-envsubst.sh <<'END'
#!/bin/sh
sed "s/hello/hello from $(hostname)/" /opt/case/benign/nginx/nginx.conf >/tmp/nginx.conf
END
cat >/docker-entrypoint.d/20-workers.sh <<'END'
#!/bin/sh
getconf _NPROCESSORS_ONLN >/tmp/workers
END
cat >/docker-entrypoint.sh <<'END'
#!/bin/sh
set -e
for f in $(find /docker-entrypoint.d -follow -type f | sort -V); do [ -x "$f" ] && "$f"; done
exec "$@"
END
chmod 755 /docker-entrypoint.sh /docker-entrypoint.d/*
/docker-entrypoint.sh nginx -e /tmp/error.log -c /tmp/nginx.conf -g 'daemon off;' &
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit
for _ in 1 2; do
    nginx -e /tmp/error.log -c /tmp/nginx.conf -s reload || exit
    sleep 0.5
    curl -sf http://127.0.0.1:8081/ | grep -q hello || exit
done
