#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The .deb: without a word from lintian, and installed, used, removed and purged for real in a root of its own."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from lab import report  # noqa: E402

BUILD = ROOT / "build" / "dev"


def must(*command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300, **more)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


class Machine:
    """This machine's Debian under an overlay: what is installed in it is gone with it."""

    def __init__(self):
        self.directory = Path(tempfile.mkdtemp())
        must("mount", "-t", "tmpfs", "tmpfs", self.directory)
        for name in ("upper", "work", "root"):
            (self.directory / name).mkdir()
        self.root = self.directory / "root"
        must("mount", "-t", "overlay", "overlay", "-o",
             f"lowerdir=/,upperdir={self.directory}/upper,workdir={self.directory}/work", self.root)

    def close(self):
        must("umount", self.root)
        must("umount", self.directory)
        self.directory.rmdir()

    def run(self, *command):
        return must("unshare", "--mount", "--pid", "--fork", f"--mount-proc={self.root}/proc", "chroot", self.root,
                    *command, env={**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"})

    def has(self, path):
        return (self.root / path.lstrip("/")).exists()


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        must("cpack", "-G", "DEB", "-B", cls.directory, "--config", BUILD / "CPackConfig.cmake")
        (cls.deb,) = cls.directory.glob("*.deb")

    def machine(self):
        machine = Machine()
        self.addCleanup(machine.close)
        shutil.copy(self.deb, machine.root / "overboard.deb")
        return machine

    def test_lintian_has_nothing_to_say(self):
        found = must("lintian", "--allow-root", "--tag-display-limit", "0", "--fail-on", "error,warning", self.deb)
        self.assertEqual("", found)

    def test_it_names_the_libraries_it_needs(self):
        depends = must("dpkg-deb", "-f", self.deb, "Depends")
        for library in ("libbpf1", "libc6", "libre2-9", "libyaml-cpp0.7"):
            self.assertIn(library, depends)

    def test_installed_it_runs_and_removed_it_leaves_the_configuration(self):
        machine = self.machine()
        machine.run("dpkg", "-i", "/overboard.deb")
        self.assertIn("overboard 0.", machine.run("overboard", "--version"))
        self.assertIn("web-shell", machine.run("overboard", "list", "rules"))
        machine.run("overboard", "check", "/usr/share/overboard/rules", "/etc/overboard/config.yaml")
        must("systemd-analyze", "verify", "--root", machine.root, "--man=no", "overboard.service")
        (machine.root / "etc/overboard/config.yaml").write_text("scope: all\n")
        machine.run("dpkg", "-r", "overboard")
        self.assertFalse(machine.has("/usr/bin/overboard"))
        self.assertEqual("scope: all\n", (machine.root / "etc/overboard/config.yaml").read_text())

    def test_purged_it_leaves_nothing(self):
        machine = self.machine()
        machine.run("dpkg", "-i", "/overboard.deb")
        (machine.root / "var/lib/overboard").mkdir(exist_ok=True)
        (machine.root / "var/lib/overboard/outbox.db").write_text("x")
        machine.run("dpkg", "-P", "overboard")
        for path in ("/usr/bin/overboard", "/usr/share/overboard", "/etc/overboard", "/var/lib/overboard",
                     "/lib/systemd/system/overboard.service", "/usr/share/man/man8/overboard.8.gz"):
            self.assertFalse(machine.has(path), path)

    def test_the_manual_pages_render_without_a_warning(self):
        for page in ("overboard.8", "overboard-config.5"):
            done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", ROOT / "deploy/package" / page],
                                  capture_output=True, text=True, timeout=60, env={**os.environ, "MANROFFSEQ": "", "MANWIDTH": "80"})
            self.assertEqual("", done.stderr)

    def test_bash_completes_what_there_is(self):
        script = f"""
            PATH={BUILD}:$PATH; . {ROOT}/deploy/package/completion.bash
            complete_words() {{ COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _overboard; echo "${{COMPREPLY[*]}}"; }}
            complete_words overboard do; complete_words overboard run --print"""
        self.assertEqual(["doctor", "--print-config"], must("bash", "-c", script).split())


if __name__ == "__main__":
    report.main()
