# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: Apache-2.0
# Where a run's things are, and the promise that nothing made there outlives it. Its user sets $jobs and $keep.

[ "$EUID" = 0 ] || { echo "this makes containers and so needs root: run it with sudo" >&2 && exit 1; }
tools=$PWD/build/dev/tests/tools
overboard=${OVERBOARD:-$PWD/build/dev/overboard}
[ -e /vm/tree ] || [ -n "${OVERBOARD:-}" ] || ninja --quiet -C build/dev overboard escape_tools >&2 || { echo "the build failed: ./dev build" >&2 && exit 1; }
run_name=ob-$(od -An -N3 -tx1 /dev/urandom | tr -d ' \n')
run_dir=/run/$run_name homes=/var/tmp/$run_name
bundles=$run_dir/bundles engine=$run_dir/engine
begun=()
patience=1
[ ! -e /vm/tree ] || patience=4 # an emulated machine is slow, and what emulates it may be busy
canary=escapes/web-shell/bare # an attack that any detector sees

set_up() {
    local turn
    trap clean_up EXIT
    trap 'exit 130' INT TERM
    mkdir -p "$bundles" "$homes" "$engine"
    make_layer
    capabilities=$(available_capabilities)
    "$tools/standin" unix "$engine/docker.sock" &
    engine_pid=$!
    mkfifo "$run_dir/turns"
    exec 9<>"$run_dir/turns"
    for ((turn = 0; turn < jobs; turn++)); do printf . >&9; done
}

clean_up() {
    trap - EXIT
    stop_daemon
    kill "${engine_pid:-}" 2>/dev/null
    for bundle in "$bundles"/*; do [ ! -d "$bundle" ] || undo_case "${bundle##*/}"; done
    umount -l "$run_dir/top" 2>/dev/null
    if [ -n "$keep" ]; then echo "kept: $run_dir" >&2; else rm -rf "${run_dir:?}"; fi
    rm -rf "${homes:?}"
}

# begin NUMBER: in the background; at most $jobs at a time, by as many bytes in a pipe.
begin() {
    read -r -N1 -u9
    { run_case "$1" "${names[$1]}" && undo_case "$1"; printf . >&9; } &
    begun+=($!)
}

finish() { [ ${#begun[@]} = 0 ] || wait "${begun[@]}"; begun=(); }
