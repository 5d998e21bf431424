#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The daemon's sinks with real counterparts: a signed webhook, OTLP, Alertmanager's API, rsyslog, files; its command
line for them; and that none of them, whatever it does, is felt by detection."""
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from lab import report, runc  # noqa: E402
from lab.daemon import RULE, Daemon, overboard, status_of  # noqa: E402
from lab.receiver import Authority, Receiver, closed_port  # noqa: E402
from lab.wait import until  # noqa: E402
from lab.workspace import Workspace  # noqa: E402

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = Workspace()
        cls.addClassCleanup(cls.shared.close)
        cls.box = runc.RuncContainer(cls.shared, "box", runc.spec(["sleep", "600"]))

    def setUp(self):
        self.workspace = Workspace()
        self.addCleanup(self.workspace.close)
        self.secret = self.file("secret", SECRET)

    def file(self, name, text):
        path = self.workspace.run_dir / name
        path.write_text(text)
        return path

    def config(self, *sinks):
        return self.file("config.yaml", json.dumps({"sinks": list(sinks)}))

    def daemon(self, mark, *sinks):
        return Daemon(self.workspace, "--config", self.config(*sinks),
                                rules=RULE.format(ident="marked", mark=mark))

    def mark(self, mark, more=""):
        self.box.exec("env", f"MARK={mark}{more}", "true")


class Sinks(Case):
    def test_one_alert_goes_to_every_sink_that_wants_it_in_its_format(self):
        authority = Authority(self.workspace.run_dir / "ca")
        signed = Receiver(self.workspace, [SECRET], authority.issue("good"), client_ca=authority.pem)
        client = authority.issue("client")
        otlp, manager, falco, pager = (Receiver(self.workspace) for _ in range(4))
        disk = self.workspace.run_dir / "alerts.jsonl"
        daemon = self.daemon(
            "mark-all",
            {"name": "oncall", "type": "webhook", "url": signed.url, "secret_files": [str(self.secret)],
             "bearer_file": str(self.file("token", "t0ken\n")),
             "tls": {"ca": str(authority.pem), "cert": str(client[0]), "key": str(client[1])}},
            {"name": "otlp", "type": "otlp", "url": otlp.url},
            {"name": "am", "type": "alertmanager", "url": manager.url, "resolve_after": "2s"},
            {"name": "sidekick", "type": "webhook", "url": falco.url, "format": "falco"},
            {"name": "severe", "type": "webhook", "url": falco.url, "min_priority": "critical"},
            {"name": "elsewhere", "type": "webhook", "url": falco.url, "namespaces": ["other"]},
            {"name": "pager", "type": "pagerduty", "url": pager.url, "routing_key_file": str(self.file("route", "R0UTE\n"))},
            {"name": "disk", "type": "file", "path": str(disk)})
        self.mark("mark-all")
        for receiver in (signed, otlp, manager, falco, pager):
            self.assertTrue(until(receiver.ids), daemon.err.read_text())
        self.assertTrue(until(lambda: disk.exists() and disk.read_text()))
        alert = json.loads(disk.read_text())
        self.assertEqual((alert, []), (signed.alerts()[0], signed.problems))
        self.assertEqual("Bearer t0ken", signed.headers[0]["Authorization"])
        record = otlp.alerts()[0]["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0]
        attributes = {a["key"]: a["value"] for a in record["attributes"]}
        self.assertEqual(("warning", alert["id"]), (record["severityText"], attributes["overboard.id"]["stringValue"]))
        self.assertEqual("Warning", falco.alerts()[0]["priority"])
        self.assertEqual("marked", manager.alerts()[0][0]["labels"]["rule_id"])
        self.assertEqual(("R0UTE", "trigger", alert["dedup_key"]),
                         tuple(pager.alerts()[0][key] for key in ("routing_key", "event_action", "dedup_key")))

        def ends():
            return [message[0]["endsAt"] for message in manager.alerts()]
        over = until(lambda: len(ends()) >= 3 and ends()[-1] < ends()[-2], 20)
        self.assertTrue(over, f"sent again while active, and the last one says that it is over: {ends()}")
        self.assertEqual(sorted(ends()[:-1]), ends()[:-1])
        self.assertEqual(1, len(falco.ids()), "neither severe nor elsewhere")
        for series in ('overboard_sink_deliveries_total{outcome="delivered",sink="oncall"}',
                       'overboard_delivery_latency_seconds_count{sink="otlp"}'):
            self.assertTrue(until(lambda wanted=series: daemon.metric(wanted) == 1), series)
        self.assertEqual(0, daemon.metric('overboard_sink_queue_depth{sink="severe"}'))
        self.assertNotIn(SECRET[6:], daemon.err.read_text() + daemon.out.read_text())

    def test_rsyslog_files_the_message_and_understands_its_data(self):
        if not shutil.which("rsyslogd"):
            self.skipTest("rsyslogd (Debian package rsyslog) is not installed")
        home = self.workspace.run_dir
        (home / "rsyslog.conf").write_text(f'''
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="{home}/log" UseSpecialParser="off" ParseHostname="on")
template(name="all" type="string" string="%pri% %app-name% %msgid% %structured-data% %msg%\\n")
action(type="omfile" file="{home}/filed" template="all")
''')
        syslog = subprocess.Popen(["rsyslogd", "-n", "-f", home / "rsyslog.conf", "-i", home / "rsyslog.pid"],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.workspace.callback(syslog.wait)
        self.workspace.callback(syslog.terminate)
        daemon = self.daemon("mark-syslog", {"name": "journal", "type": "syslog", "path": f"{home}/log", "facility": "local3"})
        self.assertTrue(until((home / "log").exists))
        self.mark("mark-syslog")
        self.assertTrue(until(lambda: (home / "filed").exists() and "marked" in (home / "filed").read_text()), daemon.err.read_text())
        line = (home / "filed").read_text()
        self.assertRegex(line, r"^156 overboard marked \[overboard@32473 id=\"01[0-9A-Z]{24}\" rule_id=\"marked\"")

    def test_a_syslog_that_comes_later_gets_what_was_raised_before(self):
        path = self.workspace.run_dir / "log"
        daemon = self.daemon("mark-late", {"name": "journal", "type": "syslog", "path": str(path)})
        self.mark("mark-late")
        self.assertTrue(until(lambda: daemon.said("cannot reach syslog")), daemon.err.read_text())
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as late:
            late.bind(str(path))
            late.settimeout(15)
            self.assertIn(b"overboard@32473", late.recv(65536))


    def test_a_syslog_that_a_reload_brings_is_reached(self):
        path = self.workspace.run_dir / "log"
        daemon = self.daemon("mark-brought", {"name": "log", "type": "stdout"})
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
            there.bind(str(path))
            there.settimeout(15)
            self.config({"name": "journal", "type": "syslog", "path": str(path)})
            daemon.process.send_signal(signal.SIGHUP)
            self.assertTrue(until(lambda: daemon.said("reloaded: 1 rules, 1 sinks")), daemon.err.read_text())
            self.mark("mark-brought")
            self.assertIn(b"overboard@32473", there.recv(65536))


class Lifetime(Case):
    def test_what_was_raised_is_delivered_after_kill_nine(self):
        receiver = Receiver(self.workspace, [SECRET], port=closed_port(), behave=lambda *_: self.status)
        self.status = 503
        sink = {"name": "oncall", "type": "webhook", "url": receiver.url, "secret_files": [str(self.secret)]}
        first = self.daemon("mark-kill", sink)
        for number in range(5):
            self.mark("mark-kill", number)
        self.assertTrue(until(lambda: first.metric('overboard_alerts_total{priority="warning"}') == 5))
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
        state = first.home / "state"
        listed = overboard("outbox", "list", "--state-dir", state, "--json").stdout.splitlines()
        self.assertEqual(5, len(listed))
        ident = json.loads(listed[0])["alert"]
        explained = overboard("explain", ident, "--state-dir", state)
        self.assertEqual(0, explained.returncode, explained.stderr)
        for words in (ident, "marked", "process.exe: ", "oncall  pending", "HTTP status 503"):
            self.assertIn(words, explained.stdout)
        self.status = None
        again = Daemon(self.workspace, "--config", self.config(sink), "--state-dir", state)
        self.assertTrue(until(lambda: len(set(receiver.ids())) == 5, 30), again.err.read_text())
        self.assertEqual([json.loads(line)["alert"] for line in listed], list(dict.fromkeys(receiver.ids())))
        self.assertEqual([], receiver.problems)

    def test_dead_letters_are_listed_sent_again_and_dropped(self):
        self.status = 403
        receiver = Receiver(self.workspace, behave=lambda *_: self.status)
        daemon = self.daemon("mark-dead", {"name": "oncall", "type": "webhook", "url": receiver.url})
        self.mark("mark-dead", 1)
        self.mark("mark-dead", 2)
        state = daemon.home / "state"

        def dead():
            return [json.loads(line) for line in overboard("outbox", "list", "--state-dir", state, "--json").stdout.splitlines()]
        self.assertTrue(until(lambda: [row["state"] for row in dead()] == ["dead", "dead"]), dead())
        self.assertTrue(until(lambda: daemon.metric('overboard_sink_dead_letters{sink="oncall"}') == 2))
        self.assertEqual(2, overboard("outbox", "drop", "--state-dir", state).returncode, "neither a number nor --all")
        self.assertEqual(1, overboard("outbox", "drop", "999", "--state-dir", state).returncode)
        self.assertEqual(0, overboard("outbox", "drop", dead()[0]["number"], "--state-dir", state).returncode)
        self.status, wanted = None, dead()[0]["alert"]
        self.assertEqual(0, overboard("outbox", "retry", "--all", "--state-dir", state).returncode)
        self.assertTrue(until(lambda: receiver.ids() == [wanted]))
        self.assertTrue(until(lambda: dead() == []))
        self.assertIn("nothing is owed", overboard("outbox", "list", "--state-dir", state).stdout)

    def test_a_receiver_that_repeats_what_it_was_sent_gets_no_secret_logged_or_kept(self):
        def repeat(handler, _):
            said = ("unknown " + handler.headers["Authorization"]).encode()
            handler.send_response(403)
            handler.send_header("Content-Length", str(len(said)))
            handler.end_headers()
            handler.wfile.write(said)
            return False
        receiver = Receiver(self.workspace, behave=repeat)
        sink = {"name": "oncall", "type": "webhook", "url": receiver.url, "bearer_file": str(self.file("token", "t0ken-of-mine"))}
        daemon = self.daemon("mark-repeat", sink)
        self.mark("mark-repeat")
        self.assertTrue(until(lambda: daemon.said("unknown Bearer [redacted]")), daemon.err.read_text())
        daemon.stop()
        tested = overboard("sink", "test", "oncall", "--config", self.workspace.run_dir / "config.yaml")
        kept = b"".join(path.read_bytes() for path in (daemon.home / "state").iterdir())
        for text in (daemon.err.read_text(), tested.stdout + tested.stderr, kept.decode(errors="replace")):
            self.assertNotIn("t0ken-of-mine", text)

    def test_a_changed_secret_is_used_without_a_reload(self):
        receiver = Receiver(self.workspace, [SECRET])
        daemon = self.daemon("mark-secret", {"name": "oncall", "type": "webhook", "url": receiver.url, "secret_files": [str(self.secret)]})
        self.mark("mark-secret", 1)
        self.assertTrue(until(receiver.ids), daemon.err.read_text())
        receiver.secrets = ["whsec_b3ZlcmJvYXJkLXRlc3Qtc2VjcmV0LW51bWJlci0y"]
        self.file("secret.new", receiver.secrets[0]).rename(self.secret)
        self.mark("mark-secret", 2)
        self.assertTrue(until(lambda: len(receiver.ids()) == 2))
        self.assertEqual([], receiver.problems)

    def test_the_sender_keeps_no_privilege(self):
        receiver = Receiver(self.workspace)
        daemon = self.daemon("mark-none", {"name": "oncall", "type": "webhook", "url": receiver.url})
        children = [int(child) for task in Path(f"/proc/{daemon.process.pid}/task").iterdir()
                    for child in (task / "children").read_text().split()]
        senders = [status_of(child) for child in children if status_of(child)["Name"] == "overboard-send"]
        self.assertEqual(1, len(senders))
        for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            self.assertEqual("0" * 16, senders[0][name])
        self.assertEqual(("1", "2", {"65534"}), (senders[0]["NoNewPrivs"], senders[0]["Seccomp"], set(senders[0]["Uid"].split())))


class SinkTest(Case):
    def test_shows_what_the_receiver_answers(self):
        receiver = Receiver(self.workspace, [SECRET], behave=lambda *_: self.status)
        config = self.config({"name": "oncall", "type": "webhook", "url": receiver.url, "secret_files": [str(self.secret)]})
        self.status = None
        done = overboard("sink", "test", "oncall", "--config", config)
        self.assertEqual((0, 1, []), (done.returncode, len(receiver.ids()), receiver.problems), done.stderr)
        self.assertRegex(done.stdout, "oncall: taken, alert 01.*\n +HTTP status 200")
        self.assertEqual("sink-test", receiver.alerts()[0]["rule_id"])
        self.status = 418
        done = overboard("sink", "test", "oncall", "--config", config, "--json")
        self.assertEqual((1, 418, False), (done.returncode, json.loads(done.stdout)["status"], json.loads(done.stdout)["taken"]))

    def test_says_why_nothing_arrived(self):
        config = self.config({"name": "oncall", "type": "webhook", "url": f"http://127.0.0.1:{closed_port()}/"},
                             {"name": "other", "type": "webhook", "url": "https://127.0.0.1/", "bearer_file": "/nonexistent/token"})
        done = overboard("sink", "test", "oncall", "--config", config)
        self.assertEqual(1, done.returncode)
        self.assertRegex(done.stdout, "NOT taken(.|\n)*connect")
        self.assertIn("/nonexistent/token", overboard("sink", "test", "other", "--config", config).stdout)
        unknown = overboard("sink", "test", "nobody", "--config", config)
        self.assertEqual(1, unknown.returncode)
        self.assertIn("oncall, other", unknown.stderr)


class Unfelt(Case):
    def test_a_sink_that_hangs_changes_neither_latency_nor_loss(self):
        hanging = Receiver(self.workspace, behave=lambda *_: time.sleep(30) or 500)
        figures = []
        for name, sinks in (("none", []), ("hangs", [{"name": "slow", "type": "webhook", "url": hanging.url}])):
            daemon = self.daemon(f"mark-{name}", {"name": "log", "type": "stdout"}, *sinks)
            # The mark is put together inside, so that the shell does not bear it.
            self.box.exec("sh", "-c", f"m=mark; i=0; while [ $i -lt 40 ]; do env MARK=$m-{name}$i true; i=$((i+1)); done")
            self.assertTrue(until(lambda: len(daemon.alerts()) == 40, 20), daemon.err.read_text())
            count, total = (daemon.metric(f"overboard_detection_latency_seconds_{part}") for part in ("count", "sum"))
            lost = sum(float(line.rsplit(" ", 1)[1]) for line in daemon.get("/metrics")[1].splitlines()
                       if line.startswith("overboard_events_dropped_total"))
            figures.append((name, total / count * 1e3, lost))
            self.assertEqual((40, 0), (count, lost))
            daemon.stop()
        self.assertTrue(hanging.attempts, "it was tried")
        print("detection latency, mean: " + ", ".join(f"{name} {ms:.2f} ms, {lost:.0f} lost" for name, ms, lost in figures), flush=True)
        self.assertLess(figures[1][1], figures[0][1] * 3 + 5)


if __name__ == "__main__":
    report.main()
