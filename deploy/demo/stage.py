# SPDX-License-Identifier: Apache-2.0
"""The demo's world: the application in a real container, and around it what a careless deployment puts
within its reach. tests/support/lab makes the parts; here they are put together."""
import dataclasses
import os
import re
import signal
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests" / "support"))

from lab import client, image, netns, runc, standins  # noqa: E402  (the path has to be set first)
from lab.containerd import Containerd  # noqa: E402
from lab.cri import Cri, PodRequest  # noqa: E402
from lab.workspace import run  # noqa: E402

PORT, WORKERS = 4567, 2  # as app/puma.rb has them
SOCKET_INSIDE = "/run/innocent.sock"
HOST_DIR_INSIDE = "/host"
PRIVATE_KEY = ".ssh/id_ed25519"  # below the mounted host directory
PACKAGES = ["ruby-sinatra", "ruby-jwt", "puma", "dash", "coreutils"]
IMAGE = "docker.io/library/back-office:1.4"
ENTRYPOINT = ["/app/entrypoint.sh"]
JWT_SECRET, DEPLOY_SECRET = "secret", "correct horse battery staple"
ENV = [f"JWT_SECRET={JWT_SECRET}", f"DEPLOY_SECRET={DEPLOY_SECRET}", f"DOCKER_HOST=unix://{SOCKET_INSIDE}",
       f"PRICES={HOST_DIR_INSIDE}/prices.txt", "LANG=C.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin"]
NETWORK, PARTNER_PORT = "10.0.3", 8080


@dataclasses.dataclass
class Surroundings:
    """What is on the node before any container; shared by all containers of one workspace."""

    host_dir: Path
    socket_path: Path
    runtime_api: object  # lab.standins server: .requests
    layer: Path          # the application as a root file system layer

    @classmethod
    def make(cls, workspace):
        socket_path = workspace.run_dir / "engine" / "docker.sock"
        api = workspace.enter_context(standins.runtime_socket(socket_path))
        return cls(_host_dir(workspace), socket_path, api, _app_layer(workspace))


def _host_dir(workspace):
    """A deploy user's home on the node, as it gets mounted for "just the price lists". The key is no key."""
    home = workspace.disk_dir / "home" / "deploy"
    (home / ".ssh").mkdir(parents=True)
    (home / PRIVATE_KEY).write_text("-----BEGIN FAKE PRIVATE KEY-----\nnot a key: written by the demo\n")
    (home / "prices.txt").write_text("lamp 20\nchair 45\n")
    return home


def _app_layer(workspace):
    layer = workspace.disk_dir / "layer"
    (layer / "usr" / "local" / "bin").mkdir(parents=True)
    run("cp", "-rT", HERE / "app", layer / "app")
    run("gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-static", "-Os", layer / "app" / "docker.c",
        "-o", layer / "usr" / "local" / "bin" / "docker")
    os.unlink(layer / "app" / "docker.c")
    return layer


def _clients(workspace, suffix):
    """The network the requests come from, with a service in it that the application may well call."""
    namespace = netns.make(workspace, suffix)
    workspace.enter_context(standins.partner_service(namespace, ("0.0.0.0", PARTNER_PORT)))
    return namespace


@dataclasses.dataclass
class Stage:
    """A running application, and the way to it."""

    around: Surroundings
    container: object   # lab.runc.RuncContainer or lab.cri.CriContainer
    client_netns: str
    address: tuple      # the application's
    partner: str        # URL of the service it may call
    metadata: object    # lab.standins server: .requests

    def request(self, method, path, body=None, headers=None):
        return client.request(self.client_netns, self.address, method, path, body, headers)

    def wait_until_healthy(self):
        try:
            client.wait_until_healthy(self.client_netns, self.address)
        except TimeoutError as error:
            raise RuntimeError(f"{error}; the application said:\n{self.container.logs()}") from error

    def phased_restart(self):
        """Puma replaces its workers one by one; done when both new ones have booted."""
        self.await_workers(phase=0)  # one that still boots would miss the signal and be waited for
        os.kill(self.container.pid, signal.SIGUSR1)
        self.await_workers(phase=1)

    def await_workers(self, phase, count=WORKERS, timeout=20):
        """Until so many workers of that phase have ever booted."""
        deadline = time.monotonic() + timeout
        while len(re.findall(rf"booted in .*phase: {phase}", self.container.logs())) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"no {count} workers of phase {phase} after {timeout} s:\n{self.container.logs()}")
            time.sleep(0.1)

    def worker(self):
        """The pid of one of the workers, as the host counts."""
        return int(Path(f"/proc/{self.container.pid}/task/{self.container.pid}/children").read_text().split()[0])


def start_runc(workspace, around, ident="back-office"):
    """The application in a container by runc; its two network namespaces are its own."""
    clients, app_netns = _clients(workspace, f"{ident}-clients"), netns.make(workspace, ident)
    netns.link(app_netns, f"{NETWORK}.2/24", clients, f"{NETWORK}.7/24")
    metadata = workspace.enter_context(standins.metadata_service(app_netns))
    config = runc.spec(ENTRYPOINT, ENV, network=app_netns, hostname=ident, mounts=[
        runc.bind(around.host_dir, HOST_DIR_INSIDE), runc.bind(around.socket_path, SOCKET_INSIDE)])
    container = runc.RuncContainer(workspace, ident, config, around.layer)
    stage = Stage(around, container, clients, (f"{NETWORK}.2", PORT), f"http://{NETWORK}.7:{PARTNER_PORT}/", metadata)
    stage.wait_until_healthy()
    return stage


class Node:
    """A Kubernetes-like node: containerd with CRI, and the application's image on it."""

    def __init__(self, workspace, around):
        self.around, self.clients = around, _clients(workspace, "node")
        self._containerd = Containerd(workspace, self.clients, f"{NETWORK}.0/24")
        archive = workspace.disk_dir / "back-office.tar"
        image.write(archive, IMAGE, [image.base_layer(PACKAGES), image.tree_layer(around.layer)],
                    {"Entrypoint": ENTRYPOINT, "Env": ENV, "WorkingDir": "/app"})
        self.import_image(archive)
        archive.unlink()
        self.cri = Cri(workspace, self._containerd.socket)

    def import_image(self, archive):
        self._containerd.import_image(archive)

    def start_pod(self, workspace, name="web-7d9"):
        """The application in a pod of namespace prod. The workspace may be a younger one than the node's."""
        found = {}

        def before_start(pod_netns):
            found["metadata"] = workspace.enter_context(standins.metadata_service(pod_netns))
            found["address"] = _address_in(pod_netns)

        pod = PodRequest(name, "prod", "app", IMAGE, mounts=[
            (self.around.host_dir, HOST_DIR_INSIDE), (self.around.socket_path, SOCKET_INSIDE)])
        container = self.cri.run(workspace, pod, before_start)
        stage = Stage(self.around, container, self.clients, (found["address"], PORT),
                      f"http://{NETWORK}.1:{PARTNER_PORT}/", found["metadata"])
        stage.wait_until_healthy()
        return stage


def _address_in(namespace):
    with netns.inside(namespace):
        shown = run("ip", "-4", "-oneline", "addr", "show", "dev", "eth0")
    return shown.split("inet ", 1)[1].split("/", 1)[0]
