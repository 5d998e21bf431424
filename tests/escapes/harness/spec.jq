# SPDX-License-Identifier: Apache-2.0
# An OCI config.json: what Docker and containerd give a container that asks for nothing, and what the case's words change.
# In: $words $args $home $engine $netns $cgroup (strings), $all (array: the capabilities this machine has).
def words: $words | split(" ") | map(select(. != ""));
def has_word(w): any(words[]; . == w);
def asked(w): has_word(w) or has_word("privileged");
def values(key): [words[] | select(startswith(key + "=")) | ltrimstr(key + "=")];
def listed(key): [values(key)[] | split(",")[]];

def default_capabilities: "CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE
    SYS_CHROOT KILL AUDIT_WRITE" | [splits("[ \n]+")];
def capabilities:
    (if asked("privileged") or (listed("cap") | index("all")) then $all else default_capabilities + listed("cap") end) as $wanted
    | ($wanted - listed("drop")) | map(select(. as $c | $all | index($c))) | unique | map("CAP_" + .);

def host_path: if startswith("@engine") then $engine + ltrimstr("@engine") elif startswith("@") then $home + "/" + ltrimstr("@") else . end;
def bind: split(":") | {destination: .[1], type: "bind", source: (.[0] | host_path), options: ["rbind", "rprivate", .[2] // "ro"]};
def other_mount: split(":") | {destination: .[1], type: .[0], source: .[0], options: ((.[2] // "") | split(",") | map(select(. != "")))};
def system_mounts: [
    ["/proc", "proc", "nosuid,noexec,nodev"], ["/dev", "tmpfs", "nosuid,strictatime,mode=755"],
    ["/dev/pts", "devpts", "nosuid,noexec,newinstance"], ["/dev/shm", "tmpfs", "nosuid,noexec,nodev,mode=1777"],
    ["/sys", "sysfs", (if asked("privileged") then "rw" else "nosuid,noexec,nodev,ro" end)],
    ["/run", "tmpfs", "nosuid,nodev,mode=755"], ["/tmp", "tmpfs", "nosuid,nodev,mode=1777"]]
    | map({destination: .[0], type: .[1], source: .[1], options: (.[2] | split(","))});

def namespaces: ["pid", "mount", "ipc", "uts", "cgroup", "network"] - (listed("host") | map(if . == "net" then "network" else . end))
    | map({type: .} + (if . == "network" and $netns != "" then {path: $netns} else {} end));
def hidden(paths): if asked("unmasked") then [] else paths end;

capabilities as $capabilities
| {
    ociVersion: "1.0.2", hostname: "case", root: {path: "rootfs", readonly: has_word("read-only-root")},
    process: {
        args: ($args | split(" ")), cwd: "/",
        env: (["PATH=/opt/case/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME=/root", "LANG=C.UTF-8"] + values("env")),
        user: {uid: ((values("user")[0] // "0") | tonumber), gid: 0}, noNewPrivileges: (asked("new-privileges") | not),
        capabilities: {bounding: $capabilities, effective: $capabilities, permitted: $capabilities}
    },
    annotations: ((values("image")[0] // "") | if . == "" then {} else {
        "io.kubernetes.cri.container-type": "container", "io.kubernetes.cri.container-name": "case", "io.kubernetes.cri.image-name": .} end),
    mounts: (system_mounts + (values("fs") | map(other_mount)) + (values("mount") | map(bind))),
    linux: {
        namespaces: namespaces, cgroupsPath: $cgroup,
        resources: (if asked("privileged") then {devices: [{allow: true, access: "rwm"}]} else {} end),
        maskedPaths: hidden(["acpi", "asound", "kcore", "keys", "latency_stats", "timer_list", "sched_debug", "scsi"] | map("/proc/" + .)),
        readonlyPaths: hidden(["bus", "fs", "irq", "sys", "sysrq-trigger"] | map("/proc/" + .))
    }
}
