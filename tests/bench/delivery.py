#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What delivery does and costs: deliveries a second, from the kernel to a receiver, and detection beside a sink that hangs."""
import json
import socket
import statistics
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("support", "e2e")]

import test_delivery  # noqa: E402
import test_operation  # noqa: E402
from lab import runc  # noqa: E402
from lab.workspace import Workspace, needs_root  # noqa: E402

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
ALERTS, EXECS, HELD = 5000, 200, 150


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
    script = f"i=0; while [ $i -lt {count} ]; do env MARK={mark}$i true; i=$((i+1)); done"
    box.exec("sh", "-c", script)


def daemon(workspace, mark, sink):
    config = workspace.run_dir / f"{mark}.json"
    sinks = [{"name": "log", "type": "stdout"}]
    if sink:
        sinks.append({"name": "receiver", "type": "webhook", "url": sink.url})
    config.write_text(json.dumps({"sinks": sinks}))
    rules = test_operation.RULE.format(ident="marked", mark=mark).replace("proc.cmdline contains", "proc.name = env and proc.cmdline contains")
    return test_operation.Daemon(workspace, "--config", config, rules=rules)


def latency(workspace, box):
    sink = Sink()
    running = daemon(workspace, "bench-latency", sink)
    for part in range(EXECS // 50):  # under the 64 objects of a rule that are told apart within a minute
        execs(box if part == 0 else fresh(workspace, f"lat{part}"), "bench-latency", 50)
    test_delivery.until(lambda: len(sink.bodies) >= EXECS, 20)
    taken = sorted(when - seconds_of(json.loads(body)["time"]) for when, body in zip(sink.times, sink.bodies))
    running.stop()
    print(f"exec in a container -> alert at the receiver: median {statistics.median(taken) * 1e3:.2f} ms, "
          f"p99 {taken[len(taken) * 99 // 100] * 1e3:.2f} ms ({len(taken)} alerts)")


def fresh(workspace, name):
    return runc.RuncContainer(workspace, name, runc.spec(["sleep", "300"]))


def detection(workspace):
    for name, sink in (("no network sink", None), ("a sink that hangs", Sink(hang=True)), ("no network sink, again", None)):
        running = daemon(workspace, "bench-detect", sink)
        for part in range(HELD // 50):
            execs(fresh(workspace, f"det{part}-{id(sink):x}-{time.monotonic_ns() % 1000}"), "bench-detect", 50)
        test_delivery.until(lambda current=running: len(current.alerts()) >= HELD, 20)
        count, total = (running.metric(f"overboard_detection_latency_seconds_{part}") for part in ("count", "sum"))
        lost = sum(float(line.rsplit(" ", 1)[1]) for line in running.get("/metrics")[1].splitlines()
                   if line.startswith("overboard_events_dropped_total"))
        running.stop()
        print(f"detection beside {name}: mean {total / count * 1e3:.2f} ms over {count:.0f} alerts, {lost:.0f} events lost")


def main():
    needs_root()
    with Workspace() as workspace:
        throughput(workspace)
        latency(workspace, fresh(workspace, "lat0"))
        detection(workspace)
    print("kill -9 and storm: tests/e2e/test_delivery.py Storms prints them (OVERBOARD_ALL=1: 300 kills, 10,000 alerts)")


if __name__ == "__main__":
    main()
