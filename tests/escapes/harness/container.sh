# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# One case in one container by runc: its root is an overlay over this machine's own, so every program here is in it.

# The capabilities this machine has, as a JSON array: runc refuses to give what it does not hold.
capability_names="CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE
NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT
SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP
MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE"
available_capabilities() {
    local held names=() name bit=0
    held=$((16#$(awk '/^CapBnd/ {print $2}' /proc/self/status)))
    for name in $capability_names; do
        [ $(((held >> bit) & 1)) = 0 ] || names+=("\"$name\"")
        bit=$((bit + 1))
    done
    (IFS=, && echo "[${names[*]}]")
}

# make_layer: what lies over the machine's files in every container: the cases and their tools.
make_layer() {
    local layer=$run_dir/top/layer/opt/case
    mkdir -p "$run_dir/top"
    mount -t tmpfs -o mode=755 overboard-escapes "$run_dir/top"
    mkdir -p "$layer/bin"
    cp "$tools"/* "$layer/bin/"
    cp -r tests/escapes tests/benign "$layer/"
    find "$layer" -name '*.sh' -exec chmod 755 {} +
}

container_id() { printf '%s-%s' "$run_name" "$1"; }

# An empty layer of its own makes each case an image of its own: what one does at its start is no habit of the others.
mount_root() { # DIR NAME
    local image=$run_dir/top/images/$2
    mkdir -p "$1"/{upper,work} "$image" "$bundles/${1##*/}/rootfs"
    mount -t overlay -o "lowerdir=$image:$run_dir/top/layer:/,upperdir=$1/upper,workdir=$1/work" overlay \
        "$bundles/${1##*/}/rootfs"
}

# make_network NUMBER NAME: a network namespace with the case's addresses on its lo, and a service at each.
make_network() {
    local name address
    name=$(container_id "$1")
    ip netns add "$name"
    ip -n "$name" link set lo up
    for address in $(get "$2" listen); do
        ip -n "$name" addr add "${address%:*}/32" dev lo 2>/dev/null || true
        ip netns exec "$name" "$tools/standin" tcp "${address%:*}" "${address##*:}" &
    done
}

# command_of NAME: the script as the container's first process, or asked of a server.
command_of() {
    local script=/opt/case/$1.sh
    case $(get "$1" server) in
    '') echo "/bin/sh $script" ;;
    yes) echo "/opt/case/bin/server with /bin/sh $script" ;;
    *) bad_header "$1" "server: yes" ;;
    esac
}

# What a case mounts from its own directory exists, also when nobody put anything there.
make_sources() { # NUMBER NAME
    local word
    for word in $(get "$2" container); do
        [[ $word == mount=@* && $word != mount=@engine* ]] || continue
        word=$homes/$1/$(sed 's/^mount=@\([^:]*\):.*/\1/' <<<"$word")
        [ -e "$word" ] || mkdir -p "$word"
    done
}

write_spec() { # NUMBER NAME
    local netns=
    [ -z "$(get "$2" listen)" ] || netns=/run/netns/$(container_id "$1")
    jq -n -f "$harness/spec.jq" --arg words "$(get "$2" container | tr '\n' ' ')" --arg args "$(command_of "$2")" \
        --arg home "$homes/$1" --arg engine "$engine" --arg netns "$netns" --arg cgroup "/$(container_id "$1")" \
        --argjson all "$capabilities" >"$bundles/$1/config.json"
}

# seconds_for NAME: how long a case may take.
seconds_for() { echo $(($(get "$1" timeout 60) * patience)); }

# host_part NUMBER NAME WHEN: the case's script on the host, if it has one.
host_part() {
    local script
    script=$(case_file "$2")
    script=${script%.sh}.host
    [ -e "$script" ] || return 0
    CONTAINER=$(container_id "$1") CASE=$homes/$1 BUNDLE=$bundles/$1 ROOTFS=$bundles/$1/rootfs TOOLS=$tools \
        timeout -k 5 "$(seconds_for "$2")" bash -eu "$script" "$3" >>"$bundles/$1/log" 2>&1
}

# run_case NUMBER NAME: leaves `status` and `log` in its bundle. Whatever fails on the way is the case's failure.
run_case() {
    local bundle=$bundles/$1 status=0 beside=
    mkdir -p "$bundle" "$homes/$1"
    : >"$bundle/log"
    { mount_root "$run_dir/top/$1" "$2" && { [ -z "$(get "$2" listen)" ] || make_network "$1" "$2"; } &&
        host_part "$1" "$2" prepare && make_sources "$1" "$2" && write_spec "$1" "$2"; } >>"$bundle/log" 2>&1 || { echo 126 >"$bundle/status" && return; }
    host_part "$1" "$2" beside &
    beside=$!
    timeout -k 5 "$(seconds_for "$2")" runc run --bundle "$bundle" --pid-file "$bundle/pid" "$(container_id "$1")" \
        >>"$bundle/log" 2>&1 </dev/null || status=$?
    wait "$beside" || status=$?
    echo "$status" >"$bundle/status"
}

# undo_case NUMBER: safe to call twice, and for one that never came to be.
undo_case() {
    local id
    id=$(container_id "$1")
    runc delete --force "$id" >/dev/null 2>&1
    # Its services are those that are in there now: a pid noted down minutes ago may be anybody's.
    [ ! -e "/run/netns/$id" ] || { ip netns pids "$id" | xargs -r kill 2>/dev/null; ip netns del "$id"; }
    umount -l "$bundles/$1/rootfs" 2>/dev/null
    # What the case's script left mounted is not for rm to walk through.
    awk -v home="$homes/$1/" 'index($5, home) == 1 {print $5}' /proc/self/mountinfo | xargs -r umount -l
    [ ! -e "$bundles/$1/config.json" ] || rm -rf "$run_dir/top/$1" "${homes:?}/$1"
    return 0
}
