# SPDX-License-Identifier: Apache-2.0
"""A place of one's own, and the promise that nothing made in it outlives it."""
import atexit
import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def run(*command, check=True, **options):
    """Runs a command and gives its standard output. Its standard error goes into the exception."""
    done = subprocess.run([str(c) for c in command], text=True, capture_output=True, **options)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit {done.returncode}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


class Workspace(contextlib.ExitStack):
    """Names, directories and mounts of one test run. What is entered or called back here is undone in
    reverse order, also when a later step fails: so each thing is registered the moment it exists."""

    def __init__(self):
        super().__init__()
        # unittest forgets its clean-ups when it is interrupted. Closing twice does nothing.
        atexit.register(self.close)
        self.name = f"overboard-lab-{secrets.token_hex(3)}"
        # Sockets and state: short paths, because a unix socket's name holds 107 bytes.
        self.run_dir = self._directory("/run")
        # Bulk, and never on tmpfs: containerd unpacks its images here.
        self.disk_dir = self._directory("/var/tmp")

    def _directory(self, parent):
        path = Path(parent, self.name)
        path.mkdir(mode=0o700)
        self.callback(shutil.rmtree, path, ignore_errors=True)
        return path

    def mount(self, kind, source, target, options=""):
        target.mkdir(parents=True, exist_ok=True)
        run("mount", "-t", kind, *(["-o", options] if options else []), source, target)
        self.callback(run, "umount", "-l", target, check=False)
        return target


def needs_root():
    if os.geteuid() != 0:
        sys.exit("this makes containers and network namespaces and so needs root: run it with sudo")


def unwind_on_sigterm():
    """A SIGTERM ends the program the way Ctrl-C does, so that workspaces are undone. (unittest takes any
    other exception, SystemExit too, for a failed test and goes on.)"""
    def interrupt(*_):
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, interrupt)
