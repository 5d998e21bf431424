#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The daemon from outside: start, reload, stop, what it serves, and whom it names.

A rule of the test's own speaks of every exec in a container, so that each container's name can be read off an alert."""
import json
import os
import signal
import subprocess
import sys
import time
import unittest
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from lab import report, runc  # noqa: E402
from lab.detector import Detector, default_binary  # noqa: E402
from lab.workspace import Workspace, run  # noqa: E402

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

    def logged(self, words, timeout=5.0):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if words in self.detector.output():
                return True
            time.sleep(0.05)
        return False


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

    def test_reload_takes_good_rules_and_keeps_the_old_ones_for_bad(self):
        container = runc.RuncContainer(self.workspace, "reload", runc.spec(["/bin/sleep", "60"]))
        self.rules.write_text(RULE.format(name="broken").replace("evt.kind", "evt.kidn"))
        self.detector.process.send_signal(signal.SIGHUP)
        self.assertTrue(self.logged("evt.kidn"), self.detector.output())
        seen = len(self.detector.alerts())
        container.exec("/bin/true", "old-rules")
        self.assertEqual({"any-exec"}, {a["rule_id"] for a in self.alerts_of("reload", start=seen)})
        self.rules.write_text(RULE.format(name="new-exec"))
        self.detector.process.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        seen = len(self.detector.alerts())
        container.exec("/bin/false", "new-rules", check=False)
        self.assertEqual({"new-exec"}, {a["rule_id"] for a in self.alerts_of("reload", start=seen)})

    def test_the_courier_serves_and_holds_nothing(self):
        children = run("pgrep", "-P", str(self.detector.process.pid)).split()
        names = {Path(f"/proc/{child}/comm").read_text().strip(): child for child in children}
        self.assertEqual({"overboard-start", "overboard-http"}, set(names))
        status = Path(f"/proc/{names['overboard-http']}/status").read_text()
        held = {line.split()[0]: int(line.split()[1], 16) for line in status.splitlines() if line.startswith("Cap")}
        self.assertEqual({0}, set(held.values()), held)
        self.assertIn("NoNewPrivs:\t1", status)
        address = json.loads((self.detector.log.parent / "ready").read_text())["metrics"]
        for path, expected in (("metrics", "overboard_events_total"), ("healthz", ""), ("readyz", "")):
            with urllib.request.urlopen(f"http://{address}/{path}", timeout=5) as answer:
                self.assertEqual(200, answer.status)
                self.assertIn(expected, answer.read().decode())

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

    def test_a_wrong_rule_names_its_place_and_a_hint(self):
        with open("/tmp/overboard-wrong-rule.yaml", "w", encoding="utf-8") as file:
            file.write(RULE.format(name="typo").replace("evt.kind", "evt.kidn"))
        self.addCleanup(os.unlink, file.name)
        done = subprocess.run([str(default_binary()), "check", file.name], capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(1, done.returncode)
        self.assertRegex(done.stdout + done.stderr, r"overboard-wrong-rule.yaml:4:\d+: .*evt.kidn.*evt.kind")

    def test_wrong_usage_is_two(self):
        done = subprocess.run([str(default_binary()), "run", "--no-such-flag"], capture_output=True, timeout=30, check=False)
        self.assertEqual(2, done.returncode)


del Daemon  # a base, not a test

if __name__ == "__main__":
    report.main()
