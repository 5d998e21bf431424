#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The daemon from outside: whom it names, however short, hostile or broken the container is, and how it ends.

A rule of the test's own speaks of every exec in a container, so that each container's name can be read off an alert."""
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from lab import report, runc  # noqa: E402
from lab.detector import Detector, default_binary  # noqa: E402
from lab.workspace import Workspace  # noqa: E402

RULE = """- rule: {name}
  id: {name}
  desc: Each exec inside a container, told by the container's name.
  condition: evt.kind = exec and container
  output: '%proc.cmdline'
  priority: NOTICE
  tags: [{name}]
"""


class Daemon(unittest.TestCase):
    def setUp(self):
        self.workspace = Workspace()
        self.addCleanup(self.workspace.close)
        self.rules = self.workspace.run_dir / "rules.yaml"
        self.rules.write_text(RULE.format(name="any-exec"))
        self.detector = Detector(self.workspace, arguments=("--rules", str(self.rules)))

    def alerts_of(self, ident, enough=1, start=0):
        mine = lambda a: a.get("container", {}).get("id", "").endswith(ident)  # noqa: E731
        return self.detector.collect(mine, lambda found: len(found) >= enough, start=start)


class Identity(Daemon):
    def test_a_container_that_lives_five_milliseconds_is_named(self):
        for number in range(5):
            container = runc.RuncContainer(self.workspace, f"brief{number}", runc.spec(["/bin/true", f"brief{number}"]))
            container.delete()
        for number in range(5):
            found = self.alerts_of(f"brief{number}")
            self.assertTrue(found, f"brief{number} raised nothing:\n{self.detector.output()}")
            self.assertEqual("runc", found[0]["container"]["runtime"])
            self.assertEqual(["/bin/true", f"brief{number}"], found[0]["process"]["args"])

    def test_a_container_that_runs_already_is_named(self):
        self.detector.close()
        container = runc.RuncContainer(self.workspace, "older", runc.spec(["/bin/sleep", "60"]))
        self.detector = Detector(self.workspace, arguments=("--rules", str(self.rules)))
        container.exec("/bin/true", "later")
        found = self.alerts_of("older")
        self.assertEqual([["/bin/true", "later"]], [a["process"]["args"] for a in found])
        self.assertEqual("runc", found[0]["container"]["runtime"])

    def test_a_cgroup_name_claims_nobody_else(self):
        victim = runc.RuncContainer(self.workspace, "victim", runc.spec(["/bin/sleep", "60"]))
        cgroups = runc.bind("/sys/fs/cgroup", "/sys/fs/cgroup", read_only=False)
        claim = f"/sys/fs/cgroup/pids/{self.workspace.name}-attacker/{victim.id}"
        move = f"mkdir {claim} && echo $$ > {claim}/cgroup.procs && exec /bin/true claimed"
        runc.RuncContainer(self.workspace, "attacker", runc.spec(["/bin/sh", "-c", move], mounts=[cgroups],
                           capabilities=[*runc.CAPABILITIES, "CAP_SYS_ADMIN"]))
        try:
            found = self.alerts_of("attacker", enough=3)
            self.assertIn(["/bin/true", "claimed"], [a["process"]["args"] for a in found], self.detector.output())
            self.assertNotIn(["/bin/true", "claimed"], [a["process"]["args"] for a in self.alerts_of("victim")])
        finally:
            for root in Path("/sys/fs/cgroup").glob(f"*/{self.workspace.name}-attacker/{victim.id}"):
                os.rmdir(root)

    def test_hostile_names_and_arguments_stay_text(self):
        argument = "\x1b[2J\u202e\x07" + "x" * 100000
        runc.RuncContainer(self.workspace, "hostile", runc.spec(["/bin/true", argument, "password=hunter2hunter2"]))
        found = self.alerts_of("hostile")
        self.assertTrue(found, self.detector.output())
        self.assertTrue(found[0]["process"].get("args_truncated", True))
        whole = json.dumps(found[0], ensure_ascii=False)
        for raw in ("\x1b", "\u202e", "\x07"):
            self.assertNotIn(raw, whole)

    def test_a_broken_bundle_names_the_container_by_its_cgroup_only(self):
        loop = "while sleep 0.2; do /bin/true still-seen; done"  # runc exec would read the broken file, too
        runc.RuncContainer(self.workspace, "broken", runc.spec(["/bin/sh", "-c", loop]))
        self.detector.close()
        (self.workspace.run_dir / "broken" / "config.json").write_text("{ not json")
        self.detector = Detector(self.workspace, arguments=("--rules", str(self.rules)))
        found = self.alerts_of("broken")
        self.assertTrue(found, self.detector.output())
        self.assertEqual("", found[0]["container"]["image"])


class Life(Daemon):
    def test_a_clean_stop_is_silent_and_gives_zero(self):
        before = self.detector.output()
        self.assertEqual(0, self.detector.close())
        self.assertEqual(before, self.detector.output())

    def test_what_was_seen_before_the_stop_is_delivered(self):
        container = runc.RuncContainer(self.workspace, "last", runc.spec(["/bin/sleep", "60"]))
        container.exec("/bin/true", "last-words")
        self.assertEqual(0, self.detector.close())
        arguments = [a["process"]["args"] for a in self.detector.alerts()]
        self.assertIn(["/bin/true", "last-words"], arguments)

    def test_the_sensor_has_no_network_socket(self):
        pid = self.detector.process.pid
        inodes = {os.readlink(fd) for fd in Path(f"/proc/{pid}/fd").iterdir()}
        inet = set()
        for table in ("tcp", "tcp6", "udp", "udp6", "raw", "packet"):
            lines = Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
            inet |= {f"socket:[{line.split()[9 if table != 'packet' else 8]}]" for line in lines}
        self.assertEqual(set(), inodes & inet)


class Refusals(unittest.TestCase):
    def test_without_root_each_missing_thing_is_a_sentence(self):
        done = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", str(default_binary()), "run"],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=30, check=False)
        self.assertEqual(1, done.returncode, done.stderr)
        self.assertIn("root", done.stderr)
        self.assertNotIn("libbpf", done.stderr)


del Daemon  # a base, not a test

if __name__ == "__main__":
    report.main()
