# SPDX-License-Identifier: Apache-2.0
"""A detector that alerts on marked programs, and on nothing else: those that carry the name of this workspace, which no
other test on this kernel does."""
from lab.detector import Detector


def rule(workspace):
    return f"""
- rule: Marked program
  id: marked
  desc: a program that carries the mark of this test
  condition: evt.kind = exec and container and proc.cmdline startswith "busybox true {workspace.name}"
  output: marked %proc.cmdline
  priority: WARNING
"""


def detector(workspace):
    rules = workspace.run_dir / "marked.yaml"
    rules.write_text(rule(workspace))
    return Detector(workspace, arguments=["--rules", str(rules)])


def command(workspace, *words):
    """What a container executes to be alerted on. `words` are the alert's, see below."""
    return ["/bin/busybox", "true", workspace.name, *words]


def words(alert):
    return alert["process"]["args"][3:]
