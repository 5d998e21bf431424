#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A live run that records, and its replay by nobody: the same alerts, byte for byte."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from lab import report, runc  # noqa: E402
from lab.detector import await_ready, default_binary  # noqa: E402
from lab.wait import until  # noqa: E402
from lab.workspace import ROOT, Workspace  # noqa: E402

SECRET = "s3cr3t-of-this-test"
OTHER_RULES = """
- rule: A shell ran
  id: a-shell
  desc: Any shell of a container.
  condition: evt.kind = exec and container and proc.name = sh
  output: shell %proc.cmdline
  priority: NOTICE
"""
# Each is an attack of its own: a host path, a namespace, an interpreter from a writable place, a secret in its argv.
ATTACK = f"""
cat /host/etc/shadow >/dev/null; echo '#' >>/host/etc/cron.d/overboard-e2e; rm -f /host/etc/cron.d/overboard-e2e
cp /bin/true /tmp/dropped; /tmp/dropped --token={SECRET}; sh -c 'id; id' >/dev/null
cat /proc/1/environ /proc/sys/kernel/core_pattern >/dev/null 2>&1; unshare -m true 2>/dev/null; nsenter -t 1 -m true 2>/dev/null
exit 0
"""


# An exception by a program's bytes: cat's are known, id's are not.
BY_HASH = """
- rule: Program by its bytes
  id: by-hash
  desc: A program of which the hash is known, but not excepted.
  condition: evt.kind = exec and container and proc.exe_sha256 exists and exec.program in (cat, id)
  output: 'unknown bytes: %exec.program %proc.exe_sha256'
  priority: NOTICE
  exceptions: [{{name: known, fields: [proc.exe_sha256], comps: [=], values: [[{}]]}}]
"""


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


class Detector:
    """`overboard run` or `overboard record`, ready."""

    def __init__(self, workspace, *args):
        self.home = workspace.run_dir / f"detector-{id(self):x}"
        self.home.mkdir()
        ready, self.err = self.home / "ready", self.home / "err"
        with open(self.err, "wb") as err:
            self.process = subprocess.Popen([str(default_binary()), *map(str, args), "--ready-file", str(ready)],
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err)
        workspace.callback(self.stop)
        await_ready(self.process, ready, self.err)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        return self.process.returncode


def as_nobody(*args):
    """Replays where nothing of the machine's processes can be seen: another user, an empty /proc."""
    command = ["unshare", "--mount", "--pid", "--fork", "sh", "-c",
               "mount -t tmpfs none /proc && exec setpriv --reuid 65534 --regid 65534 --clear-groups "
               '--bounding-set -all "$@"', "sh", str(default_binary()), "replay", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd="/", check=False)


class Recorded(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workspace = Workspace()
        cls.addClassCleanup(cls.workspace.close)
        host = cls.workspace.run_dir / "host"
        (host / "etc/cron.d").mkdir(parents=True)
        (host / "etc/shadow").write_text("root:*:\n")
        cls.by_hash = cls.workspace.run_dir / "by-hash.yaml"
        cls.by_hash.write_text(BY_HASH.format(sha256("/usr/bin/cat")))
        before = runc.RuncContainer(cls.workspace, "before", runc.spec(["sleep", "300"]))
        cls.recording, cls.live = cls.workspace.run_dir / "r.ovb", cls.workspace.run_dir / "live.json"
        detector = Detector(cls.workspace, "run", "--rules", ROOT / "rules", "--rules", cls.by_hash, "--metrics", "off", "--record", cls.recording,
                            "--alerts", cls.live, "--format", "json")
        mounts = [runc.bind("/etc", "/host/etc-of-host"), runc.bind(host / "etc", "/host/etc", read_only=False)]
        box = runc.RuncContainer(cls.workspace, "attacked", runc.spec(["sleep", "300"], env=[f"DB_PASSWORD={SECRET}"],
                                                                      mounts=mounts))
        for container in (before, box):
            container.exec("sh", "-c", ATTACK, check=False)
        box.exec("sh", "-c", "cd /host/etc-of-host; cat shadow gshadow systemd/system.conf cron.d/* >/dev/null", check=False)
        box.delete()
        until(lambda: cls.live.exists() and cls.live.stat().st_size > 0)
        time.sleep(1)
        assert detector.stop() == 0, detector.err.read_text()
        cls.readable = cls.workspace.run_dir / "readable.ovb"
        cls.readable.write_bytes(cls.recording.read_bytes())
        cls.readable.chmod(0o644)
        cls.rules = shutil.copytree(ROOT / "rules", cls.workspace.run_dir / "rules")  # the tree may be root's alone
        for directory in (cls.workspace.run_dir, *cls.workspace.run_dir.parents):
            if directory.stat().st_uid == os.getuid() and not directory.stat().st_mode & 0o001:
                directory.chmod(directory.stat().st_mode | 0o011)

    def test_nobody_replays_the_same_alerts_byte_for_byte(self):
        live = self.live.read_text()
        self.assertGreaterEqual(live.count("\n"), 3, "the attack raised alerts")
        done = as_nobody(self.readable, "--rules", self.rules, "--rules", self.by_hash, "--format", "json")
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        self.assertEqual(live, done.stdout)

    def test_a_program_is_excepted_by_its_bytes(self):
        told = [alert for alert in map(json.loads, self.live.read_text().splitlines()) if alert["rule_id"] == "by-hash"]
        hashes = {alert["evidence"]["proc.exe_sha256"] for alert in told}
        self.assertEqual({sha256("/usr/bin/id")}, hashes)

    def test_it_is_for_its_owner_alone_and_holds_no_secret(self):
        self.assertEqual(0o600, self.recording.stat().st_mode & 0o7777)
        plain = subprocess.run(["zstd", "-dcq", str(self.recording)], capture_output=True, check=True).stdout
        self.assertIn(b"--token=[redacted]", plain)
        self.assertNotIn(SECRET.encode(), plain)

    def test_a_cut_one_gives_what_is_whole_and_says_where_it_ends(self):
        cut = self.workspace.run_dir / "cut.ovb"
        cut.write_bytes(self.recording.read_bytes()[:-20])
        done = subprocess.run([str(default_binary()), "replay", str(cut), "--rules", str(ROOT / "rules"), "--rules",
                               str(self.by_hash), "--format", "json"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(1, done.returncode)
        self.assertIn("is damaged at byte", done.stderr)
        self.assertTrue(done.stdout.startswith(self.live.read_text().splitlines(keepends=True)[0]))

    def test_other_rules_show_what_appears_and_what_disappears(self):
        other = self.workspace.run_dir / "other.yaml"
        other.write_text(OTHER_RULES)
        base = [str(default_binary()), "replay", str(self.recording), "--rules", str(other), "--against", str(ROOT / "rules"),
                "--against", str(self.by_hash)]
        text = subprocess.run(base, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(0, text.returncode, text.stderr)
        self.assertRegex(text.stdout, r"(?m)^\+ a-shell  \d+$")
        self.assertRegex(text.stdout, r"(?m)^- [a-z-]+  \d+$")
        told = subprocess.run([*base, "--json", "--exit-code"], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(1, told.returncode, "there is a difference")
        result = json.loads(told.stdout)
        self.assertEqual(["a-shell"], list(result["appear"]))
        self.assertEqual(result["alerts"], result["appear"]["a-shell"]["count"])
        self.assertEqual(self.live.read_text().count("\n"), result["against"])
        same = subprocess.run([*base[:5], "--against", str(other), "--exit-code"], capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual(0, same.returncode, same.stdout)

    def test_record_alone_writes_everything_and_ends_by_itself(self):
        file = self.workspace.run_dir / "all.ovb"
        detector = Detector(self.workspace, "record", "-o", file, "--all", "--seconds", "3")
        box = runc.RuncContainer(self.workspace, "quiet", runc.spec(["sleep", "300"]))
        box.exec("cat", "/etc/hostname", check=False)
        self.assertEqual(0, detector.process.wait(30), detector.err.read_text())
        self.assertIn("events in", detector.err.read_text())
        plain = subprocess.run(["zstd", "-dcq", str(file)], capture_output=True, check=True).stdout
        self.assertIn(b"hostname\0etc\0", plain, "an open that no rule asks for")
        again = subprocess.run([str(default_binary()), "record", "-o", str(file)], capture_output=True, text=True,
                               timeout=60, check=False)
        self.assertEqual(1, again.returncode)
        self.assertIn("it exists; name another, or replace it with --force", again.stderr)


if __name__ == "__main__":
    report.main()
