# SPDX-License-Identifier: Apache-2.0
"""`overboard run` as its operators meet it: standard output and error apart, its processes, its metrics by path."""
import contextlib
import json
import os
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from lab.detector import await_ready, default_binary

RULE = """
- rule: Marked program
  id: {ident}
  desc: a program that carries the mark of this test
  condition: evt.kind = exec and container and proc.cmdline contains {mark}
  output: marked %proc.pid
  priority: WARNING
"""


def overboard(*args, **options):
    return subprocess.run([str(default_binary()), *map(str, args)], capture_output=True, text=True, timeout=60, **options)


def status_of(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


class Daemon:
    """`overboard run` whose standard output is a pipe to a file: JSON lines are all that may stand there."""

    def __init__(self, workspace, *args, rules=None, state=None, env=None):
        self.home = workspace.run_dir / f"daemon-{id(self):x}"
        self.home.mkdir()
        self.rules, self.ready_file = self.home / "rules.yaml", self.home / "ready"
        self.rules.write_text(rules or RULE.format(ident="marked", mark="no-such-mark"))
        self.out, self.err = self.home / "out", self.home / "err"
        command = [default_binary(), "run", "--rules", self.rules, "--ready-file", self.ready_file,
                   "--metrics", "127.0.0.1:0", "--verbose", "--state-dir", state or self.home / "state", *args]
        with open(self.out, "wb") as out, open(self.err, "wb") as err:
            self.process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                            env={**os.environ, **(env or {})})
        workspace.callback(self.stop)
        await_ready(self.process, self.ready_file, self.err)
        self.ready = json.loads(self.ready_file.read_text())

    def courier(self):
        return self.child("overboard-http")

    def child(self, name):
        """The pid of the process of that name that it started, or None."""
        return next(iter(self.children(name)), None)

    def children(self, name):
        found = []
        for child in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            with contextlib.suppress(OSError):  # it may end meanwhile
                if status_of(child)["Name"] == name:
                    found.append(int(child))
        return found

    def links(self):
        """How many programs are attached."""
        return sum("bpf_link" in os.readlink(fd) for fd in Path(f"/proc/{self.process.pid}/fd").iterdir())

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://{self.ready['metrics']}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def metric(self, series):
        for line in self.get("/metrics")[1].splitlines():
            if line.startswith(series + " "):
                return float(line.rsplit(" ", 1)[1])
        return None

    def alerts(self):
        return [json.loads(line) for line in self.out.read_text().split("\n")[:-1]]

    def said(self, words):
        return words in self.err.read_text()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(15)
        return self.process.returncode
