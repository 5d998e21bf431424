#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Turns what a test program left behind into tally rows: "ok|fail|skip <TAB> test <TAB> why", one per test.

tally.py gtest NAME STATUS FILE.xml   the XML report of a GoogleTest binary (its JSON has no reasons for skips)
tally.py lines NAME STATUS FILE.log   the output of any other program: "ok NAME", "not ok NAME: why", "skip NAME: why";
                                      one that prints no such line is one test, judged by its exit status (77: skipped)
"""
import re
import sys
import xml.etree.ElementTree as xml

LINE = re.compile(r"^(ok|not ok|skip)\s+(?:\d+ - )?(.+?)(?:(?:: | # SKIP ?)(.*))?$")
SKIP_STATUS = 77


def last_line(text):
    """The line of gtest's message that says why, without file and line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " ".join(lines[1:]) or (lines[0] if lines else "no reason given")


def gtest_case(case):
    name = f"{case.get('classname')}.{case.get('name')}"
    if case.get("status") == "notrun":
        return "skip", name, "disabled in the source"
    skipped, failure = case.find("skipped"), case.find("failure")
    if failure is not None:
        return "fail", name, failure.get("message", "").replace("\n", " | ")
    if skipped is not None:
        return "skip", name, last_line(skipped.get("message", ""))
    return "ok", name, ""


def gtest(name, status, path):
    try:
        rows = [gtest_case(case) for case in xml.parse(path).iter("testcase")]
    except (OSError, xml.ParseError):
        return [("fail", name, f"ended with status {status} before it wrote its report")]
    if status != 0 and not any(kind == "fail" for kind, _, _ in rows):
        rows.append(("fail", name, f"every test passed, yet the program ended with status {status}"))
    return [(kind, f"{name}: {test}", why) for kind, test, why in rows] or [("fail", name, "holds no test")]


def lines(name, status, path):
    kinds = {"ok": "ok", "not ok": "fail", "skip": "skip"}
    with open(path, encoding="utf-8", errors="replace") as log:
        text = log.read().replace("\r", "")
    rows = []
    for match in filter(None, map(LINE.match, text.splitlines())):
        kind = "skip" if " # SKIP" in match.group(0) else kinds[match.group(1)]
        rows.append((kind, f"{name}: {match.group(2)}", match.group(3) or ""))
    end = (text.strip().splitlines() or ["no output"])[-1]
    if not rows:
        return [({0: "ok", SKIP_STATUS: "skip"}.get(status, "fail"), name, "" if status == 0 else end)]
    if status != 0 and not any(kind == "fail" for kind, _, _ in rows):
        rows.append(("fail", name, f"ended with status {status}: {end}"))
    return rows


def main():
    mode, name, status, path = sys.argv[1:5]
    for row in {"gtest": gtest, "lines": lines}[mode](name, int(status), path):
        print("\t".join(re.sub(r"\s+", " ", field)[:400] for field in row))


if __name__ == "__main__":
    main()
