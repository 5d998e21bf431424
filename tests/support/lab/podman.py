# SPDX-License-Identifier: Apache-2.0
"""Podman with all that it keeps in directories of the workspace: what the machine's podman has, and another test's, is
neither seen nor cleaned up. (`podman system reset` would not do: it also removes what all podmans of a machine share.)"""
from lab.workspace import run


class Podman:
    def __init__(self, workspace, *options):
        disk, memory = workspace.disk_dir / "podman", workspace.run_dir / "podman"
        self.temporary = disk / "tmp"  # what it builds in
        self.temporary.mkdir(parents=True)
        self.command = ["podman", "--root", disk / "root", "--runroot", memory / "root", "--tmpdir", memory / "state", *options]
        workspace.callback(run, "umount", "-l", disk / "root" / "overlay", check=False)

    def __call__(self, *words):
        return run(*self.command, *words).strip()
