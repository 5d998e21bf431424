# SPDX-License-Identifier: Apache-2.0
"""What the contract tests share: the files of the tree, and how a result is reported (see tests/README.md)."""
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {"build", ".cache", ".git", "__pycache__"}
CODE = {".c", ".h", ".cpp"}


def files(*suffixes):
    """Every file of the tree, as a path relative to its root; without git, so that it works in a tarball too."""
    for directory, subdirectories, names in os.walk(ROOT):
        subdirectories[:] = sorted(set(subdirectories) - NOT_OURS)
        for name in sorted(names):
            path = (Path(directory) / name).relative_to(ROOT)
            if name != ".git" and (not suffixes or path.suffix in suffixes):
                yield path


def text(path):
    """The file's text, or nothing for a binary file."""
    data = (ROOT / path).read_bytes()
    return "" if b"\0" in data else data.decode("utf-8", "replace")


class Report:
    """Prints one line per check and remembers whether any failed."""

    def __init__(self):
        self.failed = False

    def check(self, name, problems):
        problems = list(problems)
        self.failed |= bool(problems)
        if problems:
            more = f" (and {len(problems) - 8} more)" if len(problems) > 8 else ""
            print(f"not ok {name}: " + "; ".join(problems[:8]) + more)
        else:
            print(f"ok {name}")

    def skip(self, name, why):
        print(f"skip {name}: {why}")

    def exit(self):
        sys.exit(1 if self.failed else 0)
