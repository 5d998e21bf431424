# SPDX-License-Identifier: Apache-2.0
"""A Docker daemon of our own over a containerd, with all that it keeps in directories of the workspace. Its containers have no
network: a daemon that makes one changes the machine's packet filter."""
import os
import subprocess
from pathlib import Path

from lab.wait import until
from lab.workspace import run

KEY, PLUGINS = Path("/etc/docker/key.json"), Path("/run/docker/plugins")  # which it makes wherever else it lives
ALONE = ["--bridge", "none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false"]
# Docker asks for more than a machine without CAP_SYS_RESOURCE may give.
LIMITS = ["--default-ulimit", "nofile=1024:1024"]


class Docker:
    def __init__(self, workspace, containerd):
        self._home, self.log = workspace.run_dir / "docker", workspace.run_dir / "docker.log"
        self._home.mkdir()
        self._host = f"unix://{self._home}/docker.sock"
        self._has_key, self._has_plugins = KEY.exists(), PLUGINS.exists()
        (self._home / "daemon.json").write_text("{}")
        with open(self.log, "wb") as log:
            self._process = subprocess.Popen(
                ["dockerd", "--host", self._host, "--containerd", containerd.socket, "--data-root", workspace.disk_dir / "docker",
                 "--exec-root", self._home / "exec", "--pidfile", self._home / "pid", "--config-file", self._home / "daemon.json",
                 "--exec-opt", "native.cgroupdriver=cgroupfs", *ALONE, *LIMITS],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        workspace.callback(self._stop)
        if not until(lambda: self("version", "--format", "{{.Server.Version}}", check=False), 30):
            raise RuntimeError(f"dockerd did not start: {self.log.read_text()[-2000:]}")

    def __call__(self, *words, check=True):
        return run("docker", *words, check=check, env={**os.environ, "DOCKER_HOST": self._host}).strip()

    def _stop(self):
        self._process.terminate()
        self._process.wait(30)
        if not self._has_key:
            KEY.unlink(missing_ok=True)
        if not self._has_plugins and PLUGINS.exists():
            os.removedirs(PLUGINS)
