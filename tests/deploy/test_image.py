#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The image: small, the same bytes each time, with an SBOM of all that is in it; and run through a containerd's CRI as the
manifest says, with four capabilities and a read-only root, it detects the attacks on a pod beside it."""
import hashlib
import io
import json
import os
import re
import shutil
import sys
import tarfile
import tempfile
import time
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support"), str(ROOT / "deploy" / "demo")]

import judge  # noqa: E402
import scenarios  # noqa: E402
import stage as world  # noqa: E402
from lab import report, sensor_pod  # noqa: E402
from lab.cri import Mount, PodRequest  # noqa: E402
from lab.podman import Podman  # noqa: E402
from lab.wait import until  # noqa: E402
from lab.workspace import Workspace, run  # noqa: E402

BUILD = ROOT / "build" / os.environ.get("OVERBOARD_PRESET", "dev")
OUT = ROOT / "build" / "image"
LARGEST = 20 << 20  # compressed
MOST_MEMORY = 40 << 20  # of the container, at rest: 30 MiB, and room for another machine's libraries and kernel
ALL = os.environ.get("OVERBOARD_ALL")
HELD = {"cap_bpf": 39, "cap_perfmon": 38, "cap_sys_ptrace": 19, "cap_dac_read_search": 2}  # capabilities(7)

RULE = """
- rule: Marked program
  id: marked
  desc: a program that this test executes
  condition: evt.kind = exec and container and proc.cmdline = "overboard list events"
  output: marked
  priority: NOTICE
"""


def build(package, out, timeout=500):
    """Builds the image, and gives the archive. package: None compiles the tree."""
    with Workspace() as workspace:
        podman = Podman(workspace)
        given = ["--package", package] if package else []
        run(ROOT / "deploy/image/build", *given, "--tag", sensor_pod.IMAGE, "--out", out, timeout=timeout,
            env={**os.environ, "PODMAN": " ".join(map(str, podman.command)), "TMPDIR": str(podman.temporary)})
    return out / "overboard.tar"


class Archive:
    """An OCI archive of one image with one layer."""

    def __init__(self, path):
        self.size = path.stat().st_size
        with tarfile.open(path) as archive:
            def blob(digest):
                return archive.extractfile("blobs/" + digest.replace(":", "/")).read()
            (entry,) = json.load(archive.extractfile("index.json"))["manifests"]
            self.digest = entry["digest"]
            manifest = json.loads(blob(self.digest))
            self.config = json.loads(blob(manifest["config"]["digest"]))
            (layer,) = manifest["layers"]
            self.layer = blob(layer["digest"])
        with tarfile.open(fileobj=io.BytesIO(self.layer)) as layer:
            self.members = layer.getmembers()
            self.files = {"/" + each.name.removeprefix("./"): layer.extractfile(each).read()
                          for each in self.members if each.isfile()}

    def unpack(self, directory):
        with tarfile.open(fileobj=io.BytesIO(self.layer)) as layer:
            layer.extractall(directory)


def setUpModule():
    global package, archive
    directory = tempfile.mkdtemp()
    unittest.addModuleCleanup(shutil.rmtree, directory)
    run("cpack", "-G", "DEB", "-B", directory, "--config", BUILD / "CPackConfig.cmake", timeout=300)
    (package,) = Path(directory).glob("*.deb")
    archive = Archive(build(package, OUT))


class Image(unittest.TestCase):
    def test_it_is_small(self):
        self.assertLess(archive.size, LARGEST)
        print(f"# {archive.size / 1e6:.1f} MB compressed, {sum(map(len, archive.files.values())) / 1e6:.1f} MB unpacked, "
              f"{len(archive.files)} files")

    @unittest.skipUnless(ALL, "builds again: ./dev test --all")
    def test_built_again_it_is_the_same(self):
        with tempfile.TemporaryDirectory(dir="/var/tmp") as other:
            shutil.copy(OUT / "base.tar", other)
            self.assertEqual(archive.digest, Archive(build(package, Path(other))).digest)

    @unittest.skipUnless(ALL, "compiles the tree without a cache: ./dev test --all")
    def test_compiled_in_its_own_base_it_holds_the_same_files_and_runs(self):
        with tempfile.TemporaryDirectory(dir="/var/tmp") as other:
            shutil.copy(OUT / "base.tar", other)
            compiled = Archive(build(None, Path(other), timeout=3000))
            self.assertEqual(set(archive.files), set(compiled.files))
            compiled.unpack(Path(other) / "root")
            shown = run("chroot", Path(other) / "root", "/usr/bin/overboard", "check", "/usr/share/overboard/rules")
            self.assertIn("rules load", shown)

    def test_there_is_nothing_to_run_but_the_program(self):
        programs = {path for path in archive.files if "/bin/" in path or "/sbin/" in path}
        self.assertEqual({"/usr/bin/overboard"}, programs)
        self.assertEqual([], [each.name for each in archive.members if each.mode & 0o6000])
        self.assertEqual([], [each.name for each in archive.members if each.mode & 0o002 and not each.issym() and each.name != "tmp"])

    def test_it_starts_the_sensor_as_root_without_privileges(self):
        config = archive.config["config"]
        self.assertEqual((["/usr/bin/overboard"], ["run"], "0:0"), (config["Entrypoint"], config["Cmd"], config["User"]))
        self.assertEqual("Overboard", config["Labels"]["org.opencontainers.image.title"])

    def test_the_sbom_names_every_file_with_its_digest(self):
        text = archive.files.pop("/usr/share/overboard/sbom.spdx.json")
        self.addCleanup(archive.files.__setitem__, "/usr/share/overboard/sbom.spdx.json", text)
        sbom = json.loads(text)
        self.assertEqual("SPDX-2.3", sbom["spdxVersion"])
        named = {each["fileName"][1:]: {sum_["algorithm"]: sum_["checksumValue"] for sum_ in each["checksums"]}
                 for each in sbom["files"]}
        self.assertEqual(sorted(archive.files), sorted(named))
        for path, content in archive.files.items():
            self.assertEqual(hashlib.sha256(content).hexdigest(), named[path]["SHA256"], path)
            self.assertEqual(hashlib.sha1(content).hexdigest(), named[path]["SHA1"], path)
        self.assertEqual(text, (OUT / "sbom.spdx.json").read_bytes())

    def test_the_sbom_says_which_package_each_file_is_of(self):
        sbom = json.loads(archive.files["/usr/share/overboard/sbom.spdx.json"])
        packages = {each["SPDXID"]: each for each in sbom["packages"]}
        contained = {each["relatedSpdxElement"]: packages[each["spdxElementId"]]["name"]
                     for each in sbom["relationships"] if each["relationshipType"] == "CONTAINS"}
        owner = {each["fileName"][1:]: contained[each["SPDXID"]] for each in sbom["files"]}
        self.assertEqual("overboard", owner["/usr/bin/overboard"])
        libraries = {path: name for path, name in owner.items() if "/lib/x86_64-linux-gnu/" in path}
        self.assertEqual(set(), {"overboard", "overboard-image"} & set(libraries.values()))
        self.assertEqual("libbpf1", libraries["/usr/lib/x86_64-linux-gnu/libbpf.so.1.1.2"])
        made = {path for path, name in owner.items() if name == "overboard-image" and "/status.d/" not in path}
        self.assertEqual({"/etc/passwd", "/etc/group", "/etc/nsswitch.conf"}, made)

    def test_the_sbom_has_the_versions_that_dpkg_knew(self):
        sbom = json.loads(archive.files["/usr/share/overboard/sbom.spdx.json"])
        for each in sbom["packages"]:
            if each["name"] == "overboard-image":
                continue
            status = archive.files[f"/var/lib/dpkg/status.d/{each['name']}"].decode()
            self.assertIn(f"Version: {each['versionInfo']}\n", status)
            self.assertIn(f"@{each['versionInfo']}?arch=", each["externalRefs"][0]["referenceLocator"])
            self.assertIn(f"/usr/share/doc/{each['name']}/copyright", archive.files)


class OnANode(unittest.TestCase):
    """The sensor's pod, and beside it pods that are attacked."""

    @classmethod
    def setUpClass(cls):
        workspace = Workspace()
        cls.addClassCleanup(workspace.close)
        cls.around = world.Surroundings.make(workspace)
        cls.node = world.Node(workspace, cls.around)
        cls.node.import_image(OUT / "overboard.tar")
        cls.sensor = sensor_pod.SensorPod(workspace, cls.node.cri)

    def test_it_detects_each_attack_of_the_demo(self):
        for scenario in scenarios.SCENARIOS:
            with self.subTest(scenario.key), Workspace() as own:
                stage, seen = self.node.start_pod(own), len(self.sensor.alerts())
                response, worked = scenarios.attack(stage, scenario)
                self.assertTrue(worked, f"the attack had no effect: {response}")
                alerts = judge.alerts_of(self.sensor, stage, scenario, seen)
                self.assertEqual([], judge.problems(stage, scenario, response, alerts))

    def status(self):
        lines = Path(f"/proc/{self.sensor.container.pid}/status").read_text().splitlines()
        return dict(line.split(":\t", 1) for line in lines if ":\t" in line)

    def test_it_holds_four_capabilities_and_can_gain_none(self):
        status = self.status()
        allowed = sum(1 << bit for bit in HELD.values())
        self.assertEqual(allowed, int(status["CapBnd"], 16))
        self.assertEqual(0, int(status["CapEff"], 16) & ~allowed)
        self.assertEqual("1", status["NoNewPrivs"])
        self.assertEqual("2", status["Seccomp"])  # a filter

    def test_it_needs_little_memory(self):
        self.assertLess(self.sensor.resident_bytes(), MOST_MEMORY)

    def test_its_root_is_read_only(self):
        with open(f"/proc/{self.sensor.container.pid}/mountinfo", encoding="utf-8") as table:
            (root,) = [line.split() for line in table if line.split()[4] == "/"]
        self.assertIn("ro", root[5].split(","))

    def test_its_doctor_misses_nothing(self):
        needs = [json.loads(line) for line in self.sensor.container.exec("overboard", "doctor", "--json").splitlines()]
        self.assertEqual([], [each for each in needs if not each["met"] and each["required"]])
        said = {each["need"]: each["detail"] for each in needs}
        self.assertEqual(["SYS_PTRACE", "DAC_READ_SEARCH"], re.findall(r"CAP_(\w+)", said["kept at work"])[:2])
        self.assertEqual("nothing", said["kept to start couriers"])

    def test_its_selftest_sees_its_alert_come_through(self):
        verdict = json.loads(self.sensor.container.exec("overboard", "selftest", "--json"))
        self.assertEqual((True, ""), (verdict["ok"], verdict["undelivered"]))
        (alert,) = [each for each in self.sensor.alerts() if each["id"] == verdict["alert"]]
        self.assertEqual(("selftest", "overboard", "overboard-x7k2p"), (alert["rule_id"], alert["container"]["name"], alert["pod"]["name"]))
        self.assertAlmostEqual(time.time(), self.sensor.metric("overboard_selftest_last_success_timestamp_seconds"), delta=60)

    def test_a_pod_of_helm_test_sees_that_its_node_is_watched(self):
        """The chart's test pod: no privileges, and nothing of the node but the sensor's address."""
        with Workspace() as own:
            url = f"http://{self.sensor.address()}:{sensor_pod.METRICS_PORT}"
            pod = PodRequest("overboard-selftest", "overboard", "selftest", sensor_pod.IMAGE, args=["selftest", "--sensor", url],
                             security={"capabilities": {"drop": ["ALL"]}, "allowPrivilegeEscalation": False,
                                       "readOnlyRootFilesystem": True, "runAsUser": 65534, "seccompProfile": {"type": "RuntimeDefault"}})
            container = self.node.cri.run(own, pod)
            self.assertTrue(until(lambda: "detected after" in container.logs()), container.logs())

    def test_rules_of_its_configmap_are_swapped_and_wrong_ones_refused(self):
        sensor_pod.project(self.sensor.rules, {"local.yaml": RULE.replace("proc.cmdline", "proc.cmdlin")})
        self.assertTrue(until(lambda: self.alerted("rules-refused"), 60), self.sensor.output()[-2000:])
        self.assertEqual(1, self.sensor.metric("overboard_rules_load_errors_total"))
        sensor_pod.project(self.sensor.rules, {"local.yaml": RULE})
        self.assertTrue(until(lambda: "reloaded: " in self.sensor.output(), 60), self.sensor.output()[-2000:])
        self.sensor.container.exec("overboard", "list", "events")
        self.assertTrue(until(lambda: self.alerted("marked")))

    def alerted(self, rule):
        return [alert for alert in self.sensor.alerts() if alert["rule_id"] == rule]

    def test_removed_it_leaves_its_state_directory_and_one_manifest_removes_that(self):
        with Workspace() as own:
            pinned = set(Path("/sys/fs/bpf").rglob("*"))
            sensor, node = sensor_pod.SensorPod(own, self.node.cri), own.disk_dir / "lib"
            sensor.container.kill()  # nothing is left to a stop in good order
            self.assertEqual(set(), set(Path("/sys/fs/bpf").rglob("*")) - pinned)
            node.mkdir()
            sensor.state.rename(node / "overboard")
            self.assertTrue(list(node.rglob("outbox*")))
            container = self.node.cri.run(own, self.removing(node))
            self.assertTrue(until(lambda: "removed" in container.logs()), container.logs())
            self.assertEqual([], list(node.iterdir()))

    @staticmethod
    def removing(node):
        """The pod of kustomize/remove, with another directory in the place of the node's /var/lib."""
        manifest = yaml.safe_load((ROOT / "deploy/kustomize/remove/overboard-remove.yaml").read_text())
        (container,) = manifest["spec"]["template"]["spec"]["initContainers"]
        (mount,) = container["volumeMounts"]
        return PodRequest("overboard-remove", "overboard", container["name"], world.IMAGE, command=container["command"],
                          mounts=[Mount(node, mount["mountPath"], read_only=False)], security=container["securityContext"])

    def test_it_had_room_for_all_it_saw(self):
        """Others' containers on this kernel may be over their budget, race, flood io_uring, or have no bundle: that is theirs."""
        for reason in ("ring_full", "scratch", "process_table", "container_table"):
            self.assertEqual(0, self.sensor.metric("overboard_events_dropped_total", reason=reason), reason)
        self.assertGreater(self.sensor.metric("overboard_enrichment_total", result="bundle_read"), 0)


if __name__ == "__main__":
    report.main()
