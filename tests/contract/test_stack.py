#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a BPF program and the functions it calls have on the stack together: Linux 5.10 and 6.1 refuse more than 512 bytes
(check_max_stack_depth() in kernel/bpf/verifier.c: each frame rounded up to 32, at most 8 of them), newer kernels fold
frames, so that a program that loads here would not load there."""
import re
import subprocess
import sys
from pathlib import Path

OBJECT = Path(__file__).resolve().parents[2] / "build/dev/bpf/overboard.bpf.o"
MOST_BYTES, MOST_FRAMES, ROUNDED_TO = 512, 8, 32

FUNCTION = re.compile(r"^[0-9a-f]+ <([^>]+)>:")
SLOT = re.compile(r"r10 - (0x[0-9a-f]+|\d+)|r\d+ \+= -(0x[0-9a-f]+|\d+)$")
TARGET = re.compile(r"R_BPF_64_32\s+(\S+)")


def functions(listing):
    """{name: (bytes, {called})} of llvm-objdump's listing."""
    found, name = {}, None
    for line in map(str.strip, listing.splitlines()):
        if begins := FUNCTION.match(line):
            if not begins[1].startswith("LBB"):
                name = begins[1]
                found[name] = (0, set())
            continue
        if name is None:
            continue
        size, called = found[name]
        for match in SLOT.finditer(line):
            offset = int(match[1] or match[2], 0)
            size = max(size, offset if offset <= MOST_BYTES else 0)
        if match := TARGET.search(line):
            called.add(match[1])
        found[name] = (size, called)
    return found


def deepest(name, found):
    """(bytes, chain) of the call chain that takes most, from that function on."""
    size, called = found[name]
    below = max((deepest(other, found) for other in called if other in found), default=(0, []))
    return max(1, -(-size // ROUNDED_TO)) * ROUNDED_TO + below[0], [f"{name} {size}"] + below[1]


def main():
    if not OBJECT.exists():
        print(f"skip stack: {OBJECT} is not built: ./dev build")
        return 0
    listing = subprocess.run(["llvm-objdump", "-dr", "--no-show-raw-insn", OBJECT], capture_output=True, text=True, check=True)
    found = functions(listing.stdout)
    chains = sorted((deepest(name, found) for name in found), reverse=True)
    if len(found) < 20 or chains[0][0] < 100:
        print(f"not ok stack: llvm-objdump's listing of {OBJECT} was not understood: {len(found)} functions")
        return 1
    bad = [chain for chain in chains if chain[0] > MOST_BYTES or len(chain[1]) > MOST_FRAMES]
    for size, chain in bad:
        print(f"not ok stack: {size} bytes in {len(chain)} frames: {' -> '.join(chain)}; Linux 5.10 takes {MOST_BYTES} in "
              f"{MOST_FRAMES}: keep a copy in a map's value instead, or make it a program of its own")
    if not bad:
        print(f"deepest: {chains[0][0]} bytes: {' -> '.join(chains[0][1])}")
        print("ok stack: every chain of calls fits what the oldest kernel has")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
