#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The daemon as its operators meet it: start, banner, metrics, reload, stop, and what it says when it cannot start."""
import contextlib
import ctypes
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from lab import report, runc, sensor_pod  # noqa: E402
from lab.daemon import RULE, Daemon, overboard, status_of  # noqa: E402
from lab.detector import default_binary  # noqa: E402
from lab.wait import until  # noqa: E402
from lab.workspace import ROOT, Workspace  # noqa: E402

CAPABILITIES = {"DAC_READ_SEARCH": 2, "KILL": 5, "SETGID": 6, "SETUID": 7, "SETPCAP": 8, "SYS_PTRACE": 19, "PERFMON": 38, "BPF": 39}  # capabilities(7)
PTRACE_SEIZE, PTRACE_INTERRUPT, PTRACE_DETACH, WALL = 0x4206, 0x4207, 17, 0x40000000  # <linux/ptrace.h>, <linux/wait.h>


def kernel():
    return tuple(map(int, os.uname().release.split("-")[0].split(".")[:2]))


@contextlib.contextmanager
def hanging(thread):
    """That thread does nothing meanwhile; the others of its process do."""
    def ptrace(request):
        if libc.ptrace(request, thread, None, None) != 0:
            raise OSError(ctypes.get_errno(), "ptrace")
    libc = ctypes.CDLL(None, use_errno=True)
    ptrace(PTRACE_SEIZE)
    try:
        ptrace(PTRACE_INTERRUPT)
        os.waitpid(thread, WALL)
        yield
    finally:
        ptrace(PTRACE_DETACH)


class Running(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workspace = Workspace()
        cls.addClassCleanup(cls.workspace.close)
        cls.box = runc.RuncContainer(cls.workspace, "box", runc.spec(["sleep", "300"]))

    def setUp(self):
        self.workspace = self.enterContext(Workspace()) if hasattr(self, "enterContext") else Workspace()
        self.addCleanup(self.workspace.close)

    def mark(self, mark):
        self.box.exec("env", f"MARK={mark}", "true")

    def test_an_exec_in_a_container_is_one_json_line(self):
        daemon = Daemon(self.workspace, rules=RULE.format(ident="marked", mark="mark-one"))
        self.mark("mark-one")
        self.assertTrue(until(daemon.alerts), daemon.err.read_text())
        alert = daemon.alerts()[0]
        self.assertEqual(("marked", "warning", self.box.id),
                         (alert["rule_id"], alert["priority"], alert["container"]["id"]))
        self.assertEqual(1.0, daemon.metric('overboard_alerts_total{priority="warning"}'))
        self.assertGreaterEqual(daemon.metric("overboard_detection_latency_seconds_count"), 1)

    def test_it_is_ready_and_says_how_long_that_took(self):
        daemon = Daemon(self.workspace)
        self.assertGreater(daemon.ready["attach_ms"], 0)
        self.assertGreater(daemon.ready["scan_ms"], 0)
        self.assertGreaterEqual(daemon.ready["containers"], 1)
        self.assertEqual((200, "ok\n"), daemon.get("/healthz"))
        self.assertTrue(until(lambda: daemon.get("/readyz") == (200, "ready\n")), daemon.get("/readyz"))

    def test_the_metrics_are_well_formed(self):
        text = Daemon(self.workspace).get("/metrics")[1]
        for name in ("overboard_build_info", "overboard_rules_loaded", "overboard_bpf_program_loaded"):
            self.assertIn(f"# HELP {name} ", text)
        if not shutil.which("promtool"):
            self.skipTest("promtool (Debian package prometheus) is not installed")
        done = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, capture_output=True, check=False)
        self.assertEqual((0, ""), (done.returncode, done.stderr))

    def test_the_courier_is_nobody_and_inherits_nothing(self):
        daemon = Daemon(self.workspace)
        courier = status_of(daemon.courier())
        self.assertEqual(("overboard-http", "2"), (courier["Name"], courier["Seccomp"]))
        self.assertEqual({"65534"}, set(courier["Uid"].split()))
        self.assertEqual((0, "1"), (sum(int(courier[kind], 16) for kind in ("CapPrm", "CapEff", "CapBnd", "CapAmb")), courier["NoNewPrivs"]))
        links = {os.readlink(fd) for fd in Path(f"/proc/{daemon.courier()}/fd").iterdir()}
        self.assertFalse({link for link in links if "bpf" in link}, "it inherited nothing of the kernel side")

    def test_the_sensor_keeps_what_it_needs_and_no_more(self):
        daemon = Daemon(self.workspace)
        tasks = [status_of(f"{daemon.process.pid}/task/{task.name}") for task in Path(f"/proc/{daemon.process.pid}/task").iterdir()]
        self.assertEqual({("2", "1")}, {(task["Seccomp"], task["NoNewPrivs"]) for task in tasks})
        held = {int(task["CapPrm"], 16) for task in tasks}
        names = {"SYS_PTRACE", "DAC_READ_SEARCH"} | (set() if kernel() >= (5, 19) else {"PERFMON", "BPF"})
        needed = sum(1 << CAPABILITIES[name] for name in names)
        self.assertEqual({needed, 1 << 2}, held, "the thread that detects, and the one that delivers")
        self.assertEqual({needed}, {int(task["CapBnd"], 16) for task in tasks if int(task["CapPrm"], 16) == needed})
        self.assertEqual(names, self.told_by_doctor("kept at work").keys())

    @staticmethod
    def told_by_doctor(need):
        """Capability to why it is kept."""
        (said,) = (row["detail"] for row in map(json.loads, overboard("doctor", "--json").stdout.splitlines()) if row["need"] == need)
        return dict(re.findall(r"CAP_(\w+): ([^;]+)", said))

    def test_those_that_start_couriers_keep_what_doctor_says(self):
        daemon = Daemon(self.workspace)
        starters = [status_of(pid) for pid in daemon.children("overboard-start")]
        self.assertEqual([("2", "1")] * 2, [(each["Seccomp"], each["NoNewPrivs"]) for each in starters])
        told = sum(1 << CAPABILITIES[name] for name in self.told_by_doctor("kept to start couriers"))
        self.assertEqual([told] * 2, [int(each["CapPrm"], 16) for each in starters])

    def test_a_courier_that_dies_is_replaced_and_detection_goes_on(self):
        daemon = Daemon(self.workspace, rules=RULE.format(ident="marked", mark="mark-two"))
        first = daemon.courier()
        os.kill(first, signal.SIGKILL)
        self.mark("mark-two")
        self.assertTrue(until(daemon.alerts))
        self.assertTrue(until(lambda: daemon.courier() not in (None, first)))
        self.assertTrue(daemon.said("the courier process died (signal 9)"))

    def test_a_launcher_that_is_killed_is_replaced_and_couriers_can_be_started_again(self):
        daemon = Daemon(self.workspace)
        before = daemon.children("overboard-start")
        self.assertEqual(2, len(before))
        for killed in before:  # in the end none of the first two is left
            os.kill(killed, signal.SIGKILL)
            self.assertTrue(until(lambda gone=killed: gone not in daemon.children("overboard-start")
                                  and len(daemon.children("overboard-start")) == 2))
        self.assertEqual(2.0, daemon.metric("overboard_launcher_restarts_total"))
        self.assertTrue(daemon.said("a process that starts couriers died, and was replaced"))
        first = daemon.courier()
        os.kill(first, signal.SIGKILL)
        self.assertTrue(until(lambda: daemon.courier() not in (None, first)), daemon.err.read_text())

    def test_a_taken_port_is_one_sentence_and_detection_goes_on(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            daemon = Daemon(self.workspace, "--metrics", f"127.0.0.1:{port}",
                            rules=RULE.format(ident="marked", mark="mark-three"))
            self.assertTrue(daemon.said(f"cannot listen on 127.0.0.1:{port}: Address already in use"))
            self.mark("mark-three")
            self.assertTrue(until(daemon.alerts))

    def test_a_reload_replaces_the_rules_and_a_wrong_one_does_not(self):
        daemon = Daemon(self.workspace)
        daemon.rules.write_text(RULE.format(ident="broken", mark="x").replace("proc.cmdline", "proc.cmdlin"))
        daemon.process.send_signal(signal.SIGHUP)
        self.assertTrue(until(lambda: daemon.said("reload refused")))
        self.assertTrue(daemon.said("proc.cmdline"), daemon.err.read_text())
        self.assertEqual(1.0, daemon.metric("overboard_rules_load_errors_total"))
        self.assertEqual(1.0, daemon.metric("overboard_rules_loaded"))
        daemon.rules.write_text(RULE.format(ident="new-rule", mark="mark-four"))
        daemon.process.send_signal(signal.SIGHUP)
        self.assertTrue(until(lambda: daemon.said("reloaded: 1 rules")), daemon.err.read_text())
        self.mark("mark-four")
        self.assertTrue(until(lambda: len(daemon.alerts()) == 2))
        self.assertEqual(["rules-refused", "new-rule"], [alert["rule_id"] for alert in daemon.alerts()])

    def test_the_selftest_sees_its_alert_come_through(self):
        daemon = Daemon(self.workspace, "--rules", ROOT / "rules" / "selftest.yaml", "--rules", ROOT / "rules" / "macros.yaml")
        state = daemon.home / "state"
        container = runc.RuncContainer(self.workspace, "selftest", runc.spec(
            ["sleep", "60"], mounts=[runc.bind(state, "/var/lib/overboard", read_only=False)]))
        verdict = json.loads(container.exec(default_binary(), "selftest", "--json"))
        self.assertEqual((True, ""), (verdict["ok"], verdict["why"]))
        self.assertIn(verdict["alert"], [alert["id"] for alert in daemon.alerts()])
        self.assertGreater(daemon.metric("overboard_selftest_last_success_timestamp_seconds"), time.time() - 60)

    def test_the_selftest_on_a_host_says_why_nothing_came(self):
        daemon = Daemon(self.workspace, "--rules", ROOT / "rules" / "selftest.yaml", "--rules", ROOT / "rules" / "macros.yaml")
        done = overboard("selftest", "--timeout", "1", "--state-dir", daemon.home / "state")
        self.assertEqual(1, done.returncode)
        self.assertIn("no alert was raised", done.stderr)

    def test_rules_of_a_configmap_are_swapped_and_wrong_ones_are_an_alert(self):
        mounted = self.workspace.run_dir / "configmap"
        sensor_pod.project(mounted, {"rules.yaml": RULE.format(ident="first", mark="mark-map-one")})
        daemon = Daemon(self.workspace, "--rules", mounted)
        sensor_pod.project(mounted, {"rules.yaml": RULE.format(ident="first", mark="x").replace("proc.cmdline", "proc.cmdlin")})
        self.assertTrue(until(daemon.alerts, 40), daemon.err.read_text())
        (alert,) = daemon.alerts()
        self.assertEqual(("rules-refused", "warning"), (alert["rule_id"], alert["priority"]))
        self.assertEqual(1.0, daemon.metric("overboard_rules_load_errors_total"))
        self.mark("mark-map-one")
        self.assertTrue(until(lambda: "first" in [each["rule_id"] for each in daemon.alerts()]), "the old rules stay")
        sensor_pod.project(mounted, {"rules.yaml": RULE.format(ident="second", mark="mark-map-two")})
        self.assertTrue(until(lambda: daemon.said("reloaded: "), 40), daemon.err.read_text())
        self.mark("mark-map-two")
        self.assertTrue(until(lambda: "second" in [each["rule_id"] for each in daemon.alerts()]))

    def test_a_reload_attaches_the_hooks_that_new_rules_need(self):
        daemon = Daemon(self.workspace)  # executions only
        before = daemon.links()
        daemon.rules.write_text(RULE.format(ident="opens", mark="x").replace("evt.kind = exec", "evt.kind = open"))
        daemon.process.send_signal(signal.SIGHUP)
        self.assertTrue(until(lambda: daemon.said("reloaded: 1 rules")), daemon.err.read_text())
        self.assertTrue(until(lambda: daemon.links() > before), "io_uring is one of the ways to open")

    def test_a_file_that_was_rotated_away_is_opened_again(self):
        log = self.workspace.run_dir / "alerts.jsonl"
        daemon = Daemon(self.workspace, "--alerts", log, rules=RULE.format(ident="marked", mark="mark-five"))
        log.rename(log.with_suffix(".1"))
        daemon.process.send_signal(signal.SIGHUP)
        self.assertTrue(until(lambda: daemon.said("reloaded: 1 rules")))
        self.mark("mark-five")
        self.assertTrue(until(lambda: log.exists() and log.stat().st_size > 0))
        self.assertEqual("", daemon.out.read_text())

    def test_the_service_manager_hears_from_a_daemon_that_can_open_no_socket(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            path = self.workspace.run_dir / "notify"
            manager.bind(str(path))
            manager.settimeout(10)
            daemon = Daemon(self.workspace, env={"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "2000000"})

            def heard(word):
                return any(word in manager.recv(4096).decode().splitlines() for _ in range(20))
            self.assertTrue(heard("READY=1"))
            self.assertTrue(heard("WATCHDOG=1") and heard("WATCHDOG=1"), "again and again, from its own loop")
            daemon.process.send_signal(signal.SIGHUP)
            self.assertTrue(heard("RELOADING=1") and heard("READY=1"))
            daemon.process.terminate()
            self.assertTrue(heard("STOPPING=1"))

    def test_a_loop_that_hangs_is_told_to_whoever_restarts_it(self):
        """The rest of the process goes on: systemd's watchdog and Kubernetes' probe must not be answered by that."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            path = self.workspace.run_dir / "watchdog"
            manager.bind(str(path))
            manager.settimeout(2)
            daemon = Daemon(self.workspace, env={"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "2000000"})
            self.assertEqual(200, daemon.get("/healthz")[0])
            with hanging(daemon.process.pid):
                with self.assertRaises(TimeoutError, msg="systemd waits no longer than this"):
                    while True:
                        manager.recv(4096)
                self.assertTrue(until(lambda: daemon.get("/healthz")[0] == 503, 30, every=1), "the liveness probe")
                self.assertEqual(503, daemon.get("/readyz")[0])
            self.assertIn(b"WATCHDOG=1", manager.recv(4096))
            self.assertTrue(until(lambda: daemon.get("/healthz")[0] == 200))

    def alerted(self, daemon, mark):
        self.mark(mark)
        return until(lambda: [alert for alert in daemon.alerts() if f"MARK={mark}" in alert["process"]["args"]])

    def test_an_upgrade_with_both_at_once_leaves_no_moment_unwatched(self):
        """The new pod is ready before the old one ends (maxSurge); they share the state directory."""
        rules, state = RULE.format(ident="marked", mark="mark-up"), self.workspace.run_dir / "state"
        old = Daemon(self.workspace, rules=rules, state=state)
        new = Daemon(self.workspace, rules=rules, state=state)
        self.assertTrue(new.said("another overboard uses the outbox"), new.err.read_text())
        self.assertFalse(new.said("nobody watched"))
        self.assertTrue(self.alerted(old, "mark-up-both") and self.alerted(new, "mark-up-both"), "each of them saw it")
        # The same in all that a receiver could compare: times are each one's reading of the clock, the id is the alert's own.
        self.assertEqual(*(re.sub(r'"[-\d]{10}T[^"]*Z"', "TIME", json.dumps({**each.alerts()[0], "id": ""})) for each in (old, new)))
        marks, ending = [f"mark-up-{number}-" for number in range(16)], threading.Thread(target=old.stop)
        for mark in marks:
            if mark == marks[4]:
                ending.start()
            self.mark(mark)
        ending.join()
        self.assertEqual(0, old.process.returncode)
        self.assertTrue(until(lambda: not self.unseen(marks, old, new)), self.unseen(marks, old, new))
        self.assertEqual([], self.unseen(marks[-4:], new))
        self.assertTrue(until(lambda: new.metric("overboard_outbox_degraded") == 0, 60), "the outbox is its own now")

    @staticmethod
    def unseen(marks, *daemons):
        seen = {word for daemon in daemons for alert in daemon.alerts() for word in alert["process"]["args"]}
        return [mark for mark in marks if f"MARK={mark}" not in seen]

    def test_an_upgrade_one_after_the_other_says_how_long_nobody_watched(self):
        rules, state = RULE.format(ident="marked", mark="mark-gap"), self.workspace.run_dir / "state"
        self.assertEqual(0, Daemon(self.workspace, rules=rules, state=state).stop())
        time.sleep(3)
        daemon = Daemon(self.workspace, rules=rules, state=state)
        self.assertTrue(daemon.said("nobody watched this node for "), daemon.err.read_text())
        self.assertGreaterEqual(daemon.metric("overboard_start_unwatched_seconds"), 3)
        self.assertTrue(self.alerted(daemon, "mark-gap-after"), "a container that is older than the daemon")

    def test_a_stop_sends_what_is_folded_and_leaves_nothing(self):
        pinned = set(Path("/sys/fs/bpf").rglob("*"))
        for number in (signal.SIGTERM, signal.SIGINT):
            daemon = Daemon(self.workspace, rules=RULE.format(ident="marked", mark="mark-six"))
            for _ in range(3):
                self.mark("mark-six")
            self.assertTrue(until(daemon.alerts))
            courier = daemon.courier()
            daemon.process.send_signal(number)
            self.assertEqual(0, daemon.process.wait(15))
            alerts = daemon.alerts()
            self.assertEqual(2, len(alerts), "the first one, and one that sums up the others")
            self.assertGreaterEqual(alerts[1]["count"], 2)
            self.assertFalse(daemon.ready_file.exists())
            self.assertFalse(Path(f"/proc/{courier}").exists())
            self.assertEqual(set(), set(Path("/sys/fs/bpf").rglob("*")) - pinned, "a sensor that was removed leaves no pin")


class NotRunning(unittest.TestCase):
    def test_wrong_usage_ends_with_two(self):
        for args in ((), ("fly",), ("run", "--format", "xml"), ("run", "--metrics", "nine"), ("list", "gods")):
            with self.subTest(args=args):
                self.assertEqual(2, overboard(*args).returncode)

    def test_the_deployed_configuration_is_right(self):
        done = overboard("check", ROOT / "deploy" / "config.yaml", ROOT / "rules")
        self.assertEqual(0, done.returncode, done.stdout)

    def test_check_names_file_and_line(self):
        with Workspace() as workspace:
            config, rules = workspace.run_dir / "c.yaml", workspace.run_dir / "r.yaml"
            config.write_text("scope: all\nmetrix: {}\n")
            rules.write_text("- rule: x\n  id: x\n  desc: d\n  condition: proc.nam = y\n  output: o\n  priority: ERROR\n")
            done = overboard("check", config, rules)
        self.assertEqual(1, done.returncode)
        self.assertIn(f"{config}:2:1: error: unknown key 'metrix'", done.stdout)
        self.assertRegex(done.stdout, rf"{rules}:4:\d+: .*proc\.nam'.*proc\.name")

    def test_list_gives_json_lines_when_piped(self):
        for what in ("rules", "fields", "events", "metrics"):
            with self.subTest(what=what):
                done = overboard("list", what)
                self.assertEqual(0, done.returncode, done.stderr)
                self.assertTrue(all(json.loads(line) for line in done.stdout.splitlines()) and done.stdout)

    def test_explain_shows_shipped_rules(self):
        """A tenth of them; test_rule_commands.py has explain --json of all."""
        rules = [json.loads(line)["rule"] for line in overboard("list", "rules", "--rules", ROOT / "rules").stdout.splitlines()]
        for rule in rules[::10]:
            with self.subTest(rule=rule):
                done = overboard("explain", rule, "--rules", ROOT / "rules")
                self.assertEqual(0, done.returncode, done.stderr)
                for part in ("Condition\n", "In the kernel", "To fix it in the pod", "Concerns"):
                    self.assertIn(part, done.stdout)

    def test_doctor_finds_this_machine_fit(self):
        done = overboard("doctor", "--json")
        needs = {row["need"]: row for row in map(json.loads, done.stdout.splitlines())}
        self.assertEqual(0, done.returncode, done.stdout)
        self.assertTrue(needs["BTF"]["met"] and needs["tracepoint programs"]["met"])
        self.assert_rules_agree({name.removeprefix("evidence: "): row for name, row in needs.items() if name.startswith("evidence: ")})

    def assert_rules_agree(self, evidence):
        """A rule that `list` calls less than whole here rests on what `doctor` says is missing, and names it."""
        self.assertIn("io_uring", evidence)
        for row in map(json.loads, overboard("list", "rules", "--json", "--rules", ROOT / "rules").stdout.splitlines()):
            lacks = [name for name, need in evidence.items() if not need["met"] and row["rule"] in need["detail"].split()]
            self.assertEqual("less" if lacks else "whole", row["kernel"], row)
            for name in lacks:
                self.assertTrue(any(reason.startswith(name + ": ") for reason in row["reasons"]), row)

    def test_print_config_says_where_from(self):
        done = overboard("run", "--print-config", "--metrics", "off", env={**os.environ, "OVERBOARD_SCOPE": "all"})
        self.assertRegex(done.stdout, r"metrics.listen: off +# --metrics\n")
        self.assertRegex(done.stdout, r"scope: all +# OVERBOARD_SCOPE\n")


if __name__ == "__main__":
    report.main()
