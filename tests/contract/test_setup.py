#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""On a fresh machine ./dev setup asks apt for every package it lists; where all are there, for none."""
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from tree import ROOT, Report

LISTS = re.findall(r"^\w*packages=\((.*?)\n\)", (ROOT / "dev").read_text(), re.S | re.M)
LISTED = {word for words in LISTS for word in re.sub(r"#[^\n]*", "", words).split() if not word.startswith('"$')}


def asked_for(dpkg_query):
    """What apt-get install is asked for by ./dev setup, where dpkg-query does as given."""
    with tempfile.TemporaryDirectory() as name:
        home, log = Path(name), Path(name) / "log"
        shutil.copy(ROOT / "dev", home / "dev")
        for tool, script in (("dpkg-query", dpkg_query), ("apt-get", f'echo "$@" >>{log}')):
            (home / tool).write_text(f"#!/bin/bash\n{script}\n")
            (home / tool).chmod(0o755)
        subprocess.run([home / "dev", "setup"], env={**os.environ, "PATH": f"{home}:{os.environ['PATH']}"},
                       stdin=subprocess.DEVNULL, capture_output=True, check=False)
        lines = log.read_text().splitlines() if log.exists() else []
        return {word for line in lines if "install" in line for word in line.split()} & LISTED


def main():
    report = Report()
    fresh = LISTED - asked_for('echo "dpkg-query: no packages found" >&2; exit 1')
    report.check("setup: a fresh machine gets every package", [f"not asked for: {name}" for name in sorted(fresh)])
    one = asked_for('for p in "${@:4}"; do [ "$p" = runc ] || echo "installed $p"; done; exit 1')
    report.check("setup: only what is missing is asked for", [] if one == {"runc"} else [f"asked for {sorted(one)}"])
    report.exit()


if __name__ == "__main__":
    main()
