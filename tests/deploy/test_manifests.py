#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the chart and the kustomize base give: rendered, typed against the published models, and least privileged."""
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from lab import report  # noqa: E402
from lab.workspace import run  # noqa: E402

CHART = ROOT / "deploy" / "helm" / "overboard"
KUSTOMIZE = ROOT / "deploy" / "kustomize"
TYPES = ROOT / "build" / "types"

FULL = {
    "image": {"digest": "sha256:" + "0a" * 32},
    "imagePullSecrets": [{"name": "registry"}],
    "config": {"metrics": {"listen": "0.0.0.0:9435", "tls": {"cert": "/etc/overboard/secrets/metrics/tls.crt",
                                                             "key": "/etc/overboard/secrets/metrics/tls.key"}},
               "sinks": [{"name": "oncall", "type": "webhook", "url": "https://incident.example/hook"},
                         {"name": "log", "type": "stdout", "format": "json"}]},
    "rules": {"custom": {"local.yaml": "- list: declared_socket_clients\n  items: [registry.example/ci]\n"},
              "existingConfigMaps": ["team-rules"]},
    "secrets": ["webhook-key"],
    "daemonset": {"affinity": {"nodeAffinity": {}}, "podLabels": {"team": "security"}, "annotations": {"a": "b"}},
    "security": {"sysResource": True, "selinux": {"enabled": True}},
    "serviceAccount": {"annotations": {"a": "b"}},
    "podMonitor": {"enabled": True, "labels": {"release": "prometheus"},
                   "endpoint": {"basicAuth": {"username": {"name": "metrics", "key": "username"},
                                              "password": {"name": "metrics", "key": "password"}},
                                "tlsConfig": {"serverName": "overboard", "ca": {"secret": {"name": "metrics", "key": "ca.crt"}}}}},
    "serviceMonitor": {"enabled": True},
    "resourceQuota": {"enabled": True},
    "prometheusRule": {"enabled": True},
    "grafanaDashboard": {"enabled": True},
    "networkPolicy": {"enabled": True, "ingressFrom": [{"namespaceSelector": {}}],
                      "egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}], "ports": [{"port": 443, "protocol": "TCP"}]}]},
}


def written(directory, name, content):
    path = Path(directory) / name
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return path


def documents(text):
    return [document for document in yaml.safe_load_all(text) if document]


def over(below, above):
    """Helm's merge: maps are merged, all else is replaced."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return {**below, **{key: over(below.get(key), value) for key, value in above.items()}}


def one(manifest, kind, name="overboard"):
    found = [document for document in manifest if document["kind"] == kind and document["metadata"]["name"] == name]
    assert len(found) == 1, f"{len(found)} of {kind}/{name}"
    return found[0]


def leaves(schema, node, above=""):
    """The dotted names of all that has no properties of its own."""
    node = schema["definitions"][node["$ref"].rsplit("/", 1)[1]] if "$ref" in node else node
    if "properties" not in node:
        return [above]
    return [leaf for name, below in node["properties"].items() for leaf in leaves(schema, below, f"{above}.{name}" if above else name)]


class Manifests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        TYPES.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", "check.mjs"):
            shutil.copy(ROOT / "tests" / "deploy" / "types" / name, TYPES)
        if not (TYPES / "node_modules" / ".package-lock.json").exists():
            run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=TYPES)
        cls.types = subprocess.Popen(["node", TYPES / "check.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        cls.addClassCleanup(cls.types.communicate)

    def setUp(self):
        self.directory = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.directory)

    def render(self, values=None):
        files = [written(self.directory, "values.yaml", values)] if values else []
        return run(ROOT / "tests/deploy/render/run", CHART, "overboard", *files)

    def asked(self, **question):
        print(json.dumps({key: str(value) for key, value in question.items()}), file=self.types.stdin, flush=True)
        return json.loads(self.types.stdout.readline())

    def typed(self, text):
        """Gives the number of documents, none of which is mistyped."""
        answer = self.asked(manifest=written(self.directory, "manifest.yaml", text))
        self.assertEqual("", answer["wrong"])
        return answer["documents"]

    def refused(self, values):
        """What the schema says of the values over the chart's own, as Helm asks it; nothing: they are fine."""
        values = over(yaml.safe_load((CHART / "values.yaml").read_text()), values)
        return self.asked(schema=CHART / "values.schema.json", values=written(self.directory, "values.yaml", values))["wrong"]

    def kustomized(self):
        """What the overlay gives. The kubectl of Debian 12 is too old for directories in `resources`."""
        copy = Path(self.directory) / "kustomize"
        shutil.copytree(KUSTOMIZE, copy)
        if '"1", Minor:"20' in run("kubectl", "version", "--client", check=False):
            overlay = copy / "overlays/example/kustomization.yaml"
            overlay.write_text(overlay.read_text().replace("resources: [../../base, ", "bases: [../../base]\nresources: ["))
        return run("kubectl", "kustomize", copy / "overlays" / "example")

    def test_the_defaults_give_these_documents_well_typed(self):
        text = self.render()
        self.assertEqual(["ConfigMap/overboard", "ConfigMap/overboard-rules", "DaemonSet/overboard", "Service/overboard",
                          "ServiceAccount/overboard", "Pod/overboard-selftest"], [f"{each['kind']}/{each['metadata']['name']}" for each in documents(text)])
        self.assertEqual(6, self.typed(text))

    def test_everything_on_is_well_typed(self):
        text = self.render(FULL)
        self.typed(text)
        kinds = {document["kind"] for document in documents(text)}
        self.assertLessEqual({"PodMonitor", "ServiceMonitor", "PrometheusRule", "NetworkPolicy", "ConfigMap", "ResourceQuota"}, kinds)

    def test_the_types_find_a_misspelt_field(self):
        with self.assertRaisesRegex(AssertionError, "hostPid"):
            self.typed(self.render().replace("hostPID: true", "hostPid: true"))

    def test_the_schema_takes_what_the_chart_takes(self):
        self.assertEqual("", self.refused({}))
        self.assertEqual("", self.refused(FULL))

    def test_the_schema_refuses_what_the_chart_would_ignore(self):
        for values, part in (({"imagee": {}}, "imagee"), ({"config": {"metrix": {}}}, "metrix"),
                             ({"config": {"sinks": [{"name": "a", "type": "slack", "ur": "x"}]}}, "/config/sinks/0"), ({"image": {"repository": "x", "tagg": "1"}}, "tagg"),
                             ({"config": {"sinks": [{"name": "a", "type": "webhok"}]}}, "/config/sinks/0/type"),
                             ({"rules": {"custom": {"../evil.yaml": "x"}}}, "/rules/custom"),
                             ({"paths": {"run": "run"}}, "/paths/run"), ({"secrets": ["A b"]}, "/secrets/0")):
            with self.subTest(part):
                self.assertIn(part, self.refused(values))

    def test_the_schema_the_daemon_and_the_shipped_file_know_the_same_settings(self):
        schema = json.loads((CHART / "values.schema.json").read_text())
        sources = [(ROOT / "userspace/cli" / name).read_text() for name in ("setting.cpp", "sink_keys.cpp")]
        settings = re.findall(r'^    \{"([a-z_.]+)", Form::\w+, "[^"]*", "[^"]*", \'.\', true,', sources[0], re.M)
        sink = re.findall(r'^    \{"([a-z_.]+)", (?:everywhere|file|syslog|network)\b', sources[1], re.M)
        self.assertGreater(min(len(settings), len(sink)), 10)
        self.assertEqual(sorted(settings), sorted(leaves(schema, schema["properties"]["config"])))
        self.assertEqual(sorted(sink), sorted(leaves(schema, schema["definitions"]["sink"])))
        shipped = (ROOT / "deploy/config.yaml").read_text()
        self.assertEqual([], [key for key in settings + sink if not re.search(rf"\b{key.split('.')[-1]}\b", shipped)])

    def test_the_shipped_file_with_all_its_examples_is_taken_by_the_schema_and_by_the_daemon(self):
        text = re.sub(r"(?m)^( *)# ?(?=  - \{|     secret|[a-z_]+: [\w/{])", r"\1", (ROOT / "deploy/config.yaml").read_text())
        config = yaml.safe_load(text)
        self.assertEqual({"file", "syslog", "webhook", "alertmanager", "otlp", "pagerduty", "slack", "stdout"},
                         {each["type"] for each in config["sinks"]})
        self.assertIn("tls", config["metrics"])
        self.assertEqual("", self.refused({"config": config}))
        run(ROOT / "build/dev/overboard", "check", written(self.directory, "all.yaml", text))

    def test_the_sensor_holds_four_capabilities_and_no_more(self):
        pod = one(documents(self.render()), "DaemonSet")["spec"]["template"]["spec"]
        context = pod["containers"][0]["securityContext"]
        self.assertEqual({"drop": ["ALL"], "add": ["BPF", "PERFMON", "SYS_PTRACE", "DAC_READ_SEARCH"]}, context["capabilities"])
        self.assertEqual([False, False, True], [context[key] for key in
                                                ("privileged", "allowPrivilegeEscalation", "readOnlyRootFilesystem")])
        self.assertNotIn("hostNetwork", pod)
        self.assertFalse(pod["automountServiceAccountToken"])
        self.assertNotIn("cpu", pod["containers"][0]["resources"]["limits"])
        writable = {mount["name"] for mount in pod["containers"][0]["volumeMounts"] if not mount.get("readOnly")}
        self.assertEqual({"state"}, writable)

    def test_a_network_policy_lets_the_test_pod_ask(self):
        manifest = documents(self.render(FULL))
        (rule,) = one(manifest, "NetworkPolicy")["spec"]["ingress"]
        self.assertIn({"podSelector": {"matchLabels": one(manifest, "Pod", "overboard-selftest")["metadata"]["labels"]}}, rule["from"])

    def test_a_quota_is_for_the_priority_of_the_pods(self):
        manifest = documents(self.render(FULL))
        (scope,) = one(manifest, "ResourceQuota")["spec"]["scopeSelector"]["matchExpressions"]
        self.assertEqual([one(manifest, "DaemonSet")["spec"]["template"]["spec"]["priorityClassName"]], scope["values"])

    def test_an_upgrade_without_a_moment_unwatched_is_well_typed(self):
        rolling = {"maxSurge": "10%", "maxUnavailable": 0}
        values = {"daemonset": {"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": rolling}}}
        text = self.render(values)
        self.typed(text)
        self.assertEqual(rolling, one(documents(text), "DaemonSet")["spec"]["updateStrategy"]["rollingUpdate"])

    def test_an_old_kernel_and_selinux_are_asked_for(self):
        pod = one(documents(self.render(FULL)), "DaemonSet")["spec"]["template"]["spec"]
        self.assertIn("SYS_RESOURCE", pod["containers"][0]["securityContext"]["capabilities"]["add"])
        self.assertEqual({"type": "spc_t"}, pod["securityContext"]["seLinuxOptions"])

    def test_every_mount_has_its_volume_and_every_volume_is_mounted(self):
        for values in (None, FULL):
            pod = one(documents(self.render(values)), "DaemonSet")["spec"]["template"]["spec"]
            self.assertEqual(sorted(mount["name"] for mount in pod["containers"][0]["volumeMounts"]),
                             sorted(volume["name"] for volume in pod["volumes"]))

    def test_the_daemon_takes_the_configuration(self):
        config = one(documents(self.render()), "ConfigMap")["data"]["config.yaml"]
        run(ROOT / "build/dev/overboard", "check", written(self.directory, "config.yaml", config))

    def test_a_changed_configuration_is_a_new_pod_and_changed_rules_are_not(self):
        def annotations(values):
            return one(documents(self.render(values)), "DaemonSet")["spec"]["template"]["metadata"]["annotations"]
        before = annotations(None)
        self.assertNotEqual(before, annotations({"config": {"scope": "all"}}))
        self.assertEqual(before, annotations({"rules": {"custom": {"a.yaml": "- list: a\n  items: []\n"}}}))

    def test_the_notes_give_the_next_commands(self):
        notes = self.render()
        for part in ("kubectl -n overboard rollout status daemonset/overboard", "exec ds/overboard -- overboard doctor"):
            self.assertIn(part, notes)

    def test_the_kustomize_base_is_what_the_chart_gives(self):
        fresh = Path(self.directory) / "fresh.yaml"
        run(KUSTOMIZE / "render", fresh)
        self.assertEqual(fresh.read_text(), (KUSTOMIZE / "base" / "overboard.yaml").read_text(),
                         "run deploy/kustomize/render and commit what it writes")
        self.typed(fresh.read_text() + "---\n" + (KUSTOMIZE / "base" / "namespace.yaml").read_text())

    def test_the_example_overlay_changes_what_it_says(self):
        text = self.kustomized()
        self.typed(text)
        manifest = documents(text)
        image = one(manifest, "DaemonSet")["spec"]["template"]["spec"]["containers"][0]["image"]
        self.assertEqual("registry.internal/security/overboard:0.1.0", image)
        mounted = {volume["configMap"]["name"] for volume in
                   one(manifest, "DaemonSet")["spec"]["template"]["spec"]["volumes"] if "configMap" in volume}
        self.assertEqual(mounted, {document["metadata"]["name"] for document in manifest if document["kind"] == "ConfigMap"})
        rules = [document for document in manifest if document["kind"] == "ConfigMap" and "local.yaml" in document["data"]]
        run(ROOT / "build/dev/overboard", "check", ROOT / "rules", written(self.directory, "local.yaml", rules[0]["data"]["local.yaml"]))

    def test_the_test_pod_holds_no_privilege_and_asks_the_sensor_of_its_node(self):
        manifest = documents(self.render())
        (container,) = one(manifest, "Pod", "overboard-selftest")["spec"]["containers"]
        self.assertEqual(["selftest", "--sensor", "http://overboard:9435"], container["args"])
        self.assertEqual({"drop": ["ALL"]}, container["securityContext"]["capabilities"])
        self.assertEqual("Local", one(manifest, "Service")["spec"]["internalTrafficPolicy"])

    def test_the_test_pod_finds_its_way_through_tls_and_a_password(self):
        text = self.render({"config": {"metrics": {"tls": {"cert": "/c", "key": "/k"}}},
                            "selftest": {"secret": "scrape", "ca": "ca.crt", "basicAuth": "user"}})
        self.typed(text)
        spec = one(documents(text), "Pod", "overboard-selftest")["spec"]
        self.assertEqual(["selftest", "--sensor", "https://overboard:9435", "--ca", "/etc/overboard/access/ca.crt",
                          "--basic-auth", "/etc/overboard/access/user"], spec["containers"][0]["args"])
        self.assertEqual({"secretName": "scrape", "defaultMode": 0o444}, spec["volumes"][0]["secret"])

    def test_what_removes_the_state_directory_removes_that_of_the_chart(self):
        text = (KUSTOMIZE / "remove" / "overboard-remove.yaml").read_text()
        self.typed(text)
        spec = one(documents(text), "DaemonSet", "overboard-remove")["spec"]["template"]["spec"]
        state = yaml.safe_load((CHART / "values.yaml").read_text())["paths"]["state"]
        (volume,) = spec["volumes"]
        self.assertIn("rm -rf " + state.replace(volume["hostPath"]["path"], "/node"), spec["initContainers"][0]["command"][-1])

    def test_uninstalling_leaves_only_the_state_directory(self):
        paths = {volume["hostPath"]["path"] for volume in
                 one(documents(self.render()), "DaemonSet")["spec"]["template"]["spec"]["volumes"]
                 if volume.get("hostPath", {}).get("type") == "DirectoryOrCreate"}
        self.assertEqual({"/var/lib/overboard"}, paths)

    def test_names_fit_what_kubernetes_takes(self):
        long = {"fullnameOverride": "a" * 63}
        for document in documents(self.render(long)):
            self.assertTrue(re.fullmatch("[a-z0-9]([-a-z0-9]*[a-z0-9])?", document["metadata"]["name"]), document["metadata"])


if __name__ == "__main__":
    report.main()
