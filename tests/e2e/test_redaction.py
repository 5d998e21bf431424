#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Secrets on command lines of a real container, and what looks like them, in every output at once: each format, the
outbox on disk, the log, a recording's replay. None of the secrets is in any, every look-alike is in all.

The secrets are made when the test runs, so that no file holds one, nor looks to a scanner as if it did."""
import base64
import json
import random
import string
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from lab import report, runc  # noqa: E402
from lab.daemon import Daemon, overboard  # noqa: E402
from lab.receiver import Receiver  # noqa: E402
from lab.wait import until  # noqa: E402
from lab.workspace import Workspace  # noqa: E402

chance = random.Random(5)
ALNUM, HEX = string.ascii_letters + string.digits, "0123456789abcdef"

RULE = """
- rule: Marked program
  id: marked
  desc: a program that carries the mark of this test
  condition: evt.kind = exec and container and proc.cmdline contains mark-redact
  output: 'marked %proc.cmdline by %proc.pname'
  priority: WARNING
"""


def run(alphabet, length):
    return "q7" + "".join(chance.choice(alphabet) for _ in range(length - 2))


def url64(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def jwt():
    return ".".join((url64('{"alg":"HS256","typ":"JWT"}'), url64('{"sub":"1","n":"' + run(ALNUM, 8) + '"}'), run(ALNUM, 43)))


def basic():
    return base64.b64encode(f"{run(ALNUM, 6)}:{run(ALNUM, 12)}".encode()).decode()


def pem():
    dashes = "-" * 5
    return f"{dashes}BEGIN RSA PRIVATE {'KEY'}{dashes}\n" + "\n".join(run(ALNUM, 64) for _ in range(3)) + f"\n{dashes}END RSA PRIVATE {'KEY'}{dashes}"


def corpus():
    """(the secret, arguments that hold it)."""
    word = run(ALNUM, 14)
    rows = [(secret, [text.replace("{}", secret) for text in args]) for secret, args in (
        (jwt(), ["curl", "-H", "Authorization: Bearer {}"]),
        (run(ALNUM, 24), ["curl", "-H", "Authorization: Bearer {}"]),
        (basic(), ["curl", "-H", "Authorization: Basic {}"]),
        (run(ALNUM, 20), ["wget", "--header=X-Api-Key: {}"]),
        (run(ALNUM, 12), ["app", "password={}"]),
        (run(ALNUM, 12), ["app", "DB_PASSWORD={}"]),
        (run(ALNUM, 12), ["sh", "-c", ": ; export PGPASSWORD='{}'; true"]),
        (run(ALNUM, 16), ["vault", "login", "--token", "{}"]),
        (run(ALNUM, 16), ["app", "--client-secret={}"]),
        (run(ALNUM, 16), ["mysql", "-p{}", "-h", "db"]),
        (run(ALNUM, 16), ["redis-cli", "-a", "{}", "PING"]),
        (run(ALNUM, 16), ["curl", "-u", "bob:{}", "http://127.0.0.1:1/"]),
        (run(ALNUM, 16), ["git", "clone", "https://bob:{}@git.example/repo.git"]),
        (run(ALNUM, 16), ["curl", "https://api.example/v1?access_token={}&page=2"]),
        ("AK" + "IA" + run(string.ascii_uppercase + string.digits, 16).upper(), ["aws", "configure", "set", "x", "{}"]),
        (run(ALNUM + "/+", 40), ["app", "aws_secret_access_key={}"]),
        ("gh" + "p_" + run(ALNUM, 36), ["app", "{}"]),
        ("xox" + "b-" + run(string.digits, 12) + "-" + run(ALNUM, 24), ["app", "{}"]),
        ("wh" + "sec_" + base64.b64encode(run(ALNUM, 24).encode()).decode(), ["app", "{}"]),
        (run(HEX, 64), ["curl", "-H", "X-Hub-Signature-256: sha256={}"]),
        (run(HEX, 64), ["openssl", "dgst", "-sha256", "-hmac", "{}", "/dev/null"]),
        (pem(), ["app", "{}"]),
        (run(ALNUM, 18), ["app", json.dumps({"user": "bob", "password": "{}"})]),
        (run(ALNUM, 18), ["curl", "-b", "session={}; other=1", "http://127.0.0.1:1/"]))]
    return rows + [(word, ["app", f"ACME-{word}"])]  # that one by a pattern of the configuration


def lookalikes():
    ident = "".join(chance.choice(HEX) for _ in range(64))
    return [f"registry.example/team/app@sha256:{ident}", ident, ident[:40], "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "/var/lib/kubelet/pods/3f2504e0-4f89-41d3-9a0c-0305e82c3301/volumes/kubernetes.io~projected/kube-api-access-x7kq2/token",
            "/run/secrets/kubernetes.io/serviceaccount/token", "ip-10-0-3-7.eu-central-1.compute.internal",
            "web-7c9d8b6f54-x2zq9", "token_type=access", "PASSWORD_FILE=/run/secrets/db", "http://[::1]:8080/a@b",
            "git@github.com:org/repo.git", "tcp://0.0.0.0:4567", "arn:aws:iam::123456789012:role/app", "v1.27.3-gke.100"]


def pieces(secret):
    """What must not be seen: any eight characters of it in a row."""
    body = "".join(line for line in secret.splitlines() if not line.startswith("-----")) or secret
    return {body[at:at + 8] for at in range(len(body) - 7)} if len(body) >= 8 else {body}


class Everywhere(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workspace = Workspace()
        cls.addClassCleanup(cls.workspace.close)
        home = cls.workspace.run_dir
        cls.receivers = {name: Receiver(cls.workspace) for name in ("overboard", "falco", "otlp", "slack", "alertmanager")}
        cls.files = {name: home / f"alerts.{name}" for name in ("json", "falco", "text")}
        sinks = [{"name": "log", "type": "stdout"}]
        sinks += [{"name": f"to-{name}", "type": {"otlp": "otlp", "slack": "slack", "alertmanager": "alertmanager"}.get(name, "webhook"),
                   **({"url_file": str(cls.slack_url(home, receiver))} if name == "slack" else {"url": receiver.url}),
                   **({"format": name} if name in ("overboard", "falco") else {})}
                  for name, receiver in cls.receivers.items()]
        sinks += [{"name": f"file-{name}", "type": "file", "path": str(path), "format": name} for name, path in cls.files.items()]
        (home / "config.yaml").write_text(json.dumps({"sinks": sinks, "redact": {"patterns": ["ACME-[A-Za-z0-9]+"]}}))
        cls.rows, cls.harmless = corpus(), lookalikes()
        cls.name = "token=" + run(ALNUM, 9)
        cls.recording = home / "recording"
        cls.daemon = Daemon(cls.workspace, "--config", home / "config.yaml", "--record", cls.recording, rules=RULE)
        box = runc.RuncContainer(cls.workspace, "box", runc.spec(["sleep", "300"]))
        commands = [args for _, args in cls.rows] + [["app", *cls.harmless]]
        script = home / "run.py"
        # One process that starts them all, under the names they would have: bash's exec -a does what an own binary would.
        script.write_text("import ctypes, os, sys\nctypes.CDLL(None).prctl(15, sys.argv[1].encode())\n"
                          "for number, args in enumerate(" + repr(commands) + "):\n    child = os.fork()\n    if child == 0:\n"
                          "        os.execv('/bin/true', [args[0], 'mark-' + 'redact-' + str(number), *args[1:]])\n    os.waitpid(child, 0)\n")
        box.exec("/usr/bin/python3", "-c", script.read_text(), cls.name)
        cls.want = len(commands)
        assert until(lambda: len(cls.daemon.alerts()) >= cls.want, 30), cls.daemon.err.read_text() + str(len(cls.daemon.alerts()))
        assert until(lambda: all(len(each.bodies) for each in cls.receivers.values()), 20)
        until(lambda: all(len(cls.receivers[name].bodies) >= cls.want for name in ("overboard", "falco", "slack")), 20)
        state = cls.daemon.home / "state"
        cls.outputs = {name: b"\n".join(receiver.bodies) for name, receiver in cls.receivers.items()}
        cls.outputs.update({path.name: path.read_bytes() for path in cls.files.values()})
        cls.outputs["stdout"] = cls.daemon.out.read_bytes()
        cls.outputs["log"] = cls.daemon.err.read_bytes()
        cls.outputs["state"] = b"".join(path.read_bytes() for path in state.iterdir() if path.is_file())  # outbox, habits
        cls.outputs["metrics"] = cls.daemon.get("/metrics")[1].encode()
        cls.daemon.stop()
        replayed = overboard("replay", cls.recording, "--rules", cls.daemon.rules, "--format", "json")
        cls.outputs["replay"] = (replayed.stdout + replayed.stderr).encode()

    @staticmethod
    def slack_url(home, receiver):
        (home / "slack.url").write_text(receiver.url)
        return home / "slack.url"

    def test_no_secret_is_in_any_output(self):
        for name, content in self.outputs.items():
            text = content.decode(errors="replace")
            leaks = {" ".join(args) for secret, args in self.rows for piece in pieces(secret) if piece in text}
            self.assertEqual(set(), leaks, f"{name} leaks")

    def test_a_name_that_a_process_gave_itself_is_no_way_out(self):
        for name, content in self.outputs.items():
            self.assertNotIn(self.name[6:15], content.decode(errors="replace"), name)
        self.assertIn(b"[redacted]", self.outputs["replay"])

    def test_every_lookalike_is_whole_where_arguments_are_shown(self):
        for name in ("overboard", "falco", "otlp", "alerts.json", "alerts.falco", "stdout", "replay"):
            text = self.outputs[name].decode(errors="replace").replace("\\/", "/")
            self.assertEqual([], [each for each in self.harmless if each not in text], name)

    def test_what_is_left_says_that_something_was_hidden(self):
        alerts = [json.loads(line) for line in self.outputs["stdout"].decode().splitlines()]
        marked = [alert for alert in alerts if any("[redacted]" in argument for argument in alert["process"]["args"])]
        self.assertEqual(len(self.rows), len(marked))


if __name__ == "__main__":
    report.main()
