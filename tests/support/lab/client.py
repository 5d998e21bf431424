# SPDX-License-Identifier: Apache-2.0
"""An HTTP client that speaks from inside a network namespace and knows which port it spoke from."""
import dataclasses
import http.client
import socket
import time

from lab import netns


@dataclasses.dataclass
class Response:
    status: int
    body: str
    peer: str  # the client's end as the server sees it: "10.0.3.7:51122"


def request(namespace, address, method, path, body=None, headers=None, timeout=10):
    with netns.inside(namespace):
        connection = socket.create_connection(address, timeout=timeout)
    with connection:
        host, port = connection.getsockname()[:2]
        over = http.client.HTTPConnection(*address)
        over.sock = connection
        over.request(method, path, body=body, headers={"Connection": "close", **(headers or {})})
        answer = over.getresponse()
        return Response(answer.status, answer.read().decode(errors="replace"), f"{host}:{port}")


def wait_until_healthy(namespace, address, path="/health", timeout=30):
    deadline = time.monotonic() + timeout
    while True:
        try:
            if request(namespace, address, "GET", path, timeout=2).status == 200:
                return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing healthy at http://{address[0]}:{address[1]}{path} after {timeout} s")
        time.sleep(0.1)
