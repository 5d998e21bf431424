#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The metrics address with real clients, good and bad: curl, openssl, Debian's Prometheus over TLS with a password;
slow, large, many and guessing ones."""
import base64
import contextlib
import ctypes
import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from lab import report, runc  # noqa: E402
from lab.daemon import Daemon, overboard, status_of  # noqa: E402
from lab.detector import default_binary  # noqa: E402
from lab.receiver import Authority  # noqa: E402
from lab.wait import until  # noqa: E402
from lab.workspace import ROOT, Workspace  # noqa: E402

PASSWORD, OTHER = "wonder-land", "looking-glass"


def users(password):
    crypt = ctypes.CDLL("libcrypt.so.1").crypt
    crypt.restype = ctypes.c_char_p
    return "prometheus:" + crypt(password.encode(), b"$2b$10$abcdefghijklmnopqrstuu").decode() + "\n"


def basic(password, name="prometheus"):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


class From(urllib.request.HTTPSHandler):
    """Connects from another of loopback's addresses, since guesses are limited for each."""

    def __init__(self, source, context):
        super().__init__(context=context)
        self.source, self.context = source, context

    def https_open(self, request):
        return self.do_open(lambda host, **options: http.client.HTTPSConnection(
            host, source_address=(self.source, 0), context=self.context, **options), request)


class Guarded(unittest.TestCase):
    """A daemon whose metrics speak TLS and ask for a password."""

    @classmethod
    def setUpClass(cls):
        cls.workspace = Workspace()
        cls.addClassCleanup(cls.workspace.close)
        home = cls.workspace.run_dir
        cls.authority = Authority(home / "ca")
        cls.pem, cls.key = cls.authority.issue("metrics")
        cls.users = home / "users"
        cls.users.write_text(users(PASSWORD))
        config = home / "config.yaml"
        config.write_text(json.dumps({
            "sinks": [{"name": "log", "type": "stdout"}],
            "metrics": {"tls": {"cert": str(cls.pem), "key": str(cls.key)}, "basic_auth_file": str(cls.users)}}))
        cls.daemon = Daemon(cls.workspace, "--config", config, "--rules", ROOT / "rules" / "selftest.yaml",
                                      "--rules", ROOT / "rules" / "macros.yaml")
        cls.address = cls.daemon.ready["metrics"]
        cls.port = int(cls.address.rsplit(":", 1)[1])

    def get(self, path="/metrics", headers=None, timeout=15, source="127.0.0.1"):
        context = ssl.create_default_context(cafile=str(self.authority.pem))
        request = urllib.request.Request(f"https://{self.address}{path}", headers=basic(PASSWORD) if headers is None else headers)
        try:
            with urllib.request.build_opener(From(source, context)).open(request, timeout=timeout) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def refused(self, reason):
        for line in self.get()[1].splitlines():
            if line.startswith(f'overboard_http_refused_total{{reason="{reason}"}} '):
                return float(line.rsplit(" ", 1)[1])
        return None

    def raw(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def test_curl_gets_in_with_password_and_authority_and_not_without(self):
        def curl(*args):
            return subprocess.run(["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", *args], capture_output=True,
                                  text=True, timeout=30)
        url, ca = f"https://{self.address}/metrics", ("--cacert", str(self.authority.pem))
        self.assertEqual("200", curl(*ca, "-u", f"prometheus:{PASSWORD}", url).stdout)
        self.assertEqual("401", curl(*ca, url).stdout)
        self.assertEqual(60, curl("-u", f"prometheus:{PASSWORD}", url).returncode, "an authority nobody vouched for")
        plain = curl(f"http://{self.address}/metrics")
        self.assertNotEqual(0, plain.returncode, "no plain HTTP on a TLS address")
        for path in ("/healthz", "/readyz"):
            self.assertEqual("200", curl(*ca, f"https://{self.address}{path}").stdout, "probes have no password")

    def test_the_selftest_asks_over_tls_with_a_password(self):
        """Beside the sensor, in a container that has nothing of it but the address."""
        (self.workspace.run_dir / "scraper").write_text(f"prometheus:{PASSWORD}\n")
        box = runc.RuncContainer(self.workspace, "beside", runc.spec(
            ["sleep", "60"], network=f"/proc/{os.getpid()}/ns/net", mounts=[runc.bind(self.workspace.run_dir, "/given")]))

        def ask(*args):
            return subprocess.run(["runc", "exec", box.id, str(default_binary()), "selftest", "--sensor",
                                   f"https://{self.address}", *args], capture_output=True, text=True, timeout=60)
        ca, password = ("--ca", "/given/ca/ca.pem"), ("--basic-auth", "/given/scraper")
        self.assertRegex(ask(*ca, *password).stdout, "detected after")
        for args, words in ((password, "--ca FILE"), (ca, "--basic-auth FILE"), ((*ca, "--basic-auth", PASSWORD), "not the password itself")):
            done = ask(*args)
            self.assertEqual(1, done.returncode, done.stdout)
            self.assertIn(words, done.stderr)
            self.assertNotIn(PASSWORD, done.stdout + done.stderr)

    def test_openssl_sees_tls_1_2_and_later_with_the_certificate(self):
        def client(*args):
            done = subprocess.run(["openssl", "s_client", "-connect", self.address, "-CAfile", str(self.authority.pem),
                                   "-verify_return_error", *args], input="", capture_output=True, text=True, timeout=30)
            return done.stdout + done.stderr
        for version in ("-tls1_2", "-tls1_3"):
            self.assertIn("Verify return code: 0 (ok)", client(version))
        self.assertNotIn("Verify return code: 0 (ok)\n---\nDONE", client("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"))

    def test_wrong_passwords_are_refused_counted_and_then_not_even_checked(self):
        self.assertEqual(200, self.get()[0])
        before = self.refused("unauthorized")
        for headers in (basic("guess"), basic(PASSWORD, "mallory"), {}):
            self.assertEqual(401, self.get(headers=headers, source="127.0.0.2")[0])
        self.assertTrue(until(lambda: self.refused("unauthorized") == before + 3))
        codes = [self.get(headers=basic(f"guess-{number}"), source="127.0.0.2")[0] for number in range(12)]
        self.assertEqual({401, 429}, set(codes))
        self.assertTrue(until(lambda: self.refused("throttled") >= 1))
        self.assertEqual(200, self.get(source="127.0.0.2")[0], "who knows it is let in meanwhile")

    def test_changed_files_are_used_without_a_restart(self):
        courier = self.daemon.courier()
        pem, key = self.authority.issue("renewed", "IP:127.0.0.1,DNS:renewed.example")
        self.addCleanup(lambda: self.assertTrue(until(lambda: self.get(source="127.0.0.4")[0] == 200, 30)))
        for path in (self.users, self.pem, self.key):
            self.addCleanup(path.write_bytes, path.read_bytes())
        self.users.write_text(users(OTHER))
        self.pem.write_bytes(pem.read_bytes())
        self.key.write_bytes(key.read_bytes())
        self.assertTrue(until(lambda: self.daemon.said("users of the metrics have changed"), 20), self.daemon.err.read_text())
        self.assertEqual(200, self.get(headers=basic(OTHER), source="127.0.0.3")[0])
        self.assertEqual(401, self.get(headers=basic(PASSWORD), source="127.0.0.3")[0])
        shown = subprocess.run(f"openssl s_client -connect {self.address} </dev/null 2>/dev/null | openssl x509 -noout -subject",
                               shell=True, capture_output=True, text=True, timeout=30).stdout
        self.assertIn("renewed", shown)
        self.users.write_text("nonsense\n")
        self.assertTrue(until(lambda: self.daemon.said("line 1 is not NAME:HASH"), 15), "said, and the former users stay")
        self.assertEqual(200, self.get(headers=basic(OTHER), source="127.0.0.3")[0])
        self.assertEqual(courier, self.daemon.courier())

    def test_slow_clients_are_cut_off_and_others_are_served_meanwhile(self):
        slow, stop = [], threading.Event()
        self.addCleanup(stop.set)
        before = self.refused("slow")

        def dribble(connection):
            with contextlib.suppress(OSError):
                while not stop.wait(0.3):
                    connection.sendall(b"G")
        for number in range(40):
            connection = self.raw()
            if number % 2:  # those get as far as HTTP
                context = ssl.create_default_context(cafile=str(self.authority.pem))
                with contextlib.suppress(OSError):
                    connection.settimeout(0.3)
                    connection = context.wrap_socket(connection, server_hostname="127.0.0.1")
                    connection.sendall(b"GET /metrics HTTP/1.1\r\nX-Slow: ")
            slow.append(connection)
            threading.Thread(target=dribble, args=(connection,), daemon=True).start()
        begun = time.monotonic()
        self.assertEqual(200, self.get(timeout=30)[0])
        served = time.monotonic() - begun
        self.assertLess(served, 20)
        stop.set()
        self.assertTrue(until(lambda: self.refused("slow") > before, 20))
        for connection in slow:
            connection.close()
        print(f"beside 40 slow clients a scrape took {served:.1f} s", flush=True)

    def test_a_megabyte_of_headers_is_not_taken(self):
        before = self.refused("malformed")
        for head in (b"GET /metrics HTTP/1.1\r\nX-Large: " + b"x" * (1 << 20),
                     b"GET /metrics HTTP/1.1\r\n" + b"X-Many: y\r\n" * 100_000, b"GET /" + b"z" * (1 << 20)):
            context = ssl.create_default_context(cafile=str(self.authority.pem))
            with context.wrap_socket(self.raw(), server_hostname="127.0.0.1") as connection:
                answer = b""
                with contextlib.suppress(OSError):
                    connection.sendall(head)
                    connection.sendall(b"\r\n\r\n")
                    answer = connection.recv(4096)
                self.assertNotIn(b" 200 ", answer[:20])
        self.assertTrue(until(lambda: self.refused("malformed") == before + 3), self.refused("malformed"))
        self.assertLess(int(status_of(self.daemon.courier())["VmRSS"].split()[0]), 60_000)

    def test_many_connections_hold_few_threads_and_descriptors(self):
        held = [socket.socket() for _ in range(200)]
        for connection in held:  # without waiting: once the backlog is full, the kernel lets none in
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", self.port))
        time.sleep(0.5)
        status = status_of(self.daemon.courier())
        self.assertLess(int(status["Threads"]), 12)
        for connection in held:
            connection.close()
        self.assertTrue(until(lambda: self.get()[0] == 200, 30))

    def test_nothing_secret_is_shown(self):
        self.get(headers=basic("guess-to-be-found"))
        said = self.daemon.err.read_text() + self.daemon.out.read_text()
        for secret in (PASSWORD, OTHER, "guess-to-be-found", "$2b$", self.key.read_text().splitlines()[1]):
            self.assertNotIn(secret, said)
        shown = Path(f"/proc/{self.daemon.courier()}/cmdline").read_bytes() + Path(f"/proc/{self.daemon.courier()}/environ").read_bytes()
        self.assertNotIn(b"$2b$", shown)


class Misconfigured(unittest.TestCase):
    def test_a_certificate_that_is_missing_is_said_and_nothing_is_served_openly(self):
        with Workspace() as workspace:
            home = workspace.run_dir
            config = home / "config.yaml"
            config.write_text(json.dumps({"metrics": {"tls": {"cert": str(home / "late.pem"), "key": str(home / "late.key")}}}))
            daemon = Daemon(workspace, "--config", config)
            self.assertTrue(until(lambda: daemon.said("metrics.tls.cert: ")), daemon.err.read_text())
            self.assertEqual(("", None), (daemon.ready["metrics"], daemon.courier()))
            pem, key = Authority(home / "ca").issue("late")
            (home / "late.key").write_bytes(key.read_bytes())
            (home / "late.pem").write_bytes(pem.read_bytes())
            self.assertTrue(until(lambda: daemon.said("metrics on "), 30), "and served once it is there")

    def test_a_certificate_without_a_key_is_wrong(self):
        with Workspace() as workspace:
            config = workspace.run_dir / "config.yaml"
            config.write_text(json.dumps({"metrics": {"tls": {"cert": "/a.pem"}}}))
            done = overboard("run", "--config", config)
            self.assertEqual(2, done.returncode, done.stderr)
            self.assertIn("belong together", done.stderr)


if __name__ == "__main__":
    report.main()
