#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Who may include whom. The data passes through the rooms in this order, and no room knows of a later one."""
import re
from tree import CODE, ROOT, Report, files, text

ORDER = ["base", "metrics", "source", "decode", "enrich", "baseline", "fields", "condition", "engine", "incidents", "outbox",
         "sinks", "courier", "audit", "report", "sensor", "cli"]
# Narrower than the order: room -> what it may use besides itself. The part that has the network must not be
# able to reach the kernel side, and what decides must not know how events arrive or leave.
ONLY = {
    "base": set(),
    "metrics": {"base"},
    "source": {"base"},
    "decode": {"base"},
    "fields": {"base", "decode", "enrich"},
    "condition": {"base", "decode", "enrich", "fields"},
    "sinks": {"base", "incidents", "outbox", "engine", "enrich", "decode"},
    "courier": {"base", "metrics", "incidents", "outbox", "sinks"},
}
# The kernel's records are read in one place; the others know them as events, or as the filter's and counters' values.
WIRE_READERS = {"source", "decode", "enrich", "engine", "sensor"}
BPF_MAY = {"wire": {"wire"}, "lib": {"wire", "lib"}, "probes": {"wire", "lib", "probes"}}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
GENERATED = {"overboard.skel.h"}


def room_includes(path):
    """(room of the file, name included) of each quoted include below userspace/."""
    room = path.parts[1] if len(path.parts) > 2 else "main"
    return [(room, name) for name in INCLUDE.findall(text(path)) if name not in GENERATED]


def userspace_problem(path, room, name):
    target = name.split("/")[0]
    if "/" not in name or ".." in name:
        return f'{path}: "{name}": an include is always "room/file.h"'
    if target == "bpf":
        return None if room in WIRE_READERS else f'{path}: "{name}": {room} does not read the wire'
    if target not in ORDER:
        return f'{path}: "{name}": {target} is no room'
    if room == "main" or target == room:
        return None
    if ORDER.index(target) > ORDER.index(room):
        return f'{path}: "{name}": {target} comes after {room}'
    if room in ONLY and target not in ONLY[room]:
        return f'{path}: "{name}": {room} may use only {", ".join(sorted(ONLY[room])) or "nothing"}'
    return None


def bpf_problem(path, name):
    """Inside bpf/: kernel_types.h is for every program; otherwise wire, lib, probes, in that order."""
    room = path.parts[1] if len(path.parts) > 2 else "probes"
    target = name.removeprefix("bpf/").split("/")[0] if "/" in name else room
    if target == "kernel_types.h" and room != "wire":
        return None
    return None if target in BPF_MAY.get(room, set()) else f'{path}: "{name}": {room} may not use {target}'


def main():
    report = Report()
    code = [path for path in files(*CODE)]
    ours = [path for path in code if path.parts[0] == "userspace"]
    report.check("layering: every folder of userspace/ is a known room",
                 sorted({f"userspace/{p.parts[1]}" for p in ours if len(p.parts) > 2 and p.parts[1] not in ORDER}))
    report.check("layering: no room includes a later one, or one it may not know",
                 filter(None, (userspace_problem(p, room, name) for p in ours for room, name in room_includes(p))))
    report.check("layering: bpf/ includes only wire, lib, probes, in that order",
                 filter(None, (bpf_problem(p, name) for p in code if p.parts[0] == "bpf" for name in INCLUDE.findall(text(p)))))
    report.check("layering: every include with quotes names a file there is",
                 (f'{p}: "{name}"' for p in ours for _, name in room_includes(p)
                  if not (ROOT / "userspace" / name).exists() and not (ROOT / name).exists()))
    report.exit()


if __name__ == "__main__":
    main()
