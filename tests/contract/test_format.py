#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The formatter of the tree (clang-format 14) and shellcheck have nothing to say."""
import re
import shutil
import subprocess
from tree import CODE, ROOT, Report, files, text


def complaints(command, paths):
    """What the tool says first about each path that it does not like."""
    done = subprocess.run([*command, *map(str, paths)], cwd=ROOT, capture_output=True, text=True)
    places = re.findall(r"^([^\s:]+):(\d+):\d+: (.*)$", done.stdout + done.stderr, re.M)
    first = {path: f"{path}:{line}: {what[:120]}" for path, line, what in reversed(places)}
    return [*reversed(first.values())] or (["ended with " + str(done.returncode)] if done.returncode else [])


def is_shell(path):
    return path.suffix == ".sh" or (not path.suffix and text(path).startswith(("#!/bin/bash", "#!/bin/sh")))


def main():
    report = Report()
    checks = [("clang-format", ["clang-format", "--dry-run", "-Werror"], list(files(*CODE))),
              ("shellcheck", ["shellcheck", "--severity=warning", "--format=gcc"], [path for path in files() if is_shell(path)])]
    for tool, command, paths in checks:
        if shutil.which(tool):
            report.check(f"format: {tool}", complaints(command, paths))
        else:
            report.skip(f"format: {tool}", "not installed, run ./dev setup")
    report.exit()


if __name__ == "__main__":
    main()
