#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The formatter of the tree (clang-format 14) and shellcheck have nothing to say."""
import shutil
import subprocess
from tree import CODE, ROOT, Report, files, text


def complaints(command, paths):
    """First line of what the tool says about each path that it does not like."""
    for path in paths:
        done = subprocess.run([*command, str(path)], cwd=ROOT, capture_output=True, text=True)
        if done.returncode != 0:
            yield f"{path}: " + ((done.stdout + done.stderr).strip().splitlines() or ["refused"])[0][:160]


def is_shell(path):
    return path.suffix == ".sh" or (not path.suffix and text(path).startswith(("#!/bin/bash", "#!/bin/sh")))


def main():
    report = Report()
    checks = [("clang-format", ["clang-format", "--dry-run", "-Werror"], list(files(*CODE))),
              ("shellcheck", ["shellcheck", "--severity=warning"], [path for path in files() if is_shell(path)])]
    for tool, command, paths in checks:
        if shutil.which(tool):
            report.check(f"format: {tool}", complaints(command, paths))
        else:
            report.skip(f"format: {tool}", "not installed, run ./dev setup")
    report.exit()


if __name__ == "__main__":
    main()
