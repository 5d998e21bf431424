# SPDX-License-Identifier: Apache-2.0
"""Containers by runc, without an image: the root file system is an overlay over this machine's own."""
import json
import subprocess

from lab.workspace import run

# What Docker and containerd give a container that asks for nothing.
CAPABILITIES = [f"CAP_{c}" for c in (
    "CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT "
    "KILL AUDIT_WRITE").split()]
MASKED = [f"/proc/{p}" for p in ("acpi", "asound", "kcore", "keys", "latency_stats", "timer_list", "sched_debug", "scsi")]
READ_ONLY = [f"/proc/{p}" for p in ("bus", "fs", "irq", "sys", "sysrq-trigger")]
SYSTEM_MOUNTS = [
    {"destination": "/proc", "type": "proc", "source": "proc", "options": ["nosuid", "noexec", "nodev"]},
    {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "strictatime", "mode=755"]},
    {"destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["nosuid", "noexec", "newinstance"]},
    {"destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": ["nosuid", "noexec", "nodev", "mode=1777"]},
    {"destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["nosuid", "noexec", "nodev", "ro"]},
    # Hides what the machine keeps there: its sockets do not work through an overlay anyway.
    {"destination": "/run", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=755"]},
    {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=1777"]},
]


def bind(source, destination, read_only=True):
    options = ["rbind", "rprivate", "ro" if read_only else "rw"]
    return {"destination": str(destination), "type": "bind", "source": str(source), "options": options}


def spec(args, env=(), cwd="/", mounts=(), network=None, hostname="lab", cgroup=None, capabilities=CAPABILITIES):
    """An OCI config.json as a dict. `network` is the path of a network namespace; None makes a new, empty one."""
    namespaces = [{"type": t} for t in ("pid", "mount", "ipc", "uts", "cgroup")]
    namespaces.append({"type": "network", **({"path": str(network)} if network else {})})
    sets = ("bounding", "effective", "permitted")
    return {
        "ociVersion": "1.0.2",
        "hostname": hostname,
        "root": {"path": "rootfs", "readonly": False},
        "process": {"args": list(args), "env": ["PATH=/usr/local/bin:/usr/bin:/bin", *env], "cwd": cwd,
                    "user": {"uid": 0, "gid": 0}, "noNewPrivileges": True,
                    "capabilities": {name: list(capabilities) for name in sets}},
        "mounts": [*SYSTEM_MOUNTS, *mounts],
        "linux": {"namespaces": namespaces, "maskedPaths": MASKED, "readonlyPaths": READ_ONLY,
                  **({"cgroupsPath": cgroup} if cgroup else {})},
    }


class RuncContainer:
    """A running container; gone when the workspace closes. `layer` is laid over the machine's files."""

    runtime = "runc"

    def __init__(self, workspace, ident, config, layer=None):
        self.id = f"{workspace.name}-{ident}"
        bundle = workspace.run_dir / ident
        config["linux"].setdefault("cgroupsPath", f"/{self.id}")
        self._overlay(workspace, bundle, layer)
        (bundle / "config.json").write_text(json.dumps(config))
        self.log = bundle / "log"
        workspace.callback(self.delete)
        self._start(bundle)
        self.pid = int((bundle / "pid").read_text())
        self.netns = f"/proc/{self.pid}/ns/net"

    def _overlay(self, workspace, bundle, layer):
        # All on a tmpfs of its own: no layer may lie inside another one, and the lowest is /.
        top = workspace.mount("tmpfs", "overboard-lab", bundle / "top", "mode=755")
        (top / "upper").mkdir(mode=0o755)
        (top / "work").mkdir()
        lower = "/"
        if layer:
            run("cp", "-rT", layer, top / "layer")
            lower = f"{top}/layer:/"
        workspace.mount("overlay", "overlay", bundle / "rootfs",
                        f"lowerdir={lower},upperdir={top}/upper,workdir={top}/work")

    @staticmethod
    def _runc(*args):
        # The default state directory: what ran before a detector can only be found there. Ids are unique.
        return ["runc", *map(str, args)]

    def _start(self, bundle):
        with open(self.log, "wb") as log:
            done = subprocess.run(self._runc("run", "--detach", "--bundle", bundle, "--pid-file", bundle / "pid", self.id),
                                  stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"runc run {self.id}: {self.log.read_text().strip()}")

    def exec(self, *command, check=True):
        return run(*self._runc("exec", self.id, *command), check=check)

    def logs(self):
        return self.log.read_text(errors="replace")

    def delete(self):
        run(*self._runc("delete", "--force", self.id), check=False)
