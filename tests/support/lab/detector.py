# SPDX-License-Identifier: Apache-2.0
"""`overboard run` as a child, the alerts it writes, and its metrics."""
import json
import os
import re
import subprocess
import time
import urllib.request
from pathlib import Path

from lab.wait import until
from lab.workspace import ROOT


def default_binary():
    return Path(os.environ.get("OVERBOARD", ROOT / "build" / "dev" / "overboard"))


def await_ready(process, ready, log, seconds=30):
    """Until it has written that file. Nothing that a test asks for comes from one that was never ready."""
    if not until(lambda: ready.exists() or process.poll() is not None, seconds) or process.poll() is not None:
        raise RuntimeError(f"overboard was not ready within {seconds} s (it ended with {process.poll()}):\n{log.read_text(errors='replace')}")


class Detector:
    """Attached and done with scanning when the constructor returns. `close` asks for a clean stop."""

    def __init__(self, workspace, binary=None, arguments=(), state_dir=None, env=None):
        home = workspace.run_dir / f"overboard-{id(self):x}"
        home.mkdir()
        self.alerts_file, self.log = home / "alerts.jsonl", home / "log"
        ready = home / "ready"
        command = [str(binary or default_binary()), "run", "--alerts", str(self.alerts_file), "--format", "json",
                   "--ready-file", str(ready), "--state-dir", str(state_dir or home / "state"), "--metrics", "127.0.0.1:0", *arguments]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env={**os.environ, **(env or {})})
        workspace.callback(self.close)
        await_ready(self.process, ready, self.log)
        self.metrics = json.loads(ready.read_text())["metrics"]  # ADDRESS:PORT

    def output(self):
        return self.log.read_text(errors="replace")

    def alerts(self, start=0):
        """Whole lines only: the last may still be on its way."""
        if not self.alerts_file.exists():
            return []
        lines = self.alerts_file.read_text(encoding="utf-8").split("\n")[:-1]
        return [json.loads(line) for line in lines[start:]]

    def metrics_text(self):
        with urllib.request.urlopen(f"http://{self.metrics}/metrics", timeout=10) as answer:
            return answer.read().decode()

    def series(self, name):
        """(labels, value) of each series of that metric."""
        for line in self.metrics_text().splitlines():
            if line.startswith((name + "{", name + " ")):
                yield dict(re.findall(r'(\w+)="([^"]*)"', line)), float(line.rsplit(" ", 1)[1])

    def metric(self, name, **labels):
        """The sum of its series that have these labels."""
        return sum(value for has, value in self.series(name) if labels.items() <= has.items())

    def losses(self):
        """What was lost on this kernel, of all containers, as {(type, ring, reason): events}."""
        return {tuple(has[each] for each in ("type", "ring", "reason")): int(value)
                for has, value in self.series("overboard_events_dropped_total") if value}

    def collect(self, of_interest, enough, start=0, timeout=5.0, settle=0.7):
        """The alerts from number `start` on that interest, once there are enough of them (or the time is
        over) and none followed for `settle` seconds: an alert too many must not be missed."""
        deadline = time.monotonic() + timeout
        found = []
        while not enough(found) and time.monotonic() < deadline:
            time.sleep(0.02)
            found = [a for a in self.alerts(start) if of_interest(a)]
        while True:
            time.sleep(settle)
            again = [a for a in self.alerts(start) if of_interest(a)]
            if len(again) == len(found):
                return again
            found = again

    def close(self):
        """Gives the exit code. Safe to call twice."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode
