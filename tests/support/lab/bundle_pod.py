# SPDX-License-Identifier: Apache-2.0
"""Pods by runc alone, as many a second as a node may see: the bundle lies where and is written as containerd's CRI plugin
does it. No shim stays, so whoever did not read the bundle in time finds no process that leads to it."""
import contextlib
import json
import os
import secrets
import select
import shutil
import subprocess
import threading
import time
import uuid

from lab import runc
from lab.cri import remove_cgroups
from lab.workspace import run

IMAGE, NAMESPACE, CONTAINER = "docker.io/library/box:1.2", "prod", "app"


def busybox_root(workspace):
    """A root file system for all of them, read only."""
    root = workspace.disk_dir / "box"
    for name in ("bin", "proc", "dev", "sys", "run", "tmp", "etc"):
        (root / name).mkdir(parents=True)
    shutil.copy("/bin/busybox", root / "bin")
    return root


class BundlePod:
    def __init__(self, workspace, root, name, args, env=()):
        self.id, self.uid, self.name, self.pid = secrets.token_hex(32), str(uuid.uuid4()), name, 0
        self.parent = f"/kubepods/besteffort/pod{self.uid}"
        self.bundle = workspace.run_dir / "state" / "io.containerd.runtime.v2.task" / "k8s.io" / self.id
        self.bundle.mkdir(parents=True)
        config = runc.spec(args, env, cgroup=f"{self.parent}/{self.id}")
        config["root"] = {"path": str(root), "readonly": True}
        config["annotations"] = {f"io.kubernetes.cri.{key}": value for key, value in {
            "container-type": "container", "container-name": CONTAINER, "image-name": IMAGE, "sandbox-id": secrets.token_hex(32),
            "sandbox-name": name, "sandbox-namespace": NAMESPACE, "sandbox-uid": self.uid}.items()}
        (self.bundle / "config.json").write_text(json.dumps(config))
        workspace.callback(self.remove)

    def start(self):
        subprocess.run(["runc", "run", "--detach", "--bundle", self.bundle, "--pid-file", self.bundle / "pid", self.id],
                       check=True, timeout=120, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = int((self.bundle / "pid").read_text())

    def await_end(self):
        with contextlib.suppress(ProcessLookupError):  # it was quick
            ended = os.pidfd_open(self.pid)
            select.select([ended], [], [], 60)
            os.close(ended)

    def remove(self):
        """With all that named it. Twice does nothing."""
        if self.bundle.exists():
            run("runc", "delete", "--force", self.id, check=False)
            shutil.rmtree(self.bundle)
            remove_cgroups(self.parent)

    def whose(self, alert):
        """What that alert, of this pod, says of whose it is: "rightly", "wrongly" or "not at all"."""
        container, pod = alert.get("container", {}), alert.get("pod", {})
        said = [container.get("id"), container.get("name"), pod.get("name"), pod.get("namespace"), pod.get("uid")]
        true = [self.id, CONTAINER, self.name, NAMESPACE, self.uid]
        if said == true:
            return "rightly"
        return "not at all" if all(each in (None, "", right) for each, right in zip(said, true)) else "wrongly"


def each_at_a_rate(pods, a_second, act):
    """Calls act(pod) for each in a thread of its own, one every so often, whatever became of those before; waits for all.
    Gives how many a second it came to."""
    begun, threads = time.monotonic(), []
    for number, pod in enumerate(pods):
        time.sleep(max(0.0, begun + number / a_second - time.monotonic()))
        threads.append(threading.Thread(target=act, args=[pod]))
        threads[-1].start()
    rate = len(pods) / (time.monotonic() - begun)
    for thread in threads:
        thread.join()
    return rate
