#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The demo's attacks are real: each has its effect, in runc and in a pod, and none hinders the ordinary users.
No detector runs here: what test_demo.py then misses is the detector's fault, not the attack's."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "deploy" / "demo"))

import scenarios  # noqa: E402
import stage as world  # noqa: E402
from lab import report  # noqa: E402
from lab.workspace import Workspace  # noqa: E402


class AttacksByRunc(unittest.TestCase):
    @staticmethod
    def start(workspace):
        return world.start_runc(workspace, world.Surroundings.make(workspace))

    @classmethod
    def setUpClass(cls):
        workspace = Workspace()
        cls.addClassCleanup(workspace.close)
        cls.stage = cls.start(workspace)

    def test_each_attack_has_its_effect(self):
        for scenario in scenarios.SCENARIOS:
            with self.subTest(scenario.key):
                response, worked = scenarios.attack(self.stage, scenario)
                self.assertTrue(worked, f"{scenario.key}: {response}")

    def test_without_a_token_nothing_runs(self):
        self.assertEqual(401, self.stage.request("GET", "/admin/run?cmd=id").status)
        honest = {"Authorization": f"Bearer {self.stage.request('POST', '/login?user=ann').body}"}
        self.assertEqual(403, self.stage.request("GET", "/admin/run?cmd=id", headers=honest).status)
        unsigned = self.stage.request("POST", "/deploy", body="{}", headers={"X-Signature": "0" * 64})
        self.assertEqual(401, unsigned.status)

    def test_users_are_served_before_and_after_a_phased_restart(self):
        self.assertEqual({200}, {status for _, status in scenarios.ordinary_traffic(self.stage)})
        self.stage.phased_restart()
        self.assertEqual({200}, {status for _, status in scenarios.ordinary_traffic(self.stage)})

    def test_a_health_check_can_be_executed_inside(self):
        self.assertEqual("ok\n", self.stage.container.exec("sh", "-c", "test -r /app/app.rb && echo ok"))


class AttacksInAPod(AttacksByRunc):
    @staticmethod
    def start(workspace):
        return world.Node(workspace, world.Surroundings.make(workspace)).start_pod(workspace)


if __name__ == "__main__":
    report.main()
