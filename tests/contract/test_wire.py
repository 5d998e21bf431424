#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""OB_WIRE_VERSION changes whenever the wire does: a recording, or a pinned ring, of another shape must be refused.

bpf/wire/VERSION.lock holds the version and a hash of the headers without comments and white space.
test_wire.py --update writes it anew; it refuses to, as long as the version is the old one.
"""
import hashlib
import re
import sys
from tree import ROOT, Report

WIRE = ROOT / "bpf" / "wire"
LOCK = WIRE / "VERSION.lock"
VERSION = re.compile(r"#define\s+OB_WIRE_VERSION\s+(\d+)")


def current():
    """(version, hash) of the headers as they stand."""
    source = "\n".join(path.read_text() for path in sorted(WIRE.glob("*.h")))
    version = int(VERSION.search(source).group(1))
    bare = re.sub(r"/\*.*?\*/|//[^\n]*", "", VERSION.sub("", source), flags=re.S)
    return version, hashlib.sha256("".join(bare.split()).encode()).hexdigest()


def locked():
    version, digest = LOCK.read_text().split()
    return int(version), digest


def update():
    now = current()
    if LOCK.exists() and locked()[1] != now[1] and locked()[0] >= now[0]:
        sys.exit(f"bpf/wire/ changed: raise OB_WIRE_VERSION above {locked()[0]} first.")
    LOCK.write_text(f"{now[0]} {now[1]}\n")


def main():
    report = Report()
    now, before = current(), locked()
    problem = [f"the headers are version {now[0]}, {LOCK.name} says {before[0]}"] if now[0] != before[0] else []
    if now[1] != before[1]:
        problem = ["bpf/wire/ changed: raise OB_WIRE_VERSION and run tests/contract/test_wire.py --update"]
    report.check("wire: OB_WIRE_VERSION stands for the headers as they are", problem)
    report.exit()


if __name__ == "__main__":
    update() if sys.argv[1:] == ["--update"] else main()
