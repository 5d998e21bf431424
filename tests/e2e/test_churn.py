#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Pods that come and go, twenty a second: every event is said to be of its own container and pod, or of none, and that is
counted. OVERBOARD_ALL=1: 300 of them; else 40. The line with # is the row of README.md's table."""
import os
import signal
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from lab import report  # noqa: E402
from lab.bundle_pod import BundlePod, busybox_root, each_at_a_rate  # noqa: E402
from lab.detector import Detector  # noqa: E402
from lab.workspace import Workspace  # noqa: E402

PODS = 300 if os.environ.get("OVERBOARD_ALL") else 40
A_SECOND, EVENTS = 20, 3  # of each pod: its first act, one in its life, and its last
LIFE = "for at in first amid last; do /bin/busybox true $MARK $0 $at; /bin/busybox sleep 0.2; done"
RULE = """
- rule: Marked program
  id: marked
  desc: a program that carries the mark of this test
  condition: evt.kind = exec and container and proc.cmdline contains "churn-mark"
  output: marked %proc.cmdline
  priority: WARNING
"""


class Churn(unittest.TestCase):
    def setUp(self):
        self.workspace = Workspace()
        self.addCleanup(self.workspace.close)
        root = busybox_root(self.workspace)
        self.pods = [BundlePod(self.workspace, root, f"web-{number}", ["/bin/busybox", "sh", "-c", LIFE, str(number)], ["MARK=churn-mark"])
                     for number in range(PODS)]
        rules = self.workspace.run_dir / "rules.yaml"
        rules.write_text(RULE)
        self.detector = Detector(self.workspace, arguments=["--rules", str(rules)])

    @staticmethod
    def live(pod):
        pod.start()
        pod.await_end()
        pod.remove()

    def alerts(self):
        """All of them, with those that folded: a stop sums them up."""
        time.sleep(1)
        self.detector.close()
        return self.detector.alerts()

    def counts(self):
        counts = {"rightly": 0, "wrongly": 0, "not at all": 0}
        for alert in self.alerts():
            counts[self.pods[int(alert["process"]["args"][3])].whose(alert)] += alert["count"]
        return counts

    def test_pods_whose_runtime_left_before_a_busy_detector_looked_are_named(self):
        pods = self.pods[:10]
        self.detector.process.send_signal(signal.SIGSTOP)
        each_at_a_rate(pods, A_SECOND, BundlePod.start)
        self.detector.process.send_signal(signal.SIGCONT)
        for pod in pods:
            pod.await_end()
        self.assertEqual({"rightly": EVENTS * len(pods), "wrongly": 0, "not at all": 0}, self.counts())

    def test_pods_that_come_and_go_are_named(self):
        rate = each_at_a_rate(self.pods, A_SECOND, self.live)
        counts = self.counts()
        told, happened = sum(counts.values()), EVENTS * PODS
        print(f"# | {PODS} pods churned, {rate:.0f} a second: {happened} events | "
              + ", ".join(f"{number} named {how}" for how, number in counts.items()) + f", {happened - told} lost |")
        self.assertEqual((0, 0), (counts["wrongly"], counts["not at all"]))
        self.assertGreaterEqual(told, happened * 0.99, "an event may be lost to a fault of memory, never its name")


if __name__ == "__main__":
    report.main()
