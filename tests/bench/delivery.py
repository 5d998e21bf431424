#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""delivery.py [PART...]: what delivery does and costs. Parts, all of them without words: throughput, latency (kernel to
receiver), detection (beside a sink that hangs), storms (10,000 alerts in a minute; 300 times kill -9), redaction."""
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("support", "e2e")]

import test_delivery  # noqa: E402
from lab import runc  # noqa: E402
from lab.daemon import RULE, Daemon  # noqa: E402
from lab.workspace import Workspace, needs_root  # noqa: E402

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
ALERTS, EXECS, HELD, BESIDE = 5000, 200, 150, 3000
WAITING = 'overboard_sink_queue_depth{sink="receiver"}'
ROOT = Path(__file__).resolve().parents[2]


class Sink:
    """The least that HTTP takes, so that what is measured is the sender. `hang`: accepts and never answers."""

    def __init__(self, hang=False):
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}/"
        self.bodies, self.times, self.hang = [], [], hang
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            connection, _ = self.listening.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        data = b""
        while chunk := connection.recv(65536):
            data += chunk
            while not self.hang and (end := data.find(b"\r\n\r\n")) >= 0:
                head = data[:end].lower()
                size = int(head[head.index(b"content-length:") + 15:].split(b"\r\n")[0])
                if len(data) < end + 4 + size:
                    break
                self.times.append(time.time())
                self.bodies.append(data[end + 4:end + 4 + size])
                data = data[end + 4 + size:]
                connection.sendall(ANSWER)


def throughput(workspace):
    sink = Sink()
    storm = test_delivery.Storm(workspace.run_dir / "throughput", sink.url, count=ALERTS, rate=0, linger=120_000).wait(150)
    seconds = sink.times[-1] - sink.times[0]
    print(f"deliveries to one loopback receiver, in order, each on disk first: {len(sink.times) / seconds:.0f}/s "
          f"({len(set(storm.raised))} raised, {len(sink.times)} arrived, peak memory {storm.figures['peak_kb'] / 1024:.1f} MiB)")


def seconds_of(stamp):
    return datetime.fromisoformat(stamp[:26] + "+00:00").timestamp()


def execs(box, mark, count):
    """The mark is put together inside, so that the shell does not bear it."""
    head, tail = mark.split("-")
    box.exec("sh", "-c", f"m={head}; i=0; while [ $i -lt {count} ]; do env MARK=$m-{tail}$i true; i=$((i+1)); done")


def daemon(workspace, mark, sink):
    config = workspace.run_dir / f"{mark}.json"
    sinks = [{"name": "log", "type": "stdout"}]
    if sink:
        sinks.append({"name": "receiver", "type": "webhook", "url": sink.url})
    config.write_text(json.dumps({"sinks": sinks}))
    rules = RULE.format(ident="marked", mark=mark)
    return Daemon(workspace, "--config", config, rules=rules)


def latency(workspace):
    sink = Sink()
    running = daemon(workspace, "bench-latency", sink)
    for part in range(EXECS // 50):  # under the 64 objects of a rule that are told apart within a minute
        execs(fresh(workspace, f"lat{part}"), "bench-latency", 50)
    test_delivery.until(lambda: len(sink.bodies) >= EXECS, 20)
    taken = sorted(when - seconds_of(json.loads(body)["time"]) for when, body in zip(sink.times, sink.bodies))
    running.stop()
    print(f"exec in a container -> alert at the receiver: median {statistics.median(taken) * 1e3:.2f} ms, "
          f"p99 {taken[len(taken) * 99 // 100] * 1e3:.2f} ms ({len(taken)} alerts)")


def fresh(workspace, name):
    return runc.RuncContainer(workspace, name, runc.spec(["sleep", "300"]))


def p99(text):
    """The upper bound, in ms, of the bucket that holds it."""
    buckets = [(float(bound), float(count)) for bound, count in
               re.findall(r'overboard_detection_latency_seconds_bucket{le="([^"]+)"} (\S+)', text)]
    return next(bound for bound, count in buckets if count >= 0.99 * buckets[-1][1]) * 1e3


def total(text, name):
    return sum(float(value) for value in re.findall(rf"(?m)^{name}(?:{{.*}})? (\S+)$", text))


def detection(workspace):
    """The same work three times: marked executions, beside thousands of others in a container of their own."""
    for number, (name, sink) in enumerate((("no network sink", None), ("a sink that hangs", Sink(hang=True)), ("no network sink, again", None))):
        running = daemon(workspace, "bench-detect", sink)
        noise = threading.Thread(target=fresh(workspace, f"noise{number}").exec, args=(
            "sh", "-c", f"i=0; while [ $i -lt {BESIDE} ]; do /bin/true; i=$((i+1)); done"))
        noise.start()
        for part in range(HELD // 50):
            execs(fresh(workspace, f"det{part}-{number}"), "bench-detect", 50)
        noise.join()
        test_delivery.until(lambda current=running: len(current.alerts()) >= HELD, 20)
        text = running.get("/metrics")[1]
        count, seconds = (total(text, f"overboard_detection_latency_seconds_{part}") for part in ("count", "sum"))
        print(f"detection beside {name}: mean {seconds / count * 1e3:.2f} ms, p99 below {p99(text):.0f} ms over {count:.0f} alerts; "
              f"{total(text, 'overboard_events_dropped_total'):.0f} of {total(text, 'overboard_events_total'):.0f} events lost"
              + (f"; {running.metric(WAITING):.0f} alerts wait for it" if sink else ""))
        running.stop()


def storms(_):
    """What the tests of them print, in their long form."""
    with subprocess.Popen([ROOT / "tests/e2e/test_delivery.py", "Storms"], env={**os.environ, "OVERBOARD_ALL": "1"},
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as test:
        for line in test.stdout:
            if line.startswith(("storm:", "kill -9:", "not ok")):
                print(line, end="", flush=True)


def redaction(_):
    subprocess.run([ROOT / "build/dev/tests/bench/bench_micro", "--benchmark_filter=redacting", "--benchmark_min_time=0.3"],
                   stderr=subprocess.DEVNULL, check=True)


PARTS = {part.__name__: part for part in (throughput, latency, detection, storms, redaction)}


def main():
    needs_root()
    unknown = [word for word in sys.argv[1:] if word not in PARTS]
    if unknown:
        sys.exit(f"delivery has no part {unknown[0]}; there are {', '.join(PARTS)}")
    for name in sys.argv[1:] or PARTS:
        with Workspace() as workspace:
            PARTS[name](workspace)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
