# SPDX-License-Identifier: Apache-2.0
"""The shape of overboard.alert/v1, as users parse it: what is always there, of what kind, and what never is."""
import re

PRIORITIES = {"emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"}
ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")
PEER = re.compile(r"(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):\d+")
MITRE = re.compile(r"T\d{4}(\.\d{3})?")


def _text(value):
    return isinstance(value, str) and value != "" and not any(ord(c) < 32 for c in value)


def _number(value):
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _matches(pattern):
    return lambda value: isinstance(value, str) and bool(pattern.fullmatch(value))


def _list_of(check):
    return lambda value: isinstance(value, list) and all(check(v) for v in value)


def _strings(value):
    return isinstance(value, dict) and value and all(_text(k) and isinstance(v, str) for k, v in value.items())


def _any_text(value):
    return isinstance(value, str)


ALWAYS = {
    "schema": lambda value: value == "overboard.alert/v1", "id": _matches(ULID), "dedup_key": _text,
    "time": _matches(TIME), "node": _text, "rule": _text, "rule_id": _text, "message": _text,
    "priority": lambda value: value in PRIORITIES, "count": lambda value: value == 1,
    "tags": lambda value: _list_of(_text)(value) and any(map(MITRE.fullmatch, value)), "also_matched": _list_of(_text),
    "container": lambda value: isinstance(value, dict) and _text(value.get("id")) and value.get("privileged") is False,
    "evidence": _strings, "remediation": lambda value: _strings(value) and set(value) <= {"pod", "app"},
    "references": _list_of(_text),
}
PROCESS = {"pid": _number, "ns_pid": _number, "exe": _text, "args": _list_of(_any_text), "cwd": _text,
           "uid": lambda value: value == 0, "start_time": _matches(TIME)}
WEB = {"server_pid": _number, "server_exe": _text, "kind": _text, "port": _number, "peers": _list_of(_matches(PEER)),
       "peer_certain": lambda value: isinstance(value, bool)}
FILE = {"path": _text, "host_path": _text, "flags": _text, "device": _matches(re.compile(r"\d+:\d+")), "inode": _number,
        "resolved": lambda value: value is True}
NEVER = ("incident",)  # until there are incidents


def _check(shape, value, where, optional=()):
    if not isinstance(value, dict):
        return [f"{where} is {value!r}"]
    return [f"{where}.{name} is {value.get(name)!r}" for name, check in shape.items()
            if not (name in optional and name not in value) and not check(value.get(name))]


def problems(alert):
    """Sentences about what is missing or malformed in an alert of the demo's application."""
    found = _check(ALWAYS, alert, "alert") + _check(PROCESS, alert.get("process"), "process")
    found += _check(WEB, alert.get("web"), "web")
    found += [f"{name} is there" for name in NEVER if name in alert]
    if MITRE.fullmatch((alert.get("tags") or [""])[0]):
        found.append(f"tags {alert.get('tags')} do not begin with the slug")
    for ancestor in alert.get("ancestors", []):
        found += _check({"pid": _number, "exe": _text}, ancestor, "ancestor")
    if "file" in alert:
        found += _check(FILE, alert["file"], "file", optional=("host_path",))
    return found
