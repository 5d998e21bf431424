#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A habit is a notice and a novelty an alert: learnt in training, shipped as a file, kept across a restart. PHP's own
mail() and system() are the habit and the novelty; both run sh -c."""
import json
import shutil
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from lab import client, report, runc  # noqa: E402
from lab.detector import Detector, default_binary  # noqa: E402
from lab.workspace import ROOT, Workspace  # noqa: E402

ADDRESS = ("127.0.0.1", 8080)
PAGE = """<?php
if ($_SERVER['REQUEST_URI'] == '/mail') echo mail('ann@example.org', 'order', 'thanks') ? 'sent' : 'refused';
elseif ($_SERVER['REQUEST_URI'] == '/boot') echo system('test -d / && id -u');
elseif ($_SERVER['REQUEST_URI'] == '/run') echo system('id -un; hostname');
elseif ($_SERVER['REQUEST_URI'] == '/health') echo 'well';
"""
# What a start script does, and the application again for a request: /boot.
START = "<?php system('test -d / && id -u'); pcntl_exec('/usr/bin/php8.2', array_slice($argv, 1));"
# An invariant must not be lowered by what was learnt, whoever says so.
LOWERED = """
- rule: Namespace of the host entered from a container
  condition: and not exec.learnt
  override: {condition: append}
"""


def digest(number):
    return "sha256:" + f"{number:x}".rjust(64, "0")


class Habits(unittest.TestCase):
    def setUp(self):
        if not shutil.which("php8.2"):
            self.skipTest("php8.2 is not installed")
        self.space = Workspace()
        self.addCleanup(self.space.close)
        self.layer = self.space.run_dir / "layer"
        (self.layer / "app").mkdir(parents=True)
        (self.layer / "app" / "page.php").write_text(PAGE)
        (self.layer / "app" / "start.php").write_text(START)
        self.started = 0

    def container(self, image):
        """PHP's own server as a container of that image, by its digest: what habits are kept by."""
        self.started += 1
        serve = ["/usr/bin/php8.2", "-d", "sendmail_path=/bin/true", "-S", "127.0.0.1:8080", "/app/page.php"]
        config = runc.spec(["/usr/bin/php8.2", "/app/start.php", *serve[1:]], hostname="shop")
        config["annotations"] = {"io.kubernetes.cri.container-type": "container", "io.kubernetes.cri.container-name": "shop",
                                 "io.kubernetes.cri.image-name": f"registry.example/shop@{digest(image)}"}
        one = runc.RuncContainer(self.space, f"shop-{self.started}", config, self.layer)
        client.wait_until_healthy(one.netns, ADDRESS)
        return one

    def detector(self, *arguments, **options):
        return Detector(self.space, arguments=["--rules", str(ROOT / "rules"), *map(str, arguments)], **options)

    def raised(self, detector, container, path):
        """What one request raises, as {(rule, priority)}."""
        before = len(detector.alerts())
        self.assertEqual(200, client.request(container.netns, ADDRESS, "GET", path).status)
        mine = lambda alert: alert["container"].get("id") == container.id  # noqa: E731
        return {(a["rule_id"], a["priority"]) for a in detector.collect(mine, bool, start=before, timeout=3)}

    def overboard(self, *arguments):
        return subprocess.run([str(default_binary()), *map(str, arguments)], text=True, capture_output=True, check=False)

    def test_trained_shipped_and_a_novelty_all_the_same(self):
        state, shipped = self.space.run_dir / "trained", self.space.run_dir / "habits.json"
        trainer = self.detector(state_dir=state, env={"OVERBOARD_BASELINE_LEARN": "training"})
        self.raised(trainer, self.container(1), "/mail")
        trainer.close()
        done = self.overboard("baseline", "export", shipped, "--state-dir", state)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("overboard.baseline/v1", shipped.read_text())

        other_node = self.detector("--baseline", shipped)
        shop = self.container(1)
        self.assertEqual({("web-shell-learnt", "notice")}, self.raised(other_node, shop, "/mail"), "PHP's mail()")
        self.assertIn(("web-shell", "critical"), self.raised(other_node, shop, "/run"), "another command")
        self.assertIn(("web-shell", "critical"), self.raised(other_node, self.container(2), "/mail"), "another image")

    def test_imported_by_a_daemon_at_work(self):
        trained, state = self.space.run_dir / "trained", self.space.run_dir / "state"
        trainer = self.detector(state_dir=trained, env={"OVERBOARD_BASELINE_LEARN": "training"})
        self.raised(trainer, self.container(1), "/mail")
        trainer.close()
        habits = self.overboard("baseline", "export", "--state-dir", trained).stdout
        given = self.space.run_dir / "given.json"
        given.write_text(habits)
        done = self.overboard("baseline", "import", given, "--state-dir", state)
        self.assertEqual(0, done.returncode, done.stderr)
        # Equal but for the order: what was exported, imported and exported is the same habits.
        again = self.overboard("baseline", "export", "--state-dir", state).stdout
        self.assertEqual(json.loads(habits), json.loads(again))
        self.assertEqual({("web-shell-learnt", "notice")},
                         self.raised(self.detector(state_dir=state), self.container(1), "/mail"))

    def test_kept_across_a_restart(self):
        state = self.space.run_dir / "state"
        first = self.detector(state_dir=state)
        self.container(3)  # teaches by its start
        time.sleep(1)
        self.assertEqual(0, first.close())
        second = self.detector(state_dir=state, env={"OVERBOARD_BASELINE_LEARN": "off"})
        shop = self.container(3)
        self.assertEqual({("web-shell-learnt", "notice")}, self.raised(second, shop, "/boot"))
        self.assertIn(("web-shell", "critical"), self.raised(second, shop, "/run"))
        stranger = self.container(4)
        self.assertIn(("web-shell", "critical"), self.raised(second, stranger, "/boot"), "nothing was learnt of it")

    def test_no_invariant_reads_a_habit(self):
        local = self.space.run_dir / "local.yaml"
        local.write_text(LOWERED)
        done = self.overboard("check", ROOT / "rules", local)
        self.assertNotEqual(0, done.returncode)
        self.assertIn("exec.learnt", done.stdout + done.stderr)


if __name__ == "__main__":
    report.main()
