# SPDX-License-Identifier: Apache-2.0
"""A containerd of our own with its CRI, as a Kubernetes node has one: own socket, own state, own network."""
import json
import os
import subprocess
import time

from lab import image
from lab.workspace import run

PAUSE_IMAGE = "registry.k8s.io/pause:3.6"
PAUSE_SOURCE = """
#include <signal.h>
#include <unistd.h>
static void leave(int number) { (void)number; _exit(0); }
int main(void) { signal(SIGTERM, leave); signal(SIGINT, leave); for (;;) pause(); }
"""
# restrict_oom_score_adj: machines without CAP_SYS_RESOURCE may not lower it, which pods ask for.
CONFIG = """version = 2
root = "{disk}/root"
state = "{run}/state"
[grpc]
  address = "{socket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{pause}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "{run}/cni"
[plugins."io.containerd.internal.v1.opt"]
  path = "{disk}/opt"
"""


class Containerd:
    """Runs in the network namespace `namespace`, so that the host end of each pod's veth is there too."""

    def __init__(self, workspace, namespace, subnet):
        self.run_dir = workspace.run_dir / "containerd"
        self.disk_dir = workspace.disk_dir / "containerd"
        self.socket = self.run_dir / "containerd.sock"
        self.log = self.run_dir / "log"
        self._write_config(subnet)
        workspace.callback(self._unmount_leftovers)
        self._start(workspace, namespace)
        self.import_image(self._pause_image())

    def _write_config(self, subnet):
        (self.run_dir / "cni").mkdir(parents=True)
        self.disk_dir.mkdir()
        (self.run_dir / "config.toml").write_text(
            CONFIG.format(run=self.run_dir, disk=self.disk_dir, socket=self.socket, pause=PAUSE_IMAGE))
        network = {"cniVersion": "0.4.0", "name": "lab", "plugins": [
            {"type": "ptp", "ipam": {"type": "host-local", "dataDir": str(self.disk_dir / "ipam"), "ranges": [[{"subnet": subnet}]]}}]}
        (self.run_dir / "cni" / "10-lab.conflist").write_text(json.dumps(network))

    def _start(self, workspace, namespace):
        command = ["nsenter", f"--net={namespace}", "containerd", "--config", str(self.run_dir / "config.toml")]
        with open(self.log, "wb") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        workspace.callback(self._stop, process)
        for _ in range(100):
            if process.poll() is None and self._ctr("version", check=False):
                return
            time.sleep(0.1)
        raise RuntimeError(f"containerd did not start: {self.log.read_text()[-2000:]}")

    def _stop(self, process):
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _unmount_leftovers(self):
        with open("/proc/self/mountinfo", encoding="utf-8") as table:
            points = [line.split()[4] for line in table]
        for point in reversed(points):
            if point.startswith((f"{self.run_dir}/", f"{self.disk_dir}/")):
                run("umount", "-l", point, check=False)

    def _ctr(self, *args, check=True):
        return run("ctr", "-a", self.socket, *args, check=check)

    def import_image(self, archive):
        self._ctr("-n", "k8s.io", "images", "import", archive)

    def _pause_image(self):
        tree = self.disk_dir / "pause"
        tree.mkdir()
        run("gcc", "-static", "-Os", "-x", "c", "-", "-o", tree / "pause", input=PAUSE_SOURCE)
        archive = self.disk_dir / "pause.tar"
        image.write(archive, PAUSE_IMAGE, [image.tree_layer(tree)], {"Entrypoint": ["/pause"]})
        os.unlink(tree / "pause")
        return archive
