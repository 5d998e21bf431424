#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What `explain` and `list` say of rules, fields and events, for people and for programs. Needs no privileges."""
import json
import os
import pty
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from lab import report  # noqa: E402
from lab.detector import default_binary  # noqa: E402
from lab.workspace import ROOT, Workspace  # noqa: E402

RULES = """\
- list: secrets
  items: [shadow, gshadow]
- macro: opened
  condition: (evt.kind = open and file.resolved)
- rule: Secret read
  id: secret-read
  desc: A file of secrets was read.
  condition: container and opened and file.read and file.name in (secrets) and not proc.exe_name startswith backup
  output: '%proc.exepath read %file.path'
  priority: WARNING
  tags: [secret-read, T1003]
  references: [https://example.org/secrets]
  false_positives: [Backups.]
  remediation: {pod: Mount less., app: Read less.}
- rule: Database connected
  id: database
  desc: A database was connected to.
  condition: evt.kind = connect and socket.peer_port in (5432, 3306)
  output: '%proc.exepath'
  priority: NOTICE
- rule: Much memory
  id: memory
  desc: It cannot be seen.
  condition: thread.vmsize > 5 and evt.type = execve
  output: '%proc.name'
  priority: INFO
"""


def run(*arguments):
    return subprocess.run([default_binary(), *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)


def on_a_terminal(*arguments):
    ours, theirs = pty.openpty()
    with subprocess.Popen([default_binary(), *map(str, arguments)], stdout=theirs, stderr=subprocess.DEVNULL) as process:
        os.close(theirs)
        out = b""
        try:
            while block := os.read(ours, 65536):
                out += block
        except OSError:  # the other end is closed
            pass
        process.wait(60)
    os.close(ours)
    return out.decode().replace("\r\n", "\n")


class RuleCommands(unittest.TestCase):
    def setUp(self):
        workspace = self.enterContext(Workspace())
        self.rules = workspace.run_dir / "rules.yaml"
        self.rules.write_text(RULES)

    def lines(self, what, *more):
        done = run("list", what, "--json", *more)
        self.assertEqual(0, done.returncode, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def explained(self, rule):
        done = run("explain", rule, "--json", "--rules", self.rules)
        self.assertEqual(0, done.returncode, done.stderr)
        return json.loads(done.stdout)

    def test_explain_for_people(self):
        text = run("explain", "secret-read", "--rules", self.rules).stdout
        self.assertTrue(text.startswith("Secret read  [secret-read]  warning\n    A file of secrets was read.\n"), text)
        for part in ("    all of\n      container\n      opened\n      file.read\n      file.name in (secrets)\n      not\n"
                     "        proc.exe_name startswith backup\n",
                     "    opens, own root  only those named below\n", "    file names       gshadow shadow\n",
                     "        file.name in shadow, gshadow\n", "    Mount less.\n", "    Read less.\n", "    Backups.\n",
                     "    secret-read T1003\n", "    https://example.org/secrets\n", f"    {self.rules}:5\n"):
            self.assertIn(part, text)
        kernel, daemon = text.split("    narrowed by\n")[1].split("    left to the daemon\n")
        self.assertIn("file.read", kernel)
        self.assertRegex(daemon, r"proc\.exe_name startswith backup  \(.+\)")

    def test_explain_for_programs(self):
        told = self.explained("Secret read")  # by its name as well as by its id
        self.assertEqual(("secret-read", "warning", True, "whole"),
                         tuple(told[key] for key in ("rule", "priority", "enabled", "observed")))
        self.assertEqual({"pod": "Mount less.", "app": "Read less."}, told["remediation"])
        self.assertEqual((str(self.rules), 5), (told["file"], told["line"]))
        kernel = told["kernel"]
        self.assertIn("open", kernel["events"])
        self.assertNotIn("connect", kernel["events"])
        self.assertEqual(["gshadow", "shadow"], sorted(kernel["file_names"]))
        shares = {part["comparison"]: part for part in kernel["comparisons"]}
        self.assertTrue(shares["file.name in shadow, gshadow"]["in_kernel"])
        left = shares["proc.exe_name startswith backup"]
        self.assertFalse(left["in_kernel"])
        self.assertTrue(left["why"])

    def test_explain_shows_what_each_rule_asks_of_the_kernel(self):
        kernel = self.explained("database")["kernel"]
        self.assertEqual([3306, 5432], kernel["ports"])
        self.assertNotIn("opens", kernel)
        told = self.explained("memory")
        self.assertEqual("never", told["observed"])
        self.assertIn("thread.vmsize", told["reasons"][0])

    def test_explain_knows_the_nearest_name(self):
        done = run("explain", "secret-raed", "--rules", self.rules)
        self.assertEqual(1, done.returncode)
        self.assertIn("did you mean secret-read?", done.stderr)

    def test_list_rules(self):
        rows = self.lines("rules", "--rules", self.rules)
        self.assertEqual([("secret-read", "whole", True), ("database", "whole", True), ("memory", "never", True)],
                         [(row["rule"], row["observed"], row["enabled"]) for row in rows])
        self.assertEqual(["secret-read", "T1003"], rows[0]["tags"])
        text = on_a_terminal("list", "rules", "--rules", self.rules)
        self.assertRegex(text, r"(?m)^secret-read +warning +Secret read +true +whole +(whole|less|unknown) +secret-read T1003")
        self.assertEqual(3, len(text.splitlines()))

    def test_list_fields(self):
        rows = {row["field"]: row for row in self.lines("fields")}
        names = [field.split("[")[0] for field in rows]
        self.assertEqual(sorted(set(names)), names, "sorted, each once")
        self.assertEqual("text", rows["proc.exepath"]["type"])
        self.assertEqual("-", rows["proc.exepath"]["writable"])
        self.assertEqual("writable", rows["proc.cmdline"]["writable"])
        self.assertEqual(["exec"], rows["exec.program"]["events"])
        self.assertEqual("never", rows["thread.vmsize"]["observed"])
        self.assertIn("k8s.pod.label[name]", rows)
        self.assertTrue(all(row["doc"] for row in rows.values()))
        text = on_a_terminal("list", "fields")
        self.assertEqual(len(rows), len(text.splitlines()))
        self.assertRegex(text, r"(?m)^proc\.exepath +text +whole +- +Executable as the container sees it")

    def test_list_events(self):
        rows = self.lines("events")
        seen = {row["event"]: row for row in rows if row["event"] != "-"}
        self.assertEqual("bulk", seen["open"]["ring"])
        self.assertIn("openat2", seen["open"]["evt.type"])
        self.assertEqual("decisive", seen["exec"]["ring"])
        unseen = [row for row in rows if row["event"] == "-"]
        self.assertTrue(unseen and all(row["evt.type"] and row["not observed"] for row in unseen))
        self.assertRegex(on_a_terminal("list", "events"), r"(?m)^exec +decisive +execve execveat")

    def test_every_shipped_rule_is_explained_for_programs(self):
        for row in self.lines("rules", "--rules", ROOT / "rules"):
            with self.subTest(rule=row["rule"]):
                done = run("explain", row["rule"], "--json", "--rules", ROOT / "rules")
                told = json.loads(done.stdout)
                self.assertEqual(row["rule"], told["rule"])
                self.assertTrue(told["kernel"]["comparisons"] or not told["enabled"])


if __name__ == "__main__":
    report.main()
