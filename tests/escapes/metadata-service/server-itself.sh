#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the server fetches an address its caller chose, which nothing of its image is known to ask
# expect: metadata-service warning
# listen: 169.254.170.2:80
# needs: /usr/bin/python3 curl
cat >/tmp/app.py <<'END'
import http.server, urllib.request
class App(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        answer = urllib.request.urlopen("http://" + self.path[1:]).read()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)
http.server.HTTPServer(("127.0.0.1", 8081), App).serve_forever()
END
/usr/bin/python3 /tmp/app.py 2>/dev/null &
curl -s --retry 20 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/169.254.170.2/ | grep -q granted
