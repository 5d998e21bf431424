# SPDX-License-Identifier: Apache-2.0
"""Container images made on the spot from this machine's own Debian packages: no registry is reachable."""
import hashlib
import io
import json
import os
import re
import subprocess
import tarfile
from pathlib import Path

from lab.workspace import run

# Never needed by a program that runs, and half of the bytes.
UNWANTED = re.compile(r"/usr/share/(doc|man|info|locale|lintian|bug|ri|doc-base)/|/usr/lib/x86_64-linux-gnu/gconv/|\.(a|h|rdoc|ri)$")
TOP_LINKS = {"bin": "usr/bin", "sbin": "usr/sbin", "lib": "usr/lib", "lib64": "usr/lib64"}


def _installed_dependencies(package):
    fields = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status}\t${Pre-Depends}, ${Depends}\n", package],
                            text=True, capture_output=True, check=False).stdout
    for line in fields.splitlines():
        status, depends = line.split("\t")
        if status == "installed":
            return re.findall(r"(?:^|[,|])\s*([a-z0-9][a-z0-9.+-]*)", depends)
    return None


def package_closure(names):
    """The installed packages that these need, themselves included. Alternatives that are installed all count."""
    found, queue = set(), list(names)
    while queue:
        name = queue.pop()
        if name in found:
            continue
        depends = _installed_dependencies(name)
        if depends is None:
            if name in names:
                raise RuntimeError(f"the package {name} is not installed: apt-get install {name}")
            continue
        found.add(name)
        queue += depends
    return sorted(found)


def package_files(names):
    """Absolute paths of the files and links of these packages, each by its place in a merged /usr."""
    paths = set()
    for path in run("dpkg-query", "-L", *names).splitlines():
        if not path.startswith("/"):
            continue
        path = re.sub(r"^/(bin|sbin|lib|lib64)/", r"/usr/\1/", path)
        if not UNWANTED.search(path) and (os.path.islink(path) or os.path.isfile(path)):
            paths.add(path)
    return sorted(paths)


def _plain(info):
    info.uid = info.gid = info.mtime = 0
    info.uname = info.gname = "root"
    return info


def _directory(archive, name, mode=0o755):
    info = _plain(tarfile.TarInfo(name))
    info.type, info.mode = tarfile.DIRTYPE, mode
    archive.addfile(info)


def base_layer(packages):
    """A tar of those packages and all they need: a small Debian without a package manager's data."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name in ("usr", "etc", "proc", "sys", "dev", "run", "root", "var"):
            _directory(archive, name)
        _directory(archive, "tmp", 0o1777)
        for name, target in TOP_LINKS.items():
            link = _plain(tarfile.TarInfo(name))
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
        for path in package_files(package_closure(packages)):
            archive.add(path, arcname=path.lstrip("/"), recursive=False, filter=_plain)
        _add_text(archive, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        _add_text(archive, "etc/group", "root:x:0:\n")
    return data.getvalue()


def _add_text(archive, name, text):
    info = _plain(tarfile.TarInfo(name))
    info.size = len(text)
    archive.addfile(info, io.BytesIO(text.encode()))


def tree_layer(tree):
    """A tar of a directory's content, owned by root."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for path in sorted(Path(tree).rglob("*")):
            archive.add(path, arcname=str(path.relative_to(tree)), recursive=False, filter=_plain)
    return data.getvalue()


def _digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def write(out, name, layers, config):
    """An OCI archive that `ctr images import` takes. `config` is the image's: Cmd, Env, WorkingDir, ..."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
    about = json.dumps({"architecture": machine, "os": "linux", "config": config,
                        "rootfs": {"type": "layers", "diff_ids": [_digest(layer) for layer in layers]}}).encode()

    def reference(kind, data):
        return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": _digest(data), "size": len(data)}

    manifest = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                           "config": reference("config.v1+json", about),
                           "layers": [reference("layer.v1.tar", layer) for layer in layers]}).encode()
    entry = reference("manifest.v1+json", manifest)
    entry["annotations"] = {"io.containerd.image.name": name}
    with tarfile.open(out, "w") as archive:
        _add_text(archive, "oci-layout", '{"imageLayoutVersion":"1.0.0"}')
        _add_text(archive, "index.json", json.dumps({"schemaVersion": 2, "manifests": [entry]}))
        for blob in (*layers, about, manifest):
            info = tarfile.TarInfo("blobs/sha256/" + _digest(blob).removeprefix("sha256:"))
            info.size = len(blob)
            archive.addfile(info, io.BytesIO(blob))
