# SPDX-License-Identifier: Apache-2.0
"""Overboard as a node runs it: the manifest's DaemonSet, its one container, through a containerd's CRI."""
import subprocess
import time
from pathlib import Path

import yaml

from lab import client, netns
from lab.cri import Mount, PodRequest
from lab.detector import Detector
from lab.workspace import ROOT, run

MANIFEST = ROOT / "deploy" / "kustomize" / "base" / "overboard.yaml"
IMAGE = "docker.io/library/overboard:test"
METRICS_PORT = 9435


def _manifest():
    documents = [each for each in yaml.safe_load_all(MANIFEST.read_text()) if each]
    maps = {each["metadata"]["name"]: each["data"] for each in documents if each["kind"] == "ConfigMap"}
    (daemonset,) = (each for each in documents if each["kind"] == "DaemonSet")
    return daemonset["spec"]["template"]["spec"], maps


def _machine_shares_mounts():
    """As systemd sets a node up. Elsewhere a runtime refuses HostToContainer: the same mount, without later ones."""
    with open("/proc/self/mountinfo", encoding="utf-8") as table:
        return any(line.split()[4] == "/" and "shared:" in line for line in table)


class SensorPod(Detector):
    """Ready, as the manifest's startup probe sees it, when the constructor returns. Its state directory is `state`, a
    ConfigMap's directory of rules is `rules`; what else the manifest mounts of the node is the machine's own."""

    def __init__(self, workspace, cri, arguments=(), namespace="overboard", rules=None):
        self.spec, self._maps = _manifest()
        (self.container_spec,) = self.spec["containers"]
        self._home = workspace.disk_dir / "sensor"
        self.state = self._home / "state"
        self.state.mkdir(parents=True)
        if rules:
            self._maps["overboard-rules"] = rules
        self.alerts_file = self.state / "alerts.jsonl"
        security = {**self.spec["securityContext"], **self.container_spec["securityContext"]}
        pod = PodRequest("overboard-x7k2p", namespace, "overboard", IMAGE, host_pid=self.spec["hostPID"], security=security,
                         args=[*self.container_spec["args"], "--alerts", "/var/lib/overboard/alerts.jsonl", *arguments],
                         env={"OVERBOARD_NODE": "node-1"}, mounts=self._mounts())
        self.container = cri.run(workspace, pod)
        self._await_ready()

    def _mounts(self):
        """The manifest's. A place in Kubernetes (ConfigMap, Secret) is a directory laid out as kubelet does it."""
        shared = _machine_shares_mounts()
        sources = {each["name"]: self._source(each) for each in self.spec["volumes"]}
        out = []
        for mount in self.container_spec["volumeMounts"]:
            source = Path(sources[mount["name"]], mount["subPath"]) if "subPath" in mount else sources[mount["name"]]
            out.append(Mount(source, mount["mountPath"], mount.get("readOnly", False),
                             mount.get("mountPropagation", "None") if shared else "None"))
        return out

    def _source(self, volume):
        if volume["name"] == "state":
            return self.state
        if "hostPath" in volume:
            return volume["hostPath"]["path"]
        directory = self._home / volume["name"]
        project(directory, self._maps.get(volume.get("configMap", {}).get("name"), {}))
        return directory

    @property
    def rules(self):
        return self._home / "rules"

    def get(self, path):
        return client.request(self.container.netns, ("127.0.0.1", METRICS_PORT), "GET", path)

    def address(self):
        with netns.inside(self.container.netns):
            shown = run("ip", "-4", "-oneline", "addr", "show", "dev", "eth0")
        return shown.split("inet ", 1)[1].split("/", 1)[0]

    def metrics_text(self):
        return self.get("/metrics").body

    def _await_ready(self):
        probe = self.container_spec["startupProbe"]
        for _ in range(probe["periodSeconds"] * probe["failureThreshold"] * 10):
            try:
                if self.get(probe["httpGet"]["path"]).status == 200:
                    return
            except OSError:
                pass
            if not Path(f"/proc/{self.container.pid}").exists():
                raise RuntimeError(f"the sensor ended before it was ready:\n{self.output()}")
            time.sleep(0.1)
        raise TimeoutError(f"the sensor was never ready:\n{self.output()}")

    def output(self):
        return self.container.logs()

    def processes(self):
        """The pids in the container: the sensor's and its couriers'."""
        own = Path(f"/proc/{self.container.pid}/cgroup").read_text()
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and (entry / "cgroup").read_text() == own:
                    found.append(int(entry.name))
            except OSError:
                continue
        return found

    def resident_bytes(self):
        """What the container costs the node: private pages, and its share of those that its processes share."""
        total = 0
        for pid in self.processes():
            shown = Path(f"/proc/{pid}/smaps_rollup").read_text()
            total += sum(int(line.split()[1]) * 1024 for line in shown.splitlines() if line.startswith("Pss:"))
        return total

    def cpu_seconds(self):
        ticks = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / 100

    def close(self):
        """The pod ends with its workspace."""


def project(directory, files):
    """What kubelet makes of a ConfigMap: `..data` leads to a directory with the files, and is swapped at once."""
    directory.mkdir(parents=True, exist_ok=True)
    fresh = directory / f"..{time.time_ns()}"
    fresh.mkdir()
    for name, text in files.items():
        (fresh / name).write_text(text)
        link = directory / name
        if not link.is_symlink():
            link.symlink_to(f"..data/{name}")
    half = directory / "..data_tmp"
    half.symlink_to(fresh.name)
    before = directory / "..data"
    old = before.resolve() if before.is_symlink() else None
    half.rename(before)
    if old:
        subprocess.run(["rm", "-rf", str(old)], check=True)
    for link in directory.iterdir():
        if link.is_symlink() and link.name != "..data" and link.name not in files:
            link.unlink()
