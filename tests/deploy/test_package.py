#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The .deb: without a word from lintian, and installed, used, removed and purged for real in a root of its own."""
import json
import mmap
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from lab import report, runc  # noqa: E402
from lab.wait import until  # noqa: E402
from lab.workspace import Workspace, run  # noqa: E402

CAP_SYS_RESOURCE = 24  # capabilities(7)
BUILD = ROOT / "build" / "dev"
LOCAL_RULE = """
- rule: Of this node
  id: of-this-node
  desc: a rule that an administrator wrote
  condition: evt.kind = exec and container and proc.name = nc
  output: nc
  priority: WARNING
"""


class Machine:
    """This machine's Debian under an overlay: what is installed in it is gone with it."""

    def __init__(self):
        self.directory = Path(tempfile.mkdtemp())
        run("mount", "-t", "tmpfs", "tmpfs", self.directory)
        for name in ("upper", "work", "root"):
            (self.directory / name).mkdir()
        self.root = self.directory / "root"
        run("mount", "-t", "overlay", "overlay", "-o",
             f"lowerdir=/,upperdir={self.directory}/upper,workdir={self.directory}/work", self.root)

    def close(self):
        run("umount", self.root)
        run("umount", self.directory)
        self.directory.rmdir()

    def run(self, *command):
        return run("unshare", "--mount", "--pid", "--fork", f"--mount-proc={self.root}/proc", "chroot", self.root,
                    *command, env={**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"})

    def has(self, path):
        return (self.root / path.lstrip("/")).exists()


def setUpModule():
    global deb
    directory = Path(tempfile.mkdtemp())
    unittest.addModuleCleanup(shutil.rmtree, directory)
    run("cpack", "-G", "DEB", "-B", directory, "--config", BUILD / "CPackConfig.cmake")
    (deb,) = directory.glob("*.deb")


class Package(unittest.TestCase):
    def machine(self):
        machine = Machine()
        self.addCleanup(machine.close)
        shutil.copy(deb, machine.root / "overboard.deb")
        return machine

    def test_lintian_has_nothing_to_say(self):
        found = run("lintian", "--allow-root", "--tag-display-limit", "0", "--fail-on", "error,warning", deb)
        self.assertEqual("", found)

    def test_it_names_the_libraries_it_needs(self):
        depends = run("dpkg-deb", "-f", deb, "Depends")
        for library in ("libbpf1", "libc6", "libre2-9", "libyaml-cpp0.7"):
            self.assertIn(library, depends)

    def test_installed_it_runs_and_removed_it_leaves_the_configuration(self):
        machine = self.machine()
        machine.run("dpkg", "-i", "/overboard.deb")
        self.assertIn("overboard 0.", machine.run("overboard", "--version"))
        self.assertIn("web-shell", machine.run("overboard", "list", "rules"))
        machine.run("overboard", "check", "/usr/share/overboard/rules", "/etc/overboard/config.yaml")
        run("systemd-analyze", "verify", "--root", machine.root, "--man=no", "overboard.service")
        (machine.root / "etc/overboard/rules.d/local.yaml").write_text(LOCAL_RULE)
        self.assertIn("of-this-node", machine.run("overboard", "list", "rules"))
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

    def test_the_manual_names_every_command_and_every_option_of_run(self):
        page = (ROOT / "deploy/package/overboard.8").read_text().replace("\\", "")
        commands = re.findall(r"^  ([a-z]+) ", run(BUILD / "overboard", "--help").split("Subcommands:")[1], re.M)
        options = set(re.findall(r"^  (--[a-z-]+)", run(BUILD / "overboard", "run", "--help"), re.M))
        self.assertGreater(len(commands), 8)
        self.assertEqual([], [word for word in [*commands, *sorted(options)] if not re.search(rf"^\.\w+ \"?{word}\b", page, re.M)])

    def test_the_manual_names_every_variable(self):
        variables = re.findall(r'"(OVERBOARD_\w+)"', (ROOT / "userspace/cli/setting.cpp").read_text())
        page = (ROOT / "deploy/package/overboard.8").read_text()
        self.assertGreater(len(variables), 10)
        self.assertEqual([], [name for name in variables if f".B {name}\n" not in page])

    def test_bash_completes_what_there_is(self):
        script = f"""
            PATH={BUILD}:$PATH; . {ROOT}/deploy/package/completion.bash
            complete_words() {{ COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _overboard; echo "${{COMPREPLY[*]}}"; }}
            complete_words overboard do; complete_words overboard run --print"""
        self.assertEqual(["doctor", "--print-config"], run("bash", "-c", script).split())


def held(capability):
    return int(re.search(r"CapBnd:\s*(\w+)", Path("/proc/self/status").read_text())[1], 16) >> capability & 1


class Unit:
    """What the systemd unit lets the service do, as an OCI configuration says it: no systemd runs where the tests do."""

    def __init__(self, path):
        lines = [line.split("=", 1) for line in path.read_text().splitlines() if "=" in line and not line.startswith("#")]
        # A machine may lack the one that only kernels below 5.11 ask for.
        lacking = set() if held(CAP_SYS_RESOURCE) else {"CAP_SYS_RESOURCE"}
        self.capabilities = [word for key, value in lines if key == "CapabilityBoundingSet" for word in value.split() if word not in lacking]
        self.families = [word for key, value in lines if key == "RestrictAddressFamilies" for word in value.split()]
        self.calls = set()
        for value in (value for key, value in lines if key == "SystemCallFilter"):
            calls = {call for word in value.lstrip("~").split() for call in self.expanded(word)}
            self.calls = self.calls - calls if value.startswith("~") else self.calls | calls

    def expanded(self, word):
        if not word.startswith("@"):
            return {word}
        shown = run("systemd-analyze", "syscall-filter", word).splitlines()[1:]
        return {call for each in shown if each.strip() and not each.strip().startswith("#") for call in self.expanded(each.strip())}

    def seccomp(self):
        """With MemoryDenyWriteExecute: no memory is both written and executed."""
        def masked(index, mask):
            return {"index": index, "value": mask, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}
        conditional = [("mmap", masked(2, mmap.PROT_EXEC)), ("mmap", masked(2, mmap.PROT_WRITE)), ("mprotect", masked(2, mmap.PROT_EXEC))]
        conditional += [("socket", {"index": 0, "value": getattr(socket, name), "op": "SCMP_CMP_EQ"}) for name in self.families]
        rules = [{"names": [name], "action": "SCMP_ACT_ALLOW", "args": [condition]} for name, condition in conditional]
        free = sorted(self.calls - {name for name, _ in conditional})
        return {"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64"],
                "syscalls": [{"names": free, "action": "SCMP_ACT_ALLOW"}, *rules]}


class Service(unittest.TestCase):
    """The installed program on the host's processes, with the capabilities and system calls of its unit and no more."""

    UNIT = ROOT / "deploy/systemd/overboard.service"

    def test_its_exposure_is_as_low_as_it_was(self):
        run("systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=42", self.UNIT)

    def test_within_its_unit_it_starts_and_its_selftest_passes(self):
        with Workspace() as workspace:
            layer, state = workspace.disk_dir / "layer", workspace.disk_dir / "state"
            run("dpkg-deb", "-x", deb, layer)
            shutil.rmtree(layer / "lib")  # it would hide that /lib is a link
            state.mkdir()
            service = runc.RuncContainer(workspace, "service", self.within(Unit(self.UNIT), state), layer=layer)
            self.assertTrue(until(lambda: (state / "ready").exists(), 30), service.logs())
            box = runc.RuncContainer(workspace, "box", runc.spec(
                ["sleep", "300"], mounts=[runc.bind(state, "/var/lib/overboard", read_only=False)]), layer=layer)
            verdict = json.loads(box.exec("/usr/bin/overboard", "selftest", "--json"))
            self.assertEqual((True, ""), (verdict["ok"], verdict["why"]), service.logs())
            os.kill(service.pid, signal.SIGTERM)
            self.assertTrue(until(lambda: not (state / "ready").exists()), "a stop that it could act on")
            self.assertNotIn("keeps what it does not need", service.logs())

    @staticmethod
    def within(unit, state):
        config = runc.spec(["/usr/bin/overboard", "run", "--ready-file", "/var/lib/overboard/ready"], capabilities=unit.capabilities, mounts=[
            runc.bind(state, "/var/lib/overboard", read_only=False), runc.bind("/run", "/run"), runc.bind("/sys", "/sys")])
        own = {"/run", "/sys"}
        config["mounts"] = [each for each in config["mounts"] if each["destination"] not in own or each["type"] == "bind"]
        config["linux"].update(namespaces=[{"type": "mount"}], seccomp=unit.seccomp(), maskedPaths=[], readonlyPaths=[])
        del config["hostname"]
        return config


if __name__ == "__main__":
    report.main()
