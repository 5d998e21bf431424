#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""House rules that hold for every file: licence lines, lengths, words, paths, READMEs."""
import re
import statistics
from tree import CODE, ROOT, Report, files, text

LONGEST = 500
# Formats without comments, texts, and data that a program reads as it is.
NO_LICENCE_LINE = {".md", ".json", ".proto", ".pem", ".key", ".txt", ".bin", ".bytes", ".lock", ".golden", ".tsv"}
COMMENT_LESS = {"LICENSE", ".gitignore", ".clang-format"}
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|place" r"holder)\b")
# The top of a Debian file system: whatever else stands first in the tree's own path belongs to this machine alone.
FHS = {"bin", "boot", "dev", "etc", "home", "lib", "media", "mnt", "opt", "proc", "root", "run", "srv", "sys", "tmp",
       "usr", "var"}


def licence_problems():
    for path in files():
        if path.parts[0] == "LICENSES" or path.name in COMMENT_LESS or path.suffix in NO_LICENCE_LINE:
            continue
        if "seeds" in path.parts or "data" in path.parts or not text(path):
            continue
        wanted = "GPL-2.0-only OR BSD-2-Clause" if path.parts[0] == "bpf" and path.suffix in CODE else "Apache-2.0"
        if path.parts[:1] == ("bpf",) and path.name == "CMakeLists.txt":
            wanted = "GPL-2.0-only OR BSD-2-Clause"
        head = "\n".join(text(path).splitlines()[:5])
        if f"SPDX-License-Identifier: {wanted}" not in head:
            yield f"{path}: no line SPDX-License-Identifier: {wanted}"


def word_problems():
    for path in files():
        if path.parts[0] == "LICENSES" or path.name == "LICENSE":
            continue
        for number, line in enumerate(text(path).splitlines(), 1):
            if UNFINISHED.search(line):
                yield f"{path}:{number}: {UNFINISHED.search(line).group(0)}"


def machine_path_problems():
    top = ROOT.parts[1] if len(ROOT.parts) > 1 else ""
    if top in FHS and len(ROOT.parts) < 4:  # /tmp/x, /root: a place that code may name for reasons of its own
        return
    named = re.compile(rf"(?<![\w.]){re.escape('/' + top)}/(main|wt|shared|\.library)\b" if top not in FHS else
                       re.escape(str(ROOT)) + r"\b")
    for path in files():
        for number, line in enumerate(text(path).splitlines(), 1):
            if named.search(line):
                yield f"{path}:{number}: names a path of this machine"


def readme_problems():
    rooms = {path.parent for path in files(*CODE) if path.parts[0] == "userspace" and len(path.parts) > 2}
    wanted = {ROOT / room.parts[0] / room.parts[1] for room in rooms} | {ROOT / "bpf", ROOT / "tests", ROOT / "rules"}
    return (f"{room.relative_to(ROOT)}/README.md" for room in sorted(wanted) if room.is_dir() and not (room / "README.md").exists())


def length_report(report):
    lengths = {path: len(text(path).splitlines()) for path in files(*CODE, ".py", ".sh")}
    report.check(f"tree: no source file is longer than {LONGEST} lines",
                 (f"{path}: {length}" for path, length in lengths.items() if length > LONGEST))
    ninth = statistics.quantiles(lengths.values(), n=10)[-1]
    print(f"lengths: {len(lengths)} files, median {statistics.median(lengths.values()):.0f} lines, p90 {ninth:.0f}, "
          f"longest {max(lengths, key=lengths.get)} with {max(lengths.values())}")
    report.check("tree: nine of ten source files are shorter than 300 lines", [f"p90 is {ninth:.0f}"] if ninth >= 300 else [])


def main():
    report = Report()
    report.check("tree: every file names its licence", licence_problems())
    report.check("tree: nothing is left for later", word_problems())
    report.check("tree: no file names a path of the machine it was written on", machine_path_problems())
    report.check("tree: every room has a README", readme_problems())
    length_report(report)
    report.exit()


if __name__ == "__main__":
    main()
