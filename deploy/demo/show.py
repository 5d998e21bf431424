# SPDX-License-Identifier: Apache-2.0
"""What the demo prints. Colour on a terminal only."""
import os
import sys

from judge import field, slug

COLOURS = {"critical": "1;31", "alert": "1;31", "emergency": "1;31", "error": "31", "warning": "33", "notice": "36"}
_tty = sys.stdout.isatty() and "NO_COLOR" not in os.environ


def paint(text, colour):
    return f"\033[{colour}m{text}\033[0m" if _tty else text


def attached(binary):
    print(f"{binary} run is attached.", flush=True)


def opening(stage):
    pod = getattr(stage.container, "pod", None)
    where = f"pod {pod.namespace}/{pod.name}, container {pod.container}" if pod else f"container {stage.container.id}"
    print(f"A back office (Sinatra on puma) serves http://{stage.address[0]}:{stage.address[1]}/ in {where},")
    print(f"with {stage.around.host_dir} of the host as /host and {stage.around.socket_path} as /run/innocent.sock.\n")


def ordinary(problems):
    print(paint("Start and ordinary traffic", "1"))
    _verdict(problems, "no alert, as it should be")


def _verdict(problems, fine):
    if not problems:
        print(f"  {paint('ok', '32')}  {fine}\n")
    for problem in problems:
        print(f"  {paint('WRONG', '1;31')}  {problem}")
    if problems:
        print()
    sys.stdout.flush()


def _object(alert):
    """What the alert is about: the file, the socket, or the command."""
    if file := alert.get("file"):
        host = f" = host:{file['host_path']}" if file.get("host_path") else ""
        return f"{file.get('path')}{host}"
    if socket := alert.get("socket"):
        if socket.get("peer_ip"):
            return f"{socket['peer_ip']}:{socket.get('peer_port')}"
        return f"{socket.get('peer_path')} = host:{socket.get('host_path')}"
    return " ".join(alert["process"].get("args", []))


def alert_lines(alert):
    colour = COLOURS.get(alert["priority"], "0")
    process = alert["process"]
    yield f"  {paint(alert['priority'].upper().ljust(9), colour)} {paint(slug(alert), '1')}  {alert['rule']}"
    yield f"            {process['exe']} pid {process['pid']} -> {_object(alert)}"
    chain = " < ".join(a["exe"] for a in alert.get("ancestors", []))
    peers = ", ".join(field(alert, "web.peers") or []) or "nobody known"
    yield f"            {field(alert, 'web.kind')} :{field(alert, 'web.port')} <- {peers}   below {chain or 'nothing'}"


def scenario(one, response, alerts, problems):
    print(paint(f"{one.key}  {one.title}", "1"))
    print(f"  {one.method} {one.path[:100]} from {response.peer} -> {response.status} "
          f"{paint(response.body[:60].strip().encode('unicode_escape').decode(), '2')}")
    for alert in alerts:
        for line in alert_lines(alert):
            print(line)
    _verdict(problems, one.note or "exactly the alerts expected")


def summary(total, wrong, code, kept):
    if wrong or code:
        print(paint(f"{wrong} of {total + 1} steps went wrong; overboard ended with {code}", "1;31"))
    else:
        print(paint(f"{total} attacks, each with exactly its alerts; ordinary traffic silent; overboard ended with 0", "32"))
    if kept:
        print(f"alerts kept in {kept}")
