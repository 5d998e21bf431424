#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The shipped Prometheus rules: valid, tested by promtool, and on metrics that there are; the dashboard's queries, too."""
import json
import re
import subprocess
import sys
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from lab import report  # noqa: E402

PROMETHEUS = ROOT / "deploy" / "prometheus"
DASHBOARD = ROOT / "deploy" / "grafana" / "overboard.json"
OF_A_HISTOGRAM = re.compile("_(bucket|count|sum)$")


def promtool(*arguments):
    done = subprocess.run(["promtool", *map(str, arguments)], cwd=PROMETHEUS, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def metrics():
    lines = subprocess.run([ROOT / "build/dev/overboard", "list", "metrics"], check=True, capture_output=True, text=True).stdout
    return {json.loads(line)["metric"] for line in lines.splitlines()}


def named(expression):
    return {OF_A_HISTOGRAM.sub("", name) for name in re.findall(r"(?<![\w:])(?:overboard|process)_\w+", expression)}


def rules():
    return [rule for group in yaml.safe_load((PROMETHEUS / "rules.yaml").read_text())["groups"] for rule in group["rules"]]


def queries():
    return [target["expr"] for panel in json.loads(DASHBOARD.read_text())["panels"] for target in panel.get("targets", [])]


class Prometheus(unittest.TestCase):
    def test_the_rules_are_valid(self):
        promtool("check", "rules", "rules.yaml")

    def test_the_rules_fire_when_they_should_and_only_then(self):
        promtool("test", "rules", "rules_test.yaml")

    def test_every_alert_has_a_test(self):
        tests = (PROMETHEUS / "rules_test.yaml").read_text()
        for rule in rules():
            if "alert" in rule:
                self.assertGreaterEqual(tests.count(rule["alert"]), 2, f"{rule['alert']}: one test silent, one firing")

    def test_rules_and_dashboard_ask_for_metrics_that_there_are(self):
        there = metrics()
        for expression in [rule["expr"] for rule in rules()] + queries():
            self.assertEqual(set(), named(expression) - there, expression)

    def test_panels_do_not_overlap(self):
        taken = set()
        for panel in json.loads(DASHBOARD.read_text())["panels"]:
            place = panel["gridPos"]
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
            self.assertFalse(cells & taken, panel["title"])
            taken |= cells


if __name__ == "__main__":
    report.main()
