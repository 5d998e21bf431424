#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Whatever a rule claims to detect is attacked: each slug has a directory in tests/escapes/ that expects it."""
import re
import yaml
from tree import ROOT, Report

EXPECT = re.compile(r"^# expect: (\S+)", re.M)


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


def main():
    report = Report()
    rules, attacks = slugs(), attacked()
    report.check("escapes: every rule's first tag is its slug",
                 [name for slug, names in rules.items() if not re.fullmatch(r"[a-z][a-z0-9-]+", slug)
                  for name in names])
    report.check("escapes: every slug is attacked",
                 [f"{slug} ({names[0]}) has no attack in tests/escapes/{slug}/" for slug, names in sorted(rules.items(), key=str)
                  if slug not in attacks.get(slug, ())])
    report.check("escapes: every attack's directory is a slug of a rule",
                 [f"tests/escapes/{name}" for name in sorted(attacks) if name not in rules])
    report.exit()


if __name__ == "__main__":
    main()
