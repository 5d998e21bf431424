# SPDX-License-Identifier: Apache-2.0
"""Pods through a containerd's CRI, made with the labels and annotations that a kubelet gives them."""
import contextlib
import dataclasses
import importlib
import json
import os
import sys
import time
import uuid
from pathlib import Path

from lab.workspace import run

CGROUP_PARENT = "/kubepods/besteffort"  # as a kubelet with the cgroupfs driver names it
NETWORK_POD, PID_CONTAINER, PID_NODE = 0, 1, 2  # NamespaceMode of the CRI
PROPAGATION = {"None": 0, "HostToContainer": 1, "Bidirectional": 2}
SECCOMP = {"RuntimeDefault": 0, "Unconfined": 1}


def _messages(workspace):
    """The compiled cri.proto. Compiled here, because protoc and its Python runtime must be of one version."""
    out = workspace.run_dir / "proto"
    out.mkdir()
    here = Path(__file__).parent
    run("protoc", f"--proto_path={here}", f"--python_out={out}", here / "cri.proto")
    sys.path.insert(0, str(out))
    try:
        return importlib.import_module("cri_pb2")
    finally:
        sys.path.remove(str(out))


@dataclasses.dataclass
class Mount:
    host: str
    inside: str
    read_only: bool = True
    propagation: str = "None"


@dataclasses.dataclass
class PodRequest:
    name: str
    namespace: str
    container: str
    image: str
    command: list = dataclasses.field(default_factory=list)  # empty: the image's own
    args: list = dataclasses.field(default_factory=list)
    env: dict = dataclasses.field(default_factory=dict)
    mounts: list = dataclasses.field(default_factory=list)   # Mount, or (host path, container path), read only
    labels: dict = dataclasses.field(default_factory=dict)
    cgroup_parent: str = ""                                  # else below CGROUP_PARENT
    host_pid: bool = False
    security: dict = dataclasses.field(default_factory=dict)  # a container's securityContext, with seccompProfile
    uid: str = dataclasses.field(default_factory=lambda: str(uuid.uuid4()))


class Cri:
    def __init__(self, workspace, socket):
        import grpc  # Only pods need it: the rest of the lab runs with the standard library alone.
        self._logs = workspace.run_dir / "logs"
        self._messages = _messages(workspace)
        self._channel = workspace.enter_context(grpc.insecure_channel(f"unix://{socket}"))
        self._refusal = grpc.RpcError

    def call(self, method, request, answer="Empty", timeout=60):
        return self._channel.unary_unary(
            f"/runtime.v1.RuntimeService/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=getattr(self._messages, answer).FromString)(request, timeout=timeout)

    def stop(self, method, request, tries=5):
        """As a kubelet, which asks again: of a container that ends at this moment containerd has just closed the
        channel that it would send the signal by."""
        for _ in range(tries - 1):
            with contextlib.suppress(self._refusal):
                return self.call(method, request)
            time.sleep(0.3)
        return self.call(method, request)

    def _sandbox_config(self, pod):
        config = self._messages.SandboxConfig(hostname=pod.name, log_directory=str(self._logs / pod.uid))
        config.metadata.name, config.metadata.uid, config.metadata.namespace = pod.name, pod.uid, pod.namespace
        config.labels.update(self._labels(pod))
        config.annotations["kubernetes.io/config.source"] = "api"
        config.linux.cgroup_parent = _cgroup_parent(pod)
        self._separate(config.linux.security_context, pod)
        return config

    @staticmethod
    def _labels(pod):
        return {"io.kubernetes.pod.name": pod.name, "io.kubernetes.pod.namespace": pod.namespace,
                "io.kubernetes.pod.uid": pod.uid, **pod.labels}

    @staticmethod
    def _separate(security, pod):
        security.namespace_options.network = NETWORK_POD
        security.namespace_options.pid = PID_NODE if pod.host_pid else PID_CONTAINER
        security.seccomp.profile_type = SECCOMP[pod.security.get("seccompProfile", {"type": "Unconfined"})["type"]]

    def _container_config(self, pod):
        config = self._messages.ContainerConfig(command=pod.command, args=pod.args, log_path=f"{pod.container}.log")
        config.metadata.name, config.image.image = pod.container, pod.image
        config.labels.update({**self._labels(pod), "io.kubernetes.container.name": pod.container})
        for key, value in pod.env.items():
            config.envs.add(key=key, value=value)
        for mount in (each if isinstance(each, Mount) else Mount(*each) for each in pod.mounts):
            config.mounts.add(host_path=str(mount.host), container_path=str(mount.inside), readonly=mount.read_only,
                              propagation=PROPAGATION[mount.propagation])
        self._secure(config.linux.security_context, pod)
        return config

    def _secure(self, security, pod):
        """As a kubelet translates a securityContext."""
        self._separate(security, pod)
        capabilities = pod.security.get("capabilities", {})
        security.capabilities.add_capabilities.extend(capabilities.get("add", []))
        security.capabilities.drop_capabilities.extend(capabilities.get("drop", []))
        security.readonly_rootfs = pod.security.get("readOnlyRootFilesystem", False)
        security.no_new_privs = not pod.security.get("allowPrivilegeEscalation", True)
        if "runAsUser" in pod.security:
            security.run_as_user.value = pod.security["runAsUser"]

    def run(self, workspace, pod, before_start=lambda netns: None):
        """Runs the pod until the workspace closes. `before_start` gets its network namespace first."""
        m = self._messages
        sandbox = self._sandbox_config(pod)
        sandbox_id = self.call("RunPodSandbox", m.RunPodSandboxRequest(config=sandbox), "RunPodSandboxResponse").pod_sandbox_id
        workspace.callback(self._remove, sandbox_id, pod)
        ident = self.call("CreateContainer", m.CreateContainerRequest(
            pod_sandbox_id=sandbox_id, config=self._container_config(pod), sandbox_config=sandbox),
            "CreateContainerResponse").container_id
        before_start(self._sandbox_netns(sandbox_id))
        self.call("StartContainer", m.ContainerRequest(container_id=ident))
        return CriContainer(self, m, pod, ident, sandbox_id, sandbox.log_directory)

    def _sandbox_netns(self, sandbox_id):
        answer = self.call("PodSandboxStatus", self._messages.ContainerStatusRequest(container_id=sandbox_id, verbose=True),
                           "ContainerStatusResponse")
        return f"/proc/{json.loads(answer.info['info'])['pid']}/ns/net"

    def _remove(self, sandbox_id, pod):
        request = self._messages.PodSandboxRequest(pod_sandbox_id=sandbox_id)
        self.stop("StopPodSandbox", request)
        self.call("RemovePodSandbox", request)
        remove_cgroups(_cgroup_parent(pod))


def _cgroup_parent(pod):
    return pod.cgroup_parent or f"{CGROUP_PARENT}/pod{pod.uid}"


def remove_cgroups(path):
    """What a kubelet does after its pods: the pod's cgroup and, once empty, the parents, in every hierarchy."""
    for hierarchy in [Path("/sys/fs/cgroup"), *Path("/sys/fs/cgroup").iterdir()]:
        for directory in (path, *map(str, Path(path).parents)):
            with contextlib.suppress(OSError):
                if directory != "/":
                    os.rmdir(f"{hierarchy}{directory}")


class CriContainer:
    runtime = "containerd"

    def __init__(self, cri, messages, pod, ident, sandbox_id, log_directory):
        self._cri, self._messages = cri, messages
        self.pod, self.id, self.sandbox_id = pod, ident, sandbox_id
        self.log = Path(log_directory, f"{pod.container}.log")
        request = messages.ContainerStatusRequest(container_id=ident, verbose=True)
        self.pid = json.loads(cri.call("ContainerStatus", request, "ContainerStatusResponse").info["info"])["pid"]
        self.netns = f"/proc/{self.pid}/ns/net"

    def exec(self, *command, check=True):
        request = self._messages.ExecSyncRequest(container_id=self.id, cmd=command, timeout=20)
        answer = self._cri.call("ExecSync", request, "ExecSyncResponse")
        if check and answer.exit_code != 0:
            raise RuntimeError(f"exec in {self.id}: exit {answer.exit_code}: {answer.stderr.decode(errors='replace')}")
        return answer.stdout.decode(errors="replace")

    def logs(self):
        return self.log.read_text(errors="replace")

    def kill(self):
        self._cri.stop("StopContainer", self._messages.StopContainerRequest(container_id=self.id, timeout=0))
