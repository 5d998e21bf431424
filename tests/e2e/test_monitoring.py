#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The daemon watched as in production: Debian's Prometheus scrapes it over TLS with a password, evaluates the shipped
rules, and answers every query of the shipped dashboard; Debian's Alertmanager receives, groups and resolves."""
import collections
import json
import math
import re
import signal
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import test_metrics  # noqa: E402
from lab import report, runc  # noqa: E402
from lab.daemon import RULE, Daemon, overboard  # noqa: E402
from lab.monitoring import Alertmanager, Prometheus  # noqa: E402
from lab.receiver import Authority, Receiver, closed_port  # noqa: E402
from lab.wait import until  # noqa: E402
from lab.workspace import ROOT, Workspace  # noqa: E402

DASHBOARD, RULES = ROOT / "deploy/grafana/overboard.json", ROOT / "deploy/prometheus/rules.yaml"


# Panels whose queries can have no result here, and why.
SILENT = {"Since the last self-test": "this daemon judges by a rule of the test's own, so no self-test can succeed"}

# What dashboards and rules elsewhere may rely on: names and labels are added to, never taken away.
PROMISED = """build_info events_total{type} events_dropped_total{reason,type} ringbuf_size_bytes{ring} ringbuf_used_bytes{ring}
ringbuf_used_max_bytes{ring} bpf_program_loaded{program} bpf_map_entries{map} bpf_map_capacity{map} rules_loaded
rules_load_errors_total rules_last_reload_timestamp_seconds rules_info{sha256} rule_matches_total{rule_id,priority}
rule_suppressed_total{reason} alerts_total{priority} incidents_open incidents_total detection_latency_seconds_count
delivery_latency_seconds_count{sink} sink_deliveries_total{sink,outcome} sink_queue_depth{sink} sink_oldest_age_seconds{sink}
sink_circuit_open{sink} outbox_bytes outbox_evicted_total{priority} enrichment_total{runtime,result} tracked_containers
tracked_processes selftest_last_success_timestamp_seconds"""


def queries():
    return [(panel["title"], target["expr"]) for panel in json.loads(DASHBOARD.read_text())["panels"]
            for target in panel.get("targets", [])]


class Scraped(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workspace = Workspace()
        cls.addClassCleanup(cls.workspace.close)
        home = cls.workspace.run_dir
        authority = Authority(home / "ca")
        pem, key = authority.issue("metrics")
        (home / "users").write_text(test_metrics.users("scrape-me"))
        cls.receiver = Receiver(cls.workspace)
        (home / "config.yaml").write_text(json.dumps({
            "sinks": [{"name": "log", "type": "stdout"}, {"name": "oncall", "type": "webhook", "url": cls.receiver.url}],
            "metrics": {"tls": {"cert": str(pem), "key": str(key)}, "basic_auth_file": str(home / "users")}}))
        cls.daemon = Daemon(cls.workspace, "--config", home / "config.yaml",
                                      rules=RULE.format(ident="marked", mark="mark-scraped"))
        cls.prometheus = Prometheus(cls.workspace, cls.daemon.ready["metrics"], {
            "scheme": "https", "tls_config": {"ca_file": str(authority.pem)},
            "basic_auth": {"username": "prometheus", "password": "scrape-me"}}, [RULES])
        assert until(lambda: cls.prometheus.query("count_over_time(up[1m]) > 2"), 30), cls.prometheus.targets()
        box = runc.RuncContainer(cls.workspace, "box", runc.spec(["sleep", "300"]))
        for number in range(3):
            box.exec("env", f"MARK=mark-scraped{number}", "true")
        assert until(lambda: len(cls.receiver.ids()) == 3, 20), cls.daemon.err.read_text()
        seen = 'overboard_sink_deliveries_total{sink="oncall",outcome="delivered"} == 3'
        assert until(lambda: cls.prometheus.query(f"count_over_time(({seen})[1m:500ms]) > 2"), 20)

    def test_the_target_is_up_and_scrapes_are_whole(self):
        target, = self.prometheus.targets()
        self.assertEqual(("up", ""), (target["health"], target["lastError"]))
        self.assertTrue(target["scrapeUrl"].startswith("https://"))

    def test_every_query_of_the_dashboard_has_a_result(self):
        asked = queries()
        self.assertGreater(len(asked), 25)
        for title, expression in asked:
            with self.subTest(panel=title):
                result = self.prometheus.query(expression.replace("$instance", ".*"))
                if title in SILENT:
                    self.assertEqual([], result, SILENT[title])
                    continue
                self.assertTrue(isinstance(result, list) and result, f"{title}: {expression} gives {result}")
                values = [float(series["value"][1]) for series in result]
                self.assertFalse(any(map(math.isnan, values)), f"{title}: {expression} gives {result}")

    def test_the_shipped_rules_are_healthy_and_a_good_daemon_fires_nothing(self):
        groups = self.prometheus.get("/api/v1/rules")["data"]["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        self.assertEqual(len(re.findall(r"- (?:alert|record): ", RULES.read_text())), len(rules))
        # What other containers of this machine do meanwhile is no fault of the daemon: those two may be waiting to fire.
        of_others = ("OverboardContainersUnnamed", "OverboardDropsEvents")
        for rule in rules:
            state = "inactive" if rule["name"] in of_others else rule.get("state", "inactive")
            self.assertEqual(("ok", "inactive"), (rule["health"], state), rule["name"])
            if rule["type"] == "recording":
                self.assertTrue(self.prometheus.query(rule["name"]), rule["name"])

    def test_promtool_finds_nothing_to_say_about_the_metrics(self):
        text = self.exposition()
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=60)
        self.assertEqual((0, "", ""), (done.returncode, done.stdout, done.stderr))

    def test_exposition_table_and_readme_name_the_same_metrics(self):
        shown = set(re.findall(r"^# TYPE (\S+)", self.exposition(), re.M))
        table = {json.loads(line)["metric"] for line in overboard("list", "metrics", "--json").stdout.splitlines()}
        readme = (ROOT / "userspace/metrics/README.md").read_text()
        written = set(re.findall(r"`((?:overboard|process)_[a-z0-9_]+)", readme))
        self.assertEqual(table, shown)
        self.assertEqual(table, written)

    def test_what_is_promised_is_there_with_its_labels_from_the_start(self):
        fresh = Daemon(self.workspace)
        text = fresh.get("/metrics")[1]
        fresh.stop()
        series = collections.defaultdict(list)
        for name, labels in re.findall(r"(?m)^([a-z_0-9]+)(?:{(.*)})? ", text):
            series[name].append(dict(re.findall(r'(\w+)="([^"]*)"', labels)))
        for name, labels in re.findall(r"(\S+?)(?:{(.*?)})?(?:\s|$)", PROMISED):
            with self.subTest(metric=name):
                self.assertTrue(series[f"overboard_{name}"], "no series of it")
                self.assertLessEqual(set(filter(None, labels.split(","))), set(series[f"overboard_{name}"][0]))
        kinds = {each["type"] for each in series["overboard_events_total"]}
        self.assertEqual(kinds, {each["type"] for each in series["overboard_events_dropped_total"] if each["reason"] == "ring_full"})
        for name in ("alerts_total", "outbox_evicted_total"):
            self.assertEqual(8, len({each["priority"] for each in series[f"overboard_{name}"]}))
        self.assertEqual({"delivered", "retried", "dead"}, {each["outcome"] for each in series["overboard_sink_deliveries_total"]})
        table = {json.loads(line)["metric"] for line in overboard("list", "metrics", "--json").stdout.splitlines()}
        self.assertEqual(table, {name.removesuffix("_count") for name in series if not name.endswith(("_bucket", "_sum"))})

    def exposition(self):
        done = subprocess.run(["curl", "-sS", "--fail", "--cacert", str(self.workspace.run_dir / "ca/ca.pem"), "-u",
                               "prometheus:scrape-me", f"https://{self.daemon.ready['metrics']}/metrics"],
                              capture_output=True, text=True, timeout=30, check=True)
        return done.stdout


class Alertmanagers(unittest.TestCase):
    """What people on call get from a real Alertmanager behind the sink of that type."""

    def setUp(self):
        self.workspace = Workspace()
        self.addCleanup(self.workspace.close)
        self.pages = Receiver(self.workspace)
        self.manager = Alertmanager(self.workspace, self.pages.url)
        self.box = runc.RuncContainer(self.workspace, "box", runc.spec(["sleep", "300"]))

    def start(self, resolve_after, state=None):
        config = self.workspace.run_dir / "config.yaml"
        config.write_text(json.dumps({"sinks": [{"name": "am", "type": "alertmanager", "url": self.manager.push,
                                                 "resolve_after": resolve_after}]}))
        rules = RULE.format(ident="marked", mark="mark-one") + RULE.format(
            ident="other", mark="mark-two").replace("Marked program", "Other program")
        more = ("--state-dir", state) if state else ()
        return Daemon(self.workspace, "--config", config, *more, rules=rules)

    def paged(self, status):
        """Names of the alerts that a page with this status held."""
        return {alert["labels"]["alertname"] for page in self.pages.alerts() for alert in page["alerts"] if alert["status"] == status}

    def test_it_receives_groups_and_resolves(self):
        daemon = self.start("4s")
        for mark in ("mark-one", "mark-two", "mark-one"):
            self.box.exec("env", f"MARK={mark}", "true")
        self.assertTrue(until(lambda: len(self.manager.alerts()) == 2, 15), daemon.err.read_text())
        labels = self.manager.alerts()[0]["labels"]
        self.assertEqual({"alertname", "severity", "rule_id", "node", "container"}, set(labels))
        both = {"Marked program", "Other program"}
        self.assertTrue(until(lambda: self.paged("firing") == both, 15))
        self.assertEqual(1, len({page["groupKey"] for page in self.pages.alerts()}), "one group of the node, not one page an alert")
        self.assertTrue(until(lambda: self.paged("resolved") == both, 25), self.pages.alerts())
        self.assertTrue(until(lambda: not self.manager.alerts(), 15))

    def test_what_was_active_is_resolved_after_a_kill_and_a_restart(self):
        first = self.start("6s")
        self.box.exec("env", "MARK=mark-one", "true")
        self.assertTrue(until(lambda: self.paged("firing") == {"Marked program"}, 15), first.err.read_text())
        ends = self.manager.alerts()[0]["endsAt"]
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
        sent = []
        proxy = Receiver(self.workspace, behave=lambda _, body: sent.append(json.loads(body)))
        self.manager.push, real = proxy.url, self.manager.push
        self.assertNotEqual(real, proxy.url)
        again = self.start("6s", first.home / "state")
        self.assertTrue(until(lambda: any(alert["endsAt"] > ends for body in sent for alert in body), 15), again.err.read_text())
        self.assertEqual({"Marked program"}, {alert["labels"]["alertname"] for body in sent for alert in body})
        last = until(lambda: sent[-1][0]["endsAt"] < sent[-2][0]["endsAt"] if len(sent) > 1 else False, 20)
        self.assertTrue(last, "the daemon itself says that it is over")
        self.assertTrue(until(lambda: self.paged("resolved") == {"Marked program"}, 25), "and Alertmanager pages it")

    def test_an_alertmanager_that_comes_later_gets_what_was_raised_before(self):
        self.manager.stop()
        port = closed_port()
        self.manager.push = f"http://127.0.0.1:{port}/api/v2/alerts"
        daemon = self.start("60s")
        self.box.exec("env", "MARK=mark-one", "true")
        self.assertTrue(until(lambda: daemon.said("does not take alerts now"), 15), daemon.err.read_text())
        late = Receiver(self.workspace, port=port)
        self.assertTrue(until(late.bodies.__len__, 40))
        self.assertEqual("Marked program", late.alerts()[0][0]["labels"]["alertname"])


if __name__ == "__main__":
    report.main()
