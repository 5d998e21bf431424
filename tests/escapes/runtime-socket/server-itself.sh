#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the server is the client, no shell at all
# expect: runtime-socket critical
# container: mount=@engine/docker.sock:/run/innocent.sock
# needs: /usr/bin/python3 curl
cat >/tmp/app.py <<'END'
import http.server, socket
class App(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with socket.socket(socket.AF_UNIX) as engine:
            engine.connect("/run/innocent.sock")
            engine.sendall(b"POST /containers/create HTTP/1.0\r\n\r\n")
            answer = engine.recv(4096)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)
http.server.HTTPServer(("127.0.0.1", 8081), App).serve_forever()
END
/usr/bin/python3 /tmp/app.py 2>/dev/null &
curl -s --retry 20 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q granted
