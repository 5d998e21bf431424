# SPDX-License-Identifier: Apache-2.0
"""Debian's Prometheus and Alertmanager as children, on loopback, with their data in a workspace."""
import json
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from lab.receiver import closed_port


class Server:
    """A child that answers on `url` once it is ready; what it said stands in `log`."""

    def __init__(self, workspace, name, command, port, ready):
        self.url, self.log = f"http://127.0.0.1:{port}", workspace.run_dir / f"{name}.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        workspace.callback(self.stop)
        for _ in range(300):
            try:
                with urllib.request.urlopen(self.url + ready, timeout=2):
                    return
            except (OSError, urllib.error.URLError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError(f"{name} is not ready: {self.log.read_text()}")

    def get(self, path, **query):
        text = urllib.parse.urlencode(query)
        try:
            with urllib.request.urlopen(f"{self.url}{path}{'?' + text if text else ''}", timeout=20) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return json.loads(error.read())

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)


class Prometheus(Server):
    """`scrape`: the job's own keys, as in its configuration; rules: files."""

    def __init__(self, workspace, target, scrape, rules=()):
        port, home = closed_port(), workspace.run_dir
        config = home / "prometheus.yml"
        config.write_text(json.dumps({
            "global": {"scrape_interval": "500ms", "evaluation_interval": "500ms"},
            "rule_files": list(map(str, rules)),
            "scrape_configs": [{"job_name": "overboard", "static_configs": [{"targets": [target]}], **scrape}]}))
        super().__init__(workspace, "prometheus", [
            "prometheus", f"--config.file={config}", f"--storage.tsdb.path={home / 'tsdb'}",
            f"--web.listen-address=127.0.0.1:{port}"], port, "/-/ready")

    def query(self, expression):
        """The instant vector, or why there is none."""
        answer = self.get("/api/v1/query", query=expression)
        return answer["data"]["result"] if answer["status"] == "success" else answer["error"]

    def targets(self):
        return self.get("/api/v1/targets")["data"]["activeTargets"]


class Alertmanager(Server):
    def __init__(self, workspace, receiver_url, group_by=("namespace", "node")):
        port, home = closed_port(), workspace.run_dir
        config = home / "alertmanager.yml"
        config.write_text(json.dumps({
            "route": {"receiver": "test", "group_by": list(group_by), "group_wait": "1s", "group_interval": "1s",
                      "repeat_interval": "1h"},
            "receivers": [{"name": "test", "webhook_configs": [{"url": receiver_url, "send_resolved": True}]}]}))
        super().__init__(workspace, "alertmanager", [
            "prometheus-alertmanager", f"--config.file={config}", f"--storage.path={home / 'alertmanager'}",
            f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="], port, "/-/ready")
        self.push = self.url + "/api/v2/alerts"

    def alerts(self):
        return self.get("/api/v2/alerts")
