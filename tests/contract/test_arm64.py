#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The kernel side builds for arm64, and its records have the same bytes there: a recording made on one is read on the other."""
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tree import ROOT, Report

HEADERS = sorted((ROOT / "bpf" / "wire").glob("*.h"))
STRUCT = re.compile(r"^struct (ob_\w+) \{", re.M)


def compiled(source, out):
    """What clang says of one program for arm64; empty: nothing."""
    return subprocess.run(["clang", "-target", "bpf", "-mcpu=v3", "-O2", "-g", "-Wall", "-Werror", "-D__TARGET_ARCH_arm64",
                           f"-I{ROOT}", "-c", source, "-o", out / f"{source.parent.name}_{source.stem}.o"],
                          capture_output=True, text=True, check=False).stderr.strip()[:500]


def layouts(target):
    """Offset of every member and size of every struct of the wire, as the compiler for that machine lays them out."""
    names = sorted({name for path in HEADERS for name in STRUCT.findall(path.read_text())})
    source = "".join(f'#include "bpf/wire/{path.name}"\n' for path in HEADERS)
    source += "".join(f"int use_{name}[sizeof(struct {name})];\n" for name in names)
    done = subprocess.run(["clang", f"--target={target}", "-I/usr/include/x86_64-linux-gnu", f"-I{ROOT}", "-x", "c", "-fsyntax-only", "-Xclang",
                           "-fdump-record-layouts", "-"], input=source, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[:500])
    blocks = re.findall(r"\*\*\* Dumping AST Record Layout\n(.*?\| \[sizeof=\d+[^\]]*\])", done.stdout, re.S)
    found = {re.search(r"struct (\w+)", block).group(1): block for block in blocks if re.search(r"\| struct ob_", block.split("\n")[0])}
    return {name: found[name] for name in names}


def main():
    report = Report()
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as workers:
        sources = sorted((ROOT / "bpf").glob("*/*.bpf.c"))
        said = list(workers.map(lambda source: compiled(source, Path(name)), sources))
        wrong = [f"{source.name}: {text}" for source, text in zip(sources, said) if text]
        wrong += [] if len(list(Path(name).iterdir())) == len(sources) else ["not every program gave an object"]
        report.check("arm64: every program of the kernel side builds", wrong)
    here, there = layouts("x86_64-linux-gnu"), layouts("aarch64-linux-gnu")
    report.check("arm64: records have the layout they have on x86_64",
                 [f"struct {struct}" for struct in here if here[struct] != there[struct]] or ([] if len(here) > 10 else ["no struct was found"]))
    report.exit()


if __name__ == "__main__":
    main()
