# SPDX-License-Identifier: Apache-2.0
"""HTTP(S) receivers that count, verify, refuse, hang or misbehave, on loopback; and a certificate authority of one's own."""
import collections
import contextlib
import http.server
import json
import socket
import ssl
import subprocess
import sys
import threading

from lab.workspace import ROOT

sys.path.insert(0, str(ROOT / "deploy" / "receiver"))
import overboard_webhook  # noqa: E402  (the verifier that is shipped)


def openssl(*args):
    subprocess.run(["openssl", *map(str, args)], check=True, capture_output=True)


class Authority:
    """Makes certificates for loopback. `days` may be negative: then it is expired."""

    def __init__(self, directory, name="ca"):
        directory.mkdir(exist_ok=True)
        self.directory, self.pem, self._key = directory, directory / f"{name}.pem", directory / f"{name}.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 30, "-subj",
                f"/CN=overboard test {name}", "-keyout", self._key, "-out", self.pem)

    def issue(self, name, hosts="IP:127.0.0.1,DNS:localhost", days=2):
        key, request, pem = (self.directory / f"{name}.{end}" for end in ("key", "csr", "pem"))
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                "-keyout", key, "-out", request)
        extensions = self.directory / f"{name}.ext"
        extensions.write_text(f"subjectAltName={hosts}\n")
        # x509 -days takes no negative number in every version; openssl ca would need a database.
        openssl("x509", "-req", "-in", request, "-CA", self.pem, "-CAkey", self._key, "-CAcreateserial", "-out", pem,
                "-extfile", extensions, "-days", str(days))
        return pem, key


class Receiver:
    """Keeps what it accepted, in order. `behave` is called with the handler and the body; it answers itself and
    returns False, or returns a status (200 when it is None), a dict of headers beside it if need be."""

    def __init__(self, workspace, secrets=(), certificate=None, client_ca=None, behave=None, port=0):
        self.bodies, self.headers, self.problems = [], [], []
        self.attempts, self.connections = collections.Counter(), []
        self.secrets, self.behave, self.lock = list(secrets), behave, threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self):
                super().setup()
                outer.connections.append(self.connection)

            def do_POST(self):
                outer._take(self)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_port
        self.url = f"http{'s' if certificate else ''}://127.0.0.1:{self.port}/hook"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*map(str, certificate))
            if client_ca:
                context.load_verify_locations(str(client_ca))
                context.verify_mode = ssl.CERT_REQUIRED
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        workspace.callback(self.close)

    def _take(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        with self.lock:
            self.attempts[handler.headers.get("webhook-id")] += 1
        answer = self.behave(handler, body) if self.behave else None
        if answer is False:
            return
        status, more = answer if isinstance(answer, tuple) else (answer or 200, {})
        with self.lock:
            if status < 300:
                self._accept(handler, body)
        handler.send_response(status)
        for name, value in {"Content-Length": "0", **more}.items():
            handler.send_header(name, value)
        handler.end_headers()

    def _accept(self, handler, body):
        try:
            if self.secrets:
                overboard_webhook.verify(self.secrets, handler.headers, body)
        except overboard_webhook.Invalid as error:
            self.problems.append(str(error))
        self.bodies.append(body)
        self.headers.append(handler.headers)

    def alerts(self):
        with self.lock:
            return [json.loads(body) for body in self.bodies]

    def ids(self):
        with self.lock:
            return [headers.get("webhook-id") for headers in self.headers]

    def close(self):
        """Gone, with every connection that is still open."""
        self.server.shutdown()
        self.server.server_close()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]
