#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Whatever a rule claims to detect is attacked: each slug has a directory in tests/escapes/ that expects it."""
import re
import yaml
from tree import ROOT, Report

EXPECT = re.compile(r"^# expect: (\S+)", re.M)
# A technique that can be used in one way only proves little: as many ways each, at least.
VARIANTS = 3
# These have hardly another way.
FEWER = {"unexpected-shell": 1, "event-flood": 2, "selftest": 1}
EVASIONS = "### What must not slip past"
TWINS = "### What must stay silent beside it"
TECHNIQUE = re.compile(r'^    \{"([a-z0-9-]+)", Priority::', re.M)


def slugs():
    """slug -> the rules whose first tag it is; of a rule without tags, "" is."""
    found = {}
    for path in sorted((ROOT / "rules").glob("*.yaml")):
        for item in yaml.safe_load(path.read_text()):
            if "rule" in item:
                found.setdefault((item.get("tags") or [""])[0], []).append(item["rule"])
    return found


def attacked():
    """directory -> the slugs that its attacks expect."""
    return {home.name: {slug for case in home.glob("*.sh") for slug in EXPECT.findall(case.read_text())}
            for home in (ROOT / "tests" / "escapes").iterdir() if home.is_dir() and home.name not in ("harness", "tools")}


def ways(slug):
    """How many attacks expect the slug, wherever they stand."""
    return sum(slug in EXPECT.findall(case.read_text()) for case in (ROOT / "tests" / "escapes").glob("*/*.sh"))


def told(heading):
    """first column -> the cases that the table below that heading of tests/README.md names."""
    page = re.split(r"\n##+ ", (ROOT / "tests" / "README.md").read_text().split(heading, 1)[1], maxsplit=1)[0]
    rows = (row.strip("|").split("|") for row in re.findall(r"^\|.*\|$", page, re.M)[2:])
    return {name.strip(" `"): re.findall(r"`([^`]+)`", cases) for name, cases in rows}


def techniques():
    """The slugs that must be covered, by name, whatever rules there are."""
    return TECHNIQUE.findall((ROOT / "tests" / "rules" / "quality.cpp").read_text())


def main():
    report = Report()
    rules, attacks = slugs(), attacked()
    report.check("escapes: every rule's first tag is its slug",
                 [name for slug, names in rules.items() if not re.fullmatch(r"[a-z][a-z0-9-]+", slug)
                  for name in names])
    report.check("escapes: every slug is attacked",
                 [f"{slug} ({names[0]}) has no attack in tests/escapes/{slug}/" for slug, names in sorted(rules.items(), key=str)
                  if slug not in attacks.get(slug, ())])
    report.check("escapes: every slug is attacked in several ways",
                 [f"tests/escapes/{slug}/ has {found} attacks, at least {FEWER.get(slug, VARIANTS)} are asked for"
                  for slug in sorted(attacks) if (found := ways(slug)) < FEWER.get(slug, VARIANTS)])
    report.check("escapes: every evasion has its case",
                 [f"{evasion}: tests/escapes/{case}.sh is not there" for evasion, cases in told(EVASIONS).items()
                  for case in cases or ["(none)"] if not (ROOT / "tests" / "escapes" / f"{case}.sh").exists()])
    report.check("escapes: every technique has a rule, an attack and a word on its twins",
                 [f"{slug}: no {what}" for slug in techniques() for what, there in (
                     ("rule", slug in rules), ("attack", slug in attacks.get(slug, ())), ("row of twins", slug in told(TWINS)))
                  if not there])
    report.check("escapes: every rule's slug is a technique of the list",
                 sorted(set(rules) - set(techniques()) - {"selftest"}))
    report.check("escapes: every twin named is there",
                 [f"{slug}: tests/benign/{twin}.sh is not there" for slug, twins in told(TWINS).items() for twin in twins
                  if not (ROOT / "tests" / "benign" / f"{twin}.sh").exists()])
    report.check("escapes: every attack's directory is a slug of a rule",
                 [f"tests/escapes/{name}" for name in sorted(attacks) if name not in rules])
    report.exit()


if __name__ == "__main__":
    main()
