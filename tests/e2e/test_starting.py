#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Containers that are being set up while the sensor starts, as on a node that boots: what the runtime does for them raises
nothing, and what they do themselves is theirs."""
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "support"))

from lab import report, runc  # noqa: E402
from lab.detector import Detector  # noqa: E402
from lab.workspace import ROOT, Workspace, run  # noqa: E402

RULE = """
- rule: Marked program
  id: marked
  desc: a program that carries the mark of this test
  condition: evt.kind = exec and container and proc.name = true and proc.cmdline contains "starting-mark"
  output: marked
  priority: WARNING
- rule: Marked file
  id: marked-file
  desc: the same, by a process that executes nothing
  condition: evt.kind = open and container and fd.name = /tmp/opened-mark
  output: marked
  priority: WARNING
"""
CROWD = 12
PROGRAM = ["/bin/sh", "-c", "while [ ! -e /tmp/go ]; do sleep 0.1; done; /bin/true starting-mark; exec sleep 300"]


class Created(runc.RuncContainer):
    """Set up by the runtime, and waiting for `go` to execute its program."""

    def _start(self, bundle):
        with open(self.log, "wb") as log:
            subprocess.run(self._runc("create", "--bundle", bundle, "--pid-file", bundle / "pid", self.id),
                           stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True)

    def go(self):
        run(*self._runc("start", self.id))


class Background(runc.RuncContainer):
    """The runtime is only begun; pid is not known."""

    def _start(self, bundle):
        (bundle / "pid").write_text("0")
        with open(self.log, "wb") as log:
            self.runtime_process = subprocess.Popen(self._runc("run", "--detach", "--bundle", bundle, self.id),
                                                    stdin=subprocess.DEVNULL, stdout=log, stderr=log)


class Starting(unittest.TestCase):
    def setUp(self):
        self.workspace = Workspace()
        self.addCleanup(self.workspace.close)
        self.rules = self.workspace.run_dir / "rules.yaml"
        self.rules.write_text(RULE)

    def detect(self):
        return Detector(self.workspace, arguments=["--rules", str(ROOT / "rules"), "--rules", str(self.rules)])

    def mine(self, alert):
        """Of this test's containers, or of nobody that could be told: others run on this machine, too."""
        return self.workspace.name in str(alert)

    def only_marks_of(self, detector, containers):
        expected = sorted(box.id for box in containers)
        found = detector.collect(self.mine, lambda alerts: len(alerts) >= len(expected), timeout=20)
        self.assertEqual([(a["rule_id"], a["message"]) for a in found if a["rule_id"] != "marked"], [])
        self.assertEqual(sorted(a["container"]["id"] for a in found), expected)

    def test_a_container_that_was_created_and_is_started_later(self):
        box = Created(self.workspace, "created", runc.spec(PROGRAM))
        detector = self.detect()
        box.go()
        box.exec("touch", "/tmp/go")
        self.only_marks_of(detector, [box])

    def test_a_cgroup_that_was_made_before(self):
        spec = runc.spec(PROGRAM, cgroup=f"/{self.workspace.name}-early")
        for hierarchy in Path("/sys/fs/cgroup").iterdir():
            if (hierarchy / "cgroup.procs").exists():
                early = hierarchy / f"{self.workspace.name}-early"
                early.mkdir()
                self.workspace.callback(lambda early=early: early.exists() and early.rmdir())
        detector = self.detect()
        box = runc.RuncContainer(self.workspace, "early", spec)
        box.exec("touch", "/tmp/go")
        self.only_marks_of(detector, [box])

    def test_an_orphan_among_the_hosts_pids_is_the_containers(self):
        orphan = "( ( while [ ! -e /tmp/go ]; do sleep 0.1; done; : >/tmp/opened-mark; sleep 300 ) & ); exec sleep 300"
        spec = runc.spec(["/bin/sh", "-c", orphan])
        spec["linux"]["namespaces"] = [n for n in spec["linux"]["namespaces"] if n["type"] != "pid"]
        box = runc.RuncContainer(self.workspace, "orphan", spec)
        detector = self.detect()
        box.exec("touch", "/tmp/go")
        found = detector.collect(lambda a: self.mine(a) and a["rule_id"] == "marked-file", len, timeout=10)
        self.assertEqual([a["container"]["id"] for a in found], [box.id])

    def test_a_crowd_that_is_being_set_up(self):
        boxes = [Background(self.workspace, f"crowd{n}", runc.spec(PROGRAM)) for n in range(CROWD)]
        detector = self.detect()
        for box in boxes:
            self.assertEqual(box.runtime_process.wait(30), 0, box.logs())
        time.sleep(0.5)  # what the runtime did last has been read
        for box in boxes:
            box.exec("touch", "/tmp/go")
        self.only_marks_of(detector, boxes)


if __name__ == "__main__":
    report.main()
