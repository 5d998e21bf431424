# SPDX-License-Identifier: Apache-2.0
"""The services an attack reaches for: a cloud's metadata, a container runtime's API. They answer for
real over real sockets and remember what they were asked; nothing behind them exists."""
import contextlib
import http.server
import json
import socketserver
import threading

from lab import netns


class _Recorder(http.server.BaseHTTPRequestHandler):
    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.server.requests.append((self.command, self.path, body))
        status, answer = self.server.answer(self.command, self.path)
        data = answer.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = _answer

    def address_string(self):  # a unix peer has no address to be split
        return "peer"

    def log_message(self, *_):
        pass


class _TcpServer(http.server.ThreadingHTTPServer):
    daemon_threads = True


class _UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


@contextlib.contextmanager
def _serving(server, answer):
    server.requests, server.answer = [], answer
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _metadata(_, path):
    if path == "/latest/meta-data/iam/security-credentials/back-office":
        return 200, json.dumps({"Code": "Success", "AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "not-a-key"})
    return 404, "no such item\n"


def metadata_service(namespace):
    """A cloud's metadata service on 169.254.169.254:80 of that network namespace's lo."""
    netns.add_metadata_address(namespace)
    with netns.inside(namespace):
        server = _TcpServer((netns.METADATA_ADDRESS, 80), _Recorder)
    return _serving(server, _metadata)


def partner_service(namespace, address):
    """An ordinary HTTP service, the kind an application talks to all day."""
    with netns.inside(namespace):
        server = _TcpServer(address, _Recorder)
    return _serving(server, lambda *_: (200, "partner says hello\n"))


def runtime_socket(path):
    """A container runtime's API on a unix socket. Detectors know it by its name, so call it docker.sock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    server = _UnixServer(str(path), _Recorder)
    return _serving(server, lambda *_: (201, json.dumps({"Id": "f00dfeed", "Warnings": []}) + "\n"))
