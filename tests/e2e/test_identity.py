#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Who an event is said to be of, by each way to run a container that this machine has; the last lines are the table that
stands in README.md. What it has not (CRI-O, systemd as the driver, k3s, kind) are path shapes in tests/unit/enrich."""
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "support"))

from lab import image, marked, netns, report, runc  # noqa: E402
from lab.bundle_pod import busybox_root  # noqa: E402
from lab.containerd import Containerd  # noqa: E402
from lab.cri import Cri, PodRequest  # noqa: E402
from lab.docker import ALONE, Docker  # noqa: E402
from lab.podman import Podman  # noqa: E402
from lab.wait import until  # noqa: E402
from lab.workspace import Workspace, run  # noqa: E402

IMAGE = "docker.io/library/box:1.2"
# Podman asks for more than a machine without CAP_SYS_RESOURCE may give.
LIMITS = ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"]
# A daemon's home in a container, as docker-in-docker has it.
PRIVILEGED = ["SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO", "SYS_PTRACE", "NET_ADMIN", "DAC_READ_SEARCH"]
DOCKER_INSIDE = f"""
export DOCKER_HOST=unix:///run/docker.sock PATH=/usr/sbin:/sbin:$PATH
dockerd --host $DOCKER_HOST --data-root /tmp/data --storage-driver vfs {' '.join(ALONE)} &
until docker version >/dev/null 2>&1; do sleep 0.1; done
mkdir -p /tmp/box/bin && cp /bin/busybox /tmp/box/bin && tar -C /tmp/box -c . | docker import - {IMAGE} || exit
exec docker run --network none --ulimit nofile=1024:1024 --cidfile /tmp/id {IMAGE} "$@"
"""
NAMING = ["container.id", "container.name", "container.image", "container.runtime", "container.nested_id", "pod.name", "pod.namespace", "pod.uid"]
TABLE = []


def in_pod(pod, ident, container=None):
    return {"container.id": ident, "container.name": container or pod.container, "container.image": IMAGE,
            "container.runtime": "containerd", "pod.name": pod.name, "pod.namespace": pod.namespace, "pod.uid": pod.uid}


def field(alert, name):
    for part in name.split("."):
        alert = alert.get(part) if isinstance(alert, dict) else None
    return alert


class Identity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workspace = Workspace()
        cls.addClassCleanup(cls.workspace.close)
        cls.addClassCleanup(cls.show)
        cls.tree = busybox_root(cls.workspace)
        archive = cls.workspace.disk_dir / "box.tar"
        image.write(archive, IMAGE, [image.tree_layer(cls.tree)], {"Entrypoint": ["/bin/busybox", "sleep", "300"]})
        cls.containerd = Containerd(cls.workspace, netns.make(cls.workspace, "identity"), "10.77.3.0/24")
        cls.containerd.import_image(archive)
        cls.cri = Cri(cls.workspace, cls.containerd.socket)
        cls.podman = Podman(cls.workspace, "--cgroup-manager", "cgroupfs", "--runtime", "runc")
        cls.detector = marked.detector(cls.workspace)

    @classmethod
    def show(cls):
        for case, outcome in TABLE:
            print(f"# | {case} | {outcome} |")

    def marking(self, mark):
        """A container's command that executes the mark, and stays."""
        return ["/bin/busybox", "sh", "-c", " ".join(marked.command(self.workspace, mark)) + "; exec /bin/busybox sleep 300"]

    def named(self, case, mark, expected):
        """The alert of that mark names what is expected, and is the only one."""
        end, found = time.monotonic() + 10, []
        while not found and time.monotonic() < end:
            time.sleep(0.1)
            found = [each for each in self.detector.alerts() if marked.words(each) == [mark]]
        wrong = "missed" if not found else "; ".join(
            f"{name} is {field(found[0], name)!r}, not {value!r}" for name, value in expected.items() if field(found[0], name) != value)
        TABLE.append((case, wrong or "named: " + ", ".join(name for name in NAMING if field(found[0], name))))
        self.assertEqual("", wrong)

    def pod(self, mark, name, **more):
        pod = PodRequest(name, "prod", "app", IMAGE, command=self.marking(mark), **more)
        return pod, self.cri.run(self.workspace, pod)

    def beside(self, pod, container, name, mark, attempt=0):
        """One more container of that pod, as a kubelet adds ephemeral ones and restarted ones; gives its id."""
        messages = self.cri._messages
        other = PodRequest(pod.name, pod.namespace, name, IMAGE, command=self.marking(mark), uid=pod.uid)
        config = self.cri._container_config(other)
        config.metadata.attempt = attempt
        config.log_path = f"{name}-{attempt}.log"
        ident = self.cri.call("CreateContainer", messages.CreateContainerRequest(
            pod_sandbox_id=container.sandbox_id, config=config, sandbox_config=self.cri._sandbox_config(pod)),
            "CreateContainerResponse").container_id
        self.cri.call("StartContainer", messages.ContainerRequest(container_id=ident))
        return ident

    def box(self):
        """The image's files, as an archive."""
        archive = self.workspace.disk_dir / "box-alone.tar"
        run("tar", "-C", self.tree, "-cf", archive, ".")
        return archive

    def test_a_pod_of_containerd_with_the_cgroupfs_driver(self):
        pod, container = self.pod("cgroupfs", "web-1")
        self.named("containerd CRI pod, cgroupfs parents", "cgroupfs", in_pod(pod, container.id))

    def test_a_pod_of_containerd_with_slices_as_parents_but_no_systemd(self):
        uid = "0a1b2c3d-1111-2222-3333-444455556666"
        slices = f"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{uid.replace('-', '_')}.slice"
        pod, container = self.pod("systemd", "web-2", uid=uid, cgroup_parent=slices)
        self.named("containerd CRI pod, slices as parents, no systemd", "systemd", in_pod(pod, container.id))

    def test_an_exec_into_a_container(self):
        pod, container = self.pod("before-exec", "web-3")
        container.exec(*marked.command(self.workspace, "exec"))
        self.named("exec into a container", "exec", in_pod(pod, container.id))

    def test_an_ephemeral_container(self):
        pod, container = self.pod("before-debug", "web-4")
        ident = self.beside(pod, container, "debugger", "ephemeral")
        self.named("ephemeral container of a running pod", "ephemeral", in_pod(pod, ident, "debugger"))

    def test_a_container_that_was_restarted(self):
        pod, container = self.pod("before-restart", "web-5")
        container.kill()
        ident = self.beside(pod, container, "app", "restarted", attempt=1)
        self.assertNotEqual(container.id, ident)
        self.named("container that was restarted", "restarted", in_pod(pod, ident))

    def test_plain_containerd(self):
        ctr = ["ctr", "-a", self.containerd.socket, "-n", "k8s.io"]
        self.workspace.callback(run, *ctr, "task", "rm", "-f", "by-hand", check=False)
        run(*ctr, "run", "-d", IMAGE, "by-hand", *self.marking("ctr"))
        # Its image stands only in containerd's database: absent, not guessed.
        self.named("plain containerd (ctr)", "ctr", {"container.id": "by-hand", "container.runtime": "containerd",
                                                     "container.image": "", "pod": None})

    def test_runc(self):
        container = runc.RuncContainer(self.workspace, "alone", runc.spec(self.marking("runc")))
        self.named("runc", "runc", {"container.id": container.id, "container.name": container.id, "container.runtime": "runc", "pod": None})

    def test_docker(self):
        docker = Docker(self.workspace, self.containerd)
        docker("import", self.box(), IMAGE)
        self.workspace.callback(docker, "rm", "-f", "whale")
        ident = docker("run", "-d", "--network", "none", "--name", "whale", IMAGE, *self.marking("docker"))
        self.named("Docker", "docker", {"container.id": ident, "container.name": "whale", "container.runtime": "docker",
                                        "container.image": IMAGE, "pod": None})

    def test_docker_in_docker(self):
        config = runc.spec(["sh", "-c", DOCKER_INSIDE, "sh", *self.marking("nested")],
                           capabilities=[*runc.CAPABILITIES, *(f"CAP_{name}" for name in PRIVILEGED)],
                           mounts=[{"destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["rw"]}])
        config["linux"].update(maskedPaths=[], readonlyPaths=[], resources={"devices": [{"allow": True, "access": "rwm"}]})
        outer = runc.RuncContainer(self.workspace, "outer", config)
        inner = Path(f"/proc/{outer.pid}/root/tmp/id")
        self.assertTrue(until(lambda: inner.exists() and inner.read_text(), 40), outer.logs()[-2000:])
        # The node's kubelet knows the outer one; what is inside chose its own name.
        self.named("docker-in-docker", "nested", {"container.id": outer.id, "container.name": outer.id, "container.privileged": True,
                                                  "container.nested_id": inner.read_text(), "pod": None})

    def by_podman(self, case, name, *more):
        """Podman's pods are not Kubernetes': no pod is named, rather than one that no cluster knows."""
        self.workspace.callback(self.podman, "rm", "-f", "-t", "0", name)
        ident = self.podman("run", "-d", *LIMITS, "--network", "none", "--name", name, *more, *self.marking(name))
        self.named(case, name, {"container.id": ident, "container.name": name, "container.runtime": "podman", "pod": None,
                                "container.image": "" if "--rootfs" in more else IMAGE})

    def test_podman(self):
        self.podman("import", self.box(), IMAGE)
        self.by_podman("podman", "lonely", IMAGE)

    def test_a_pod_of_podman(self):
        self.podman("pod", "create", "--infra=false", "--name", "together")
        self.workspace.callback(self.podman, "pod", "rm", "-f", "-t", "0", "together")
        self.by_podman("podman pod, from a directory", "member", "--pod", "together", "--rootfs", self.tree)


if __name__ == "__main__":
    report.main()
