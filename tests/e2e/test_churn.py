#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Pods that come and go, twenty a second: every event is said to be of its own container and pod, or of none, and that is
counted. OVERBOARD_ALL=1: 300 of them; else 40. The line with # is the row of README.md's table."""
import os
import signal
import sys
import time
import unittest
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from lab import marked, report  # noqa: E402
from lab.bundle_pod import BundlePod, busybox_root, each_at_a_rate  # noqa: E402
from lab.workspace import Workspace  # noqa: E402

PODS = 300 if os.environ.get("OVERBOARD_ALL") else 40
A_SECOND, ACTS = 20, ("first", "amid", "last")  # of each pod: its first act, one in its life, and its last


class Churn(unittest.TestCase):
    def setUp(self):
        self.workspace = Workspace()
        self.addCleanup(self.workspace.close)
        root, mark = busybox_root(self.workspace), " ".join(marked.command(self.workspace))
        life = f"for at in {' '.join(ACTS)}; do {mark} $0 $at; /bin/busybox sleep 0.2; done"
        self.pods = [BundlePod(self.workspace, root, f"web-{number}", ["/bin/busybox", "sh", "-c", life, str(number)])
                     for number in range(PODS)]
        self.detector = marked.detector(self.workspace)

    @staticmethod
    def live(pod):
        pod.start()
        pod.await_end()
        pod.remove()

    def alerts(self):
        """All of them, with those that folded: a stop sums them up. And what the kernel says was lost."""
        time.sleep(1)
        losses = self.detector.losses()
        self.detector.close()
        return self.detector.alerts(), losses

    def judged(self, pods):
        """How many events were said to be whose, which were not told, and what was lost."""
        alerts, losses = self.alerts()
        counts, untold = Counter(), Counter((number, act) for number in range(len(pods)) for act in ACTS)
        for alert in alerts:
            number, act = marked.words(alert)
            counts[pods[int(number)].whose(alert)] += alert["count"]
            untold[int(number), act] -= alert["count"]
        return counts, +untold, losses

    def check(self, counts, untold, losses):
        self.assertEqual((0, 0), (counts["wrongly"], counts["not at all"]))
        counted = sum(events for (kind, _, _), events in losses.items() if kind == "exec")
        self.assertLessEqual(untold.total(), counted, f"not told, and not counted as lost: {sorted(untold)}")

    def test_pods_whose_runtime_left_before_a_busy_detector_looked_are_named(self):
        pods = self.pods[:10]
        self.detector.process.send_signal(signal.SIGSTOP)
        each_at_a_rate(pods, A_SECOND, BundlePod.start)
        self.detector.process.send_signal(signal.SIGCONT)
        for pod in pods:
            pod.await_end()
        self.check(*self.judged(pods))

    def test_pods_that_come_and_go_are_named(self):
        rate = each_at_a_rate(self.pods, A_SECOND, self.live)
        counts, untold, losses = self.judged(self.pods)
        print(f"# | {PODS} pods churned, {rate:.0f} a second: {PODS * len(ACTS)} events | "
              + ", ".join(f"{counts[how]} named {how}" for how in ("rightly", "wrongly", "not at all"))
              + f", {untold.total()} lost |")
        for (kind, ring, reason), events in losses.items():
            print(f"lost on this kernel, of all containers: {events} of type {kind}, ring {ring}, reason {reason}")
        self.check(counts, untold, losses)


if __name__ == "__main__":
    report.main()
