#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Alerts on their way out, with real receivers: what arrives, signed and once; what a bad receiver or disk does to it.
`delivery_storm` raises alerts as the daemon does, without a kernel; the daemon itself is in test_delivery_daemon.py."""
import collections
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from lab import report  # noqa: E402
from lab.detector import default_binary  # noqa: E402
from lab.receiver import Authority, Receiver, closed_port, overboard_webhook  # noqa: E402
from lab.wait import until  # noqa: E402
from lab.workspace import Workspace  # noqa: E402

STORM = Path(os.environ.get("OVERBOARD_STORM", default_binary().parent / "tests" / "delivery_storm"))
SECRETS = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_b3ZlcmJvYXJkLXRlc3Qtc2VjcmV0LW51bWJlci0y"]
LONG = bool(os.environ.get("OVERBOARD_ALL"))  # ./dev test --all
KILLS = 300 if LONG else 12
STORM_ALERTS = 10_000 if LONG else 1_200
STORM_RATE = STORM_ALERTS / (60 if LONG else 4)


class Storm:
    """One run of delivery_storm: `raised` are the ids that counted as raised, `figures` what it printed at its end."""

    def __init__(self, state, url, start=0, count=1, rate=0, linger=5000, **words):
        words = [f"{key}={value}" for key, value in words.items()]
        self.process = subprocess.Popen([str(STORM), str(state), url, str(start), str(count), str(rate), str(linger), *words],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.raised, self.figures, self.said = [], {}, ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            kind, _, rest = line.rstrip("\n").partition(" ")
            if kind == "raised" and line.endswith("\n"):
                self.raised.append(rest)
            elif kind == "figures":
                self.figures = {key: float(value) for key, value in (pair.split("=") for pair in rest.split())}

    def wait(self, seconds=60):
        self.said = self.process.stderr.read()
        self.process.wait(seconds)
        self._reader.join()
        return self

    def kill(self):
        self.process.kill()
        return self.wait()


class Case(unittest.TestCase):
    def setUp(self):
        self.workspace = Workspace()
        self.addCleanup(self.workspace.close)
        self.state = self.workspace.run_dir / "state"

    def secret(self, number=0):
        path = self.workspace.run_dir / f"secret-{number}"
        path.write_text(SECRETS[number] + "\n")
        return path

    def storm(self, url, **options):
        return Storm(self.state, url, **options)

    def delivered(self, receiver, storm):
        """Every raised alert arrived, in the order in which they were raised."""
        first = list(dict.fromkeys(receiver.ids()))
        self.assertEqual(storm.raised, first, storm.said)


class Verifier(unittest.TestCase):
    """deploy/receiver/overboard_webhook.py, by the vector that standard-webhooks publishes."""
    IDENT, STAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
    SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    def check(self, body=BODY, secrets=(SECRETS[0],), now=1614265330, **changed):
        headers = {"webhook-id": self.IDENT, "webhook-timestamp": self.STAMP, "webhook-signature": self.SIGNATURE}
        headers.update({name.replace("_", "-"): value for name, value in changed.items()})
        return overboard_webhook.verify(secrets, {k: v for k, v in headers.items() if v}, body, now=now)

    def test_the_published_vector(self):
        self.assertEqual(self.SIGNATURE, overboard_webhook.sign(SECRETS[0], self.IDENT, self.STAMP, self.BODY))
        self.assertEqual({"test": 2432232314}, self.check())

    def test_one_of_several_secrets_and_signatures_is_enough(self):
        self.check(secrets=SECRETS[::-1], webhook_signature="v1,AAAA " + self.SIGNATURE)

    def test_everything_else_is_refused(self):
        for change in ({"body": self.BODY + b" "}, {"secrets": SECRETS[1:]}, {"now": 1614265330 + 301},
                       {"now": 1614265330 - 301}, {"webhook_id": "msg_other"}, {"webhook_signature": "v2" + self.SIGNATURE[2:]},
                       {"webhook_signature": None}, {"webhook_timestamp": None}, {"webhook_timestamp": "16e8"},
                       {"webhook_signature": ""}):
            with self.subTest(change=change), self.assertRaises(overboard_webhook.Invalid):
                self.check(**change)


class GoodReceiver(Case):
    def test_over_tls_with_an_own_authority_each_alert_arrives_signed_in_order_and_once(self):
        authority = Authority(self.workspace.run_dir / "ca")
        receiver = Receiver(self.workspace, [SECRETS[0]], authority.issue("good"))
        storm = self.storm(receiver.url, count=50, ca=authority.pem, secret=self.secret()).wait()
        self.delivered(receiver, storm)
        self.assertEqual(50, len(receiver.ids()), "none came twice")
        self.assertEqual([], receiver.problems)
        self.assertEqual(receiver.ids(), [alert["id"] for alert in receiver.alerts()])
        self.assertEqual("overboard.alert/v1", receiver.alerts()[0]["schema"])

    def test_what_a_receiver_was_not_there_for_arrives_after_the_next_start(self):
        port = closed_port()
        away = self.storm(f"http://127.0.0.1:{port}/hook", count=20, linger=300).wait()
        self.assertEqual((20, 0, 0), (len(away.raised), away.figures["delivered"], away.figures["all"]))
        receiver = Receiver(self.workspace, port=port)
        self.storm(receiver.url, count=0, linger=20000).wait()
        self.delivered(receiver, away)


    def test_both_secrets_sign_so_that_either_end_may_change_first(self):
        for known in SECRETS:
            receiver = Receiver(self.workspace, [known])
            self.state = self.workspace.run_dir / f"state-{known[6:12]}"
            keys = self.workspace.run_dir / "secret-0", self.workspace.run_dir / "secret-1"
            for number, key in enumerate(keys):
                key.write_text(SECRETS[number])
            self.storm(receiver.url, count=3, secret=",".join(map(str, keys))).wait()
            self.assertEqual((3, []), (len(receiver.ids()), receiver.problems))

    def test_another_secret_is_noticed(self):
        receiver = Receiver(self.workspace, [SECRETS[1]])
        self.storm(receiver.url, count=1, secret=self.secret(0)).wait()
        self.assertRegex(receiver.problems[0], "no signature fits")


class BadReceiver(Case):
    """Nothing that a receiver does loses an alert, and what it says is said."""

    def refused(self, url, words, receiver=None, linger=1500, **options):
        storm = self.storm(url, count=3, linger=linger, **options).wait(40)
        self.assertEqual((3, 0), (len(storm.raised), storm.figures["delivered"]), storm.said)
        self.assertRegex(storm.said, words)
        return storm

    def test_certificates_that_are_not_to_be_trusted(self):
        authority, other = Authority(self.workspace.run_dir / "ca"), Authority(self.workspace.run_dir / "other", "other")
        expired = authority.issue("expired", days=-1)
        for certificate, ca, words in ((expired, authority.pem, "expired"),
                                       (authority.issue("named", "DNS:elsewhere.example"), authority.pem, "no alternative|does not match"),
                                       (authority.issue("good"), other.pem, "self.signed|unable to get local issuer")):
            self.state = self.workspace.run_dir / f"state-{certificate[0].stem}"
            receiver = Receiver(self.workspace, certificate=certificate)
            self.refused(receiver.url, words, ca=ca, linger=800)
            self.assertEqual([], receiver.ids())

    def test_a_name_that_does_not_exist(self):
        self.refused("http://no-such-host.invalid/hook", "resolve|timed out|Timeout", timeout_ms=1500, linger=2500)

    def test_nobody_listens(self):
        self.refused(f"http://127.0.0.1:{closed_port()}/hook", "connect")

    def test_a_redirection_is_not_followed_and_the_alerts_are_dead_letters(self):
        honest = Receiver(self.workspace)
        sly = Receiver(self.workspace, behave=lambda *_: (307, {"Location": honest.url}))
        storm = self.refused(sly.url, "redirection")
        self.assertEqual(([], 3), (honest.ids(), storm.figures["dead"]))

    def test_a_receiver_that_hangs_and_then_recovers(self):
        slow = threading.Event()

        def behave(*_):
            if not slow.is_set():
                time.sleep(1.5)
                return 500
            return None
        receiver = Receiver(self.workspace, behave=behave)
        storm = self.storm(receiver.url, count=5, linger=15000, timeout_ms=500)
        until(lambda: receiver.attempts)
        slow.set()
        storm.wait()
        self.delivered(receiver, storm)
        self.assertRegex(storm.said, "[Tt]imed out|timeout")

    def raw(self, answer, stay=0.0):
        """A server that reads a request and sends these bytes; `answer` may be a generator."""
        def behave(handler, _):
            handler.close_connection = True
            try:
                for part in answer():
                    handler.wfile.write(part)
                time.sleep(stay)
            except OSError:
                pass
            return False
        return Receiver(self.workspace, behave=behave)

    def test_an_answer_of_a_gigabyte_is_not_read(self):
        sent = []

        def gigabyte():
            yield b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"
            for _ in range(16384):
                yield b"x" * 65536
                sent.append(65536)
        receiver = self.raw(gigabyte)
        storm = self.storm(receiver.url, count=2, linger=8000).wait()
        self.assertEqual((2, 1), (storm.figures["delivered"], storm.figures["all"]), "200 is an answer, thanks enough")
        self.assertLess(sum(sent), 64 << 20)
        self.assertEqual({1}, set(receiver.attempts.values()))

    def test_headers_without_end_and_bodies_that_drip_are_cut(self):
        def endless():
            yield b"HTTP/1.1 200 OK\r\n"
            for number in range(100_000):
                yield b"X-Header-%d: %s\r\n" % (number, b"y" * 100)

        def drip():
            yield b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
            for _ in range(1000):
                yield b"z"
                time.sleep(0.1)
        self.refused(self.raw(endless).url, "header|write|body", timeout_ms=1000)
        self.state = self.workspace.run_dir / "state-drip"
        receiver = self.raw(drip)
        storm = self.storm(receiver.url, count=1, linger=6000, timeout_ms=700).wait()
        self.assertEqual((1, 1), (storm.figures["delivered"], len(receiver.attempts)))
        self.assertLess(storm.figures["seconds"], 5)

    def test_a_connection_closed_before_or_amid_the_headers_is_tried_again(self):
        for bytes_ in (b"", b"HTTP/1.1 200 OK\r\nContent-Le"):
            self.state = self.workspace.run_dir / f"state-{len(bytes_)}"
            receiver = self.raw(lambda part=bytes_: [part])
            storm = self.refused(receiver.url, "Empty reply|no answer|Recv|closed|eof|answer")
            self.assertGreaterEqual(storm.figures["retried"], 1)

    def test_a_body_that_is_cut_short_was_an_answer_all_the_same(self):
        receiver = self.raw(lambda: [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"thanks"])
        storm = self.storm(receiver.url, count=2, linger=8000).wait()
        self.assertEqual((2, {1}), (storm.figures["delivered"], set(receiver.attempts.values())), storm.said)

    def test_a_wrong_url_is_said_and_keeps_the_alerts(self):
        lost = Receiver(self.workspace, behave=lambda *_: 404)
        storm = self.refused(lost.url + "/no-such-path", "404")
        self.assertEqual(3, storm.figures["dead"], "dead letters, which overboard outbox retry sends again")
        self.state = self.workspace.run_dir / "state-other-protocol"
        other = self.raw(lambda: [b"220 mail.example ESMTP\r\n"])
        self.assertGreaterEqual(self.refused(other.url, "HTTP|protocol|Weird|answer").figures["retried"], 1)
        self.state = self.workspace.run_dir / "state-plain"
        plain = Receiver(self.workspace)
        self.refused(plain.url.replace("http:", "https:"), "SSL|TLS|wrong version")

    def test_one_alert_that_is_always_refused_does_not_hold_up_the_others(self):
        poison = f"01K{7:023d}"
        receiver = Receiver(self.workspace, behave=lambda h, _: 500 if h.headers["webhook-id"] == poison else None)
        storm = self.storm(receiver.url, count=20, linger=60000)
        self.assertTrue(until(lambda: len(set(receiver.ids())) == 19, 60), receiver.attempts)
        storm.kill()
        self.assertEqual([i for i in storm.raised if i != poison], receiver.ids())
        self.assertGreaterEqual(receiver.attempts[poison], 5)

    def test_gone_disables_the_sink_and_keeps_what_it_is_owed(self):
        receiver = Receiver(self.workspace, behave=lambda *_: 410)
        storm = self.refused(receiver.url, "disabled until the next reload")
        self.assertEqual((1, 1), (sum(receiver.attempts.values()), storm.figures["dead"]))

    def test_a_sender_that_is_killed_is_replaced(self):
        receiver = Receiver(self.workspace)
        storm = self.storm(receiver.url, count=300, rate=150, linger=15000)
        for _ in range(3):
            time.sleep(0.4)
            for task in Path(f"/proc/{storm.process.pid}/task").iterdir():
                for child in (task / "children").read_text().split():
                    os.kill(int(child), signal.SIGKILL)
        storm.wait()
        self.delivered(receiver, storm)
        self.assertGreaterEqual(storm.figures["restarts"], 1)


class Storms(Case):
    def test_a_storm_meets_429_and_a_receiver_that_goes_away_and_each_alert_arrives(self):
        phase = {"status": None}
        receiver = Receiver(self.workspace, behave=lambda *_: phase["status"])
        port = receiver.port
        storm = self.storm(receiver.url, count=STORM_ALERTS, rate=STORM_RATE, linger=240_000)
        span = STORM_ALERTS / STORM_RATE
        time.sleep(span / 4)
        phase["status"] = (429, {"Retry-After": "1"})
        time.sleep(span / 4)
        receiver.close()
        time.sleep(span / 4)
        again = Receiver(self.workspace, port=port)
        storm.wait(300)
        arrived = receiver.ids() + again.ids()
        self.assertEqual(storm.raised, list(dict.fromkeys(arrived)), "every one, in order")
        self.assertEqual(STORM_ALERTS, len(storm.raised))
        figures = storm.figures
        self.assertEqual((0, 0), (figures["dead"], figures["evicted"]))
        self.assertLess(figures["peak_kb"], 100_000)
        print(f"storm: {STORM_ALERTS} alerts in {span:.0f} s, {len(set(arrived))} arrived, {len(arrived) - len(set(arrived))} of "
              f"them twice, {figures['retried']:.0f} attempts failed, {figures['seconds']:.1f} s in all, peak memory "
              f"{figures['peak_kb'] / 1024:.1f} MiB", flush=True)

    def test_killed_again_and_again_every_raised_alert_arrives(self):
        receiver = Receiver(self.workspace)
        chance, raised, start = random.Random(7), [], 0
        for _ in range(KILLS):
            storm = self.storm(receiver.url, start=start, count=100_000, rate=400, linger=0)
            until(lambda current=storm: current.raised or current.process.poll() is not None, 10)
            time.sleep(chance.uniform(0, 0.3))
            raised += storm.kill().raised
            start = int(raised[-1][3:]) + 100_000 if raised else start
        last = self.storm(receiver.url, count=0, linger=900_000).wait(930)
        self.assertEqual(1, last.figures["all"], last.said)
        ids = receiver.ids()
        self.assertEqual(set(), set(raised) - set(ids), "raised, and never arrived")
        print(f"kill -9: {KILLS} times, {len(raised)} alerts raised, 0 lost, {len(ids) - len(set(ids))} came twice", flush=True)

    def test_a_clock_that_steps_loses_nothing(self):
        for jump in (86400 * 400, -86400 * 400):
            self.state = self.workspace.run_dir / f"state{jump}"
            failures = iter([500, 503, None, 503])
            receiver = Receiver(self.workspace, behave=lambda *_, f=failures: next(f, None))
            storm = self.storm(receiver.url, count=100, rate=200, linger=20000, jump_s=jump).wait()
            self.delivered(receiver, storm)
            self.assertEqual(0, storm.figures["dead"])


class Disks(Case):
    def test_a_full_disk_means_memory_and_nothing_is_lost(self):
        self.state = self.workspace.mount("tmpfs", "overboard-small", self.workspace.run_dir / "small", "size=600k,mode=700")
        port = closed_port()
        storm = self.storm(f"http://127.0.0.1:{port}/hook", count=600, rate=200, linger=20000)
        self.assertTrue(until(lambda: len(storm.raised) == 600, 20), "it went on")
        receiver = Receiver(self.workspace, port=port)
        storm.wait()
        self.delivered(receiver, storm)
        self.assertRegex(storm.said, "full.*kept in memory")
        self.assertGreaterEqual(storm.figures["failures"], 1)

    def test_an_outbox_at_its_bound_gives_up_the_least_severe_and_counts_them(self):
        port = closed_port()
        storm = self.storm(f"http://127.0.0.1:{port}/hook", count=800, rate=0, linger=20000, outbox_bytes=900_000)
        self.assertTrue(until(lambda: len(storm.raised) == 800, 20), "raised all the same")
        time.sleep(1.5)  # the bound is kept once a second
        receiver = Receiver(self.workspace, port=port)
        storm.wait()
        arrived = collections.Counter(alert["priority"] for alert in receiver.alerts())
        self.assertEqual(800, sum(arrived.values()) + storm.figures["evicted"])
        self.assertGreater(storm.figures["evicted"], 100)
        self.assertLessEqual(storm.figures["outbox_bytes"], 900_000)
        self.assertEqual((200, 200), (arrived["critical"], arrived["error"]), arrived)

    def test_a_file_that_is_damaged_while_it_runs(self):
        receiver = Receiver(self.workspace)
        for start, damage in enumerate((lambda path: os.truncate(path, 100), lambda path: path.write_bytes(b"garbage " * 5000))):
            self.state = self.workspace.run_dir / f"state-{start}"
            storm = self.storm(receiver.url, start=start * 300, count=300, rate=300, linger=15000)
            until(lambda current=storm: len(current.raised) > 50)
            damage(self.state / "outbox.db")
            storm.wait()
            self.assertEqual(300, len(storm.raised), storm.said)
        # Whoever destroys the file destroys what was owed at that moment: the few alerts that were on their way.
        self.assertGreaterEqual(len(set(receiver.ids())), 590)

    def test_a_database_that_another_holds_locked(self):
        receiver = Receiver(self.workspace)
        self.storm(receiver.url, count=1, linger=5000).wait()
        holder = sqlite3.connect(self.state / "outbox.db", isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        storm = self.storm(receiver.url, start=1, count=50, rate=100, linger=8000).wait()
        holder.close()
        self.assertEqual(50, len(storm.raised))
        self.assertEqual(51, len(set(receiver.ids())))
        self.assertRegex(storm.said, "locked.*kept in memory")


if __name__ == "__main__":
    report.main()
