# SPDX-License-Identifier: Apache-2.0
"""Whether a request raised exactly its alerts, and whether those say what is true."""


def slug(alert):
    """What was detected, whichever of the rules for it spoke: the first tag."""
    return alert["tags"][0]


def field(alert, name):
    """The value at "socket.host_path", or None."""
    for part in name.split("."):
        alert = alert.get(part) if isinstance(alert, dict) else None
    return alert


def is_ours(stage, alert):
    """The application's, or wrongly its pod sandbox's: nobody else's containers are looked at."""
    return field(alert, "container.id") in (stage.container.id, getattr(stage.container, "sandbox_id", None))


def alerts_of(watching, stage, scenario, start):
    """The application's alerts since number `start`: those expected, and any that came besides."""
    expected = sorted(e.slug for e in scenario.expected)
    return watching.collect(lambda alert: is_ours(stage, alert), lambda found: sorted(map(slug, found)) == expected, start)


def quiet_problems(watching, stage, start=0):
    """What the application raised since alert number `start`, though nothing was wrong: sentences."""
    return [f"{slug(a)}: {a['message']}" for a in watching.collect(lambda a: is_ours(stage, a), lambda _: True, start)]


def problems(stage, scenario, response, alerts):
    """Sentences, none if all is as it must be."""
    expected, got = sorted(e.slug for e in scenario.expected), sorted(map(slug, alerts))
    found = [] if expected == got else [f"expected {expected or 'no alert'}, got {got or 'none'}"]
    for one in scenario.expected:
        for alert in (a for a in alerts if slug(a) == one.slug):
            found += [f"{one.slug}: {problem}" for problem in _alert_problems(stage, one, response, alert)]
    return found


def _alert_problems(stage, expected, response, alert):
    wanted = {"process.exe": expected.exe, "web.port": stage.address[1], "web.kind": "web",
              "web.server_exe": "/usr/bin/ruby3.1", **_identity(stage), **expected.fields}
    for name, value in wanted.items():
        value = value(stage) if callable(value) else value
        if field(alert, name) != value:
            yield f"{name} is {field(alert, name)!r}, not {value!r}"
    chain = tuple(a.get("exe") for a in alert.get("ancestors", []))
    if chain[:len(expected.ancestors)] != expected.ancestors:
        yield f"ancestors are {chain}, not {expected.ancestors}"
    peers = field(alert, "web.peers") or []
    if response.peer not in peers:
        yield f"web.peers is {peers}, without {response.peer}"


def _identity(stage):
    """What names the container: by runc its id alone, in a pod what Kubernetes calls it."""
    same = {"container.id": stage.container.id, "container.runtime": stage.container.runtime}
    pod = getattr(stage.container, "pod", None)
    if pod:
        same |= {"pod.name": pod.name, "pod.namespace": pod.namespace, "pod.uid": pod.uid,
                 "container.name": pod.container, "container.image": pod.image}
    return same
