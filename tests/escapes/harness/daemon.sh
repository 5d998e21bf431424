# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# The one detector that watches all cases; its alerts arrive stamped with the time they were written.

# start_daemon: ready when it returns. Alerts of all its lives are appended to $run_dir/alerts.
start_daemon() {
    local tries
    rm -f "$run_dir/ready"
    [ -p "$run_dir/pipe" ] || mkfifo "$run_dir/pipe"
    "$tools/stamp" <"$run_dir/pipe" >>"$run_dir/alerts" &
    stamp_pid=$!
    "$overboard" run --rules rules --rules "$harness/declared.yaml" --alerts - --format json --ready-file "$run_dir/ready" --state-dir "$run_dir/state" \
        --metrics 127.0.0.1:0 >"$run_dir/pipe" 2>>"$run_dir/daemon.log" </dev/null &
    daemon_pid=$!
    for ((tries = 0; tries < 600; tries++)); do
        [ ! -e "$run_dir/ready" ] || return 0
        kill -0 "$daemon_pid" 2>/dev/null || break
        sleep 0.1
    done
    echo "the detector is not ready: $(tail -n 3 "$run_dir/daemon.log" | tr '\n' ' ')" >&2
    return 1
}

# stop_daemon [SIGNAL]: with TERM it drains its rings, and all that it raised is in the file.
stop_daemon() {
    [ -n "${daemon_pid:-}" ] || return 0
    kill "-${1:-TERM}" "$daemon_pid" 2>/dev/null
    wait "$daemon_pid" 2>/dev/null
    wait "$stamp_pid" 2>/dev/null
    daemon_pid=
}

# alert_rows: container, priority, rule, tags joined by commas, and microseconds from event to line; one row per alert.
# A repeat, which was held back to be summed up, has no latency.
alert_rows() {
    [ -s "$run_dir/alerts" ] || return 0
    jq -R -r 'capture("^(?<stamp>[0-9]+) (?<alert>.*)$") | (.alert | fromjson? // empty) as $a
        | ($a.time | capture("^(?<s>[^.]+)[.](?<us>[0-9]{6})")) as $t
        | ((.stamp | tonumber / 1000) - (($t.s + "Z" | fromdate) * 1000000 + ($t.us | tonumber)) | floor) as $us
        | [$a.container.id // "-", $a.priority, $a.rule_id, ($a.tags | join(",")), $us, $a.dedup_key] | @tsv' "$run_dir/alerts" |
        awk -F'\t' -v OFS='\t' '{if (seen[$6]++) $5 = ""; print $1, $2, $3, $4, $5}'
}
