#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The main job, live: each attack on the demo's application raises exactly its alerts, by runc and in a pod,
with the right identity, lineage, server and peer; a working day raises none."""
import collections
import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "deploy" / "demo"))

import judge  # noqa: E402
import scenarios  # noqa: E402
import stage as world  # noqa: E402
import contract  # noqa: E402
from lab import report  # noqa: E402
from lab.detector import Detector  # noqa: E402
from lab.monitoring import Prometheus  # noqa: E402
from lab.workspace import ROOT, Workspace  # noqa: E402

LONG = bool(os.environ.get("OVERBOARD_ALL"))  # ./dev test --all: a fresh container for each attack in every way
HEALTH_CHECK_SECONDS = 3


class _Watched(unittest.TestCase):
    """One detector for the class, a fresh container for each test: repeats fold, and must not hide a miss."""

    @classmethod
    def setUpClass(cls):
        workspace = Workspace()
        cls.addClassCleanup(workspace.close)
        cls.around = world.Surroundings.make(workspace)
        cls.watching = Detector(workspace)
        cls.prepare(workspace)

    @classmethod
    def prepare(cls, workspace):
        """What the containers of this class need besides."""

    def setUp(self):
        self.workspace = Workspace()
        self.addCleanup(self.workspace.close)
        self.first_alert = len(self.watching.alerts())
        self.stage = self.start()

    def check(self, scenario):
        seen = len(self.watching.alerts())
        response, worked = scenarios.attack(self.stage, scenario)
        self.assertTrue(worked, f"the attack had no effect: {response}")
        alerts = judge.alerts_of(self.watching, self.stage, scenario, seen)
        found = judge.problems(self.stage, scenario, response, alerts)
        found += [f"{judge.slug(a)}: {problem}" for a in alerts for problem in contract.problems(a)]
        self.assert_none(found)

    def assert_none(self, problems):
        if problems:
            self.fail("; ".join(problems))

    def assert_quiet(self):
        self.assert_none(judge.quiet_problems(self.watching, self.stage, self.first_alert))


def _test_of(scenario):
    def test(self):
        self.assert_quiet()
        self.check(scenario)
    return test


class _WorkingDay:
    def test_health_checks_are_quiet(self):
        for _ in range(HEALTH_CHECK_SECONDS):
            self.stage.container.exec("sh", "-c", "test -r /app/app.rb && cat /etc/hostname")
            scenarios.ordinary_traffic(self.stage)
            time.sleep(1)
        self.assert_quiet()

    def test_worker_forks_and_a_phased_restart_are_quiet(self):
        self.stage.phased_restart()
        scenarios.ordinary_traffic(self.stage)
        os.kill(self.stage.worker(), signal.SIGKILL)
        self.stage.await_workers(phase=1, count=world.WORKERS + 1)
        scenarios.ordinary_traffic(self.stage)
        self.assert_quiet()

    def test_an_attack_after_a_phased_restart_is_seen(self):
        self.stage.phased_restart()
        self.check(scenarios.SCENARIOS[0])


class _EachAttack(_WorkingDay):
    """A test per scenario, in a container of its own."""


for _scenario in scenarios.SCENARIOS:
    setattr(_EachAttack, f"test_{_scenario.key}", _test_of(_scenario))


# The demo itself, below, gives each attack a fresh container by runc, judged in the same way.
class ByRunc(_EachAttack if LONG else _WorkingDay, _Watched):
    def start(self):
        return world.start_runc(self.workspace, self.around)


class _AllAttacks:
    """The attacks one after the other, in one container."""

    def test_attacks_are_seen(self):
        for scenario in scenarios.SCENARIOS:
            if scenario.key == "D2":  # its runtime-socket would fold D3's, the server's own
                continue
            with self.subTest(scenario.key):
                self.check(scenario)

    def test_ordinary_traffic_is_quiet(self):
        scenarios.ordinary_traffic(self.stage)
        self.assert_quiet()


class InAPod(_EachAttack if LONG else _AllAttacks, _Watched):
    @classmethod
    def prepare(cls, workspace):
        cls.node = world.Node(workspace, cls.around)

    def start(self):
        return self.node.start_pod(self.workspace)


class OlderThanTheDetector(_AllAttacks, _Watched):
    """The application serves already when the detector starts: found by the scan."""

    @classmethod
    def setUpClass(cls):
        cls.outer = Workspace()
        cls.addClassCleanup(cls.outer.close)
        cls.around = world.Surroundings.make(cls.outer)

    def setUp(self):
        self.workspace = Workspace()
        self.addCleanup(self.workspace.close)
        self.stage = world.start_runc(self.workspace, self.around)
        self.watching, self.first_alert = Detector(self.workspace), 0

    def test_a_prometheus_that_scrapes_meanwhile_counts_the_alerts_and_the_detector_stops_cleanly(self):
        prometheus = Prometheus(self.workspace, self.watching.metrics, {})
        for scenario in scenarios.SCENARIOS[:2]:
            self.check(scenario)

        def differing():
            counted = {row["metric"]["priority"]: float(row["value"][1]) for row in prometheus.query("overboard_alerts_total")}
            raised = collections.Counter(alert["priority"] for alert in self.watching.alerts())
            return {each: (counted.get(each), raised[each]) for each in {*counted, *raised} if counted.get(each) != raised[each]}
        deadline = time.monotonic() + 10
        while differing() and time.monotonic() < deadline:
            time.sleep(0.2)
        self.assertEqual({}, differing(), "counted, raised")
        self.assertEqual("1", prometheus.query("min_over_time(up[1m])")[0]["value"][1])
        self.assertEqual(0, self.watching.close(), self.watching.output())


class TheDemo(unittest.TestCase):
    def test_it_ends_with_success(self):
        done = subprocess.run([ROOT / "deploy" / "demo" / "run"], capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, done.stdout[-3000:] + done.stderr[-3000:])
        self.assertNotIn("\033", done.stdout)


if __name__ == "__main__":
    report.main()
