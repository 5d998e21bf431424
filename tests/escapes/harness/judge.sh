# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: Apache-2.0
# What came of each case: one verdict each, in `verdict`, `outcome` (for the table) and `latency` (microseconds).

declare -A verdict=() outcome=() latency=() raised=()

# read_alerts: raised["CONTAINER"] gets one line "PRIORITY RULE ,TAGS, LATENCY" per alert.
read_alerts() {
    local id priority rule tags microseconds
    while IFS=$'\t' read -r id priority rule tags microseconds; do
        raised[$id]+="$priority $rule ,$tags, $microseconds"$'\n'
    done < <(alert_rows)
}

# strongest ALERTS [SLUG]: "PRIORITY RULE LATENCY" of the highest (the first of several), of those with the slug.
strongest() {
    local best=0 found='' priority rule tags microseconds
    while read -r priority rule tags microseconds; do
        [ -n "$priority" ] || continue
        [ -z "${2:-}" ] || [[ $tags == *",$2,"* ]] || continue
        [ "${rank[$priority]}" -gt "$best" ] || continue
        best=${rank[$priority]}
        found="$priority $rule $microseconds"
    done <<<"$1"
    printf '%s' "$found"
}

# summary ALERTS: "priority rule xN, ..." of all.
summary() {
    local text
    text=$(awk 'NF {n[$1 " " $2]++} END {for (k in n) print k (n[k] > 1 ? " x" n[k] : "")}' <<<"$1" | sort | paste -sd, | sed 's/,/, /g')
    printf '%s' "${text:-nothing}"
}

judge_attack() { # NAME ALERTS
    local slug priority got missing=() seen=()
    while read -r slug priority; do
        got=$(strongest "$2" "$slug")
        if [ -z "$got" ] || [ "${rank[${got%% *}]}" -lt "${rank[$priority]}" ]; then
            missing+=("$slug $priority")
        else
            seen+=("$slug ${got%% *}")
            latency[$1]=${latency[$1]:-${got##* }}
        fi
    done <<<"$(get "$1" expect)"
    outcome[$1]=$(printf '%s\n' "${seen[@]}" | paste -sd, | sed 's/,/, /g')
    [ ${#missing[@]} = 0 ] || verdict[$1]="not ok: not detected: ${missing[*]}; raised: $(summary "$2")"
}

judge_twin() { # NAME ALERTS
    local got limit
    got=$(strongest "$2")
    limit=$(get "$1" at-most)
    outcome[$1]=$([ -z "$got" ] && echo silent || summary "$2")
    [ -z "$got" ] || latency[$1]=${got##* }
    [ -z "$got" ] || [ "${rank[${got%% *}]}" -le "${rank[$limit]}" ] || verdict[$1]="not ok: at most $limit: $(summary "$2")"
}

judge() { # NUMBER NAME
    local status last alerts id
    status=$(cat "$bundles/$1/status" 2>/dev/null || echo 125)
    last=$(grep -v '^$' "$bundles/$1/log" 2>/dev/null | tail -n 1 | tr -d '\r' | cut -c1-200)
    alerts=$(for id in "$(container_id "$1")" $(cat "$bundles/$1/also" 2>/dev/null); do printf '%s' "${raised[$id]:-}"; done)
    verdict[$2]=ok
    case $status in
    0) if is_twin "$2"; then judge_twin "$2" "$alerts"; else judge_attack "$2" "$alerts"; fi ;;
    77) verdict[$2]="skip: ${last:-no reason given}" ;;
    *) verdict[$2]="not ok: the $(is_twin "$2" && echo twin || echo attack) did not work (status $status): ${last:-it printed nothing}" ;;
    esac
    case ${verdict[$2]} in
    ok) ;;
    skip*) outcome[$2]=${verdict[$2]#skip: } ;;
    *) outcome[$2]="**${verdict[$2]#not ok: }**" ;;
    esac
}

# quantile PERCENT: of the numbers on standard input.
quantile() { sort -n | awk -v p="$1" '{v[NR] = $1} END {if (NR) {i = int(NR * p / 100 + 0.999999); print v[i < 1 ? 1 : i]}}'; }
latencies() { printf '%s\n' "${latency[@]}" | grep -E '^[0-9]+$'; }
milliseconds() { awk -v us="${1:-0}" 'BEGIN {printf "%.1f ms", us / 1000}'; }

# latency_line: from the event in the kernel to the alert's line, over every first alert of the run's containers.
latency_line() {
    local all
    all=$(for id in "${!raised[@]}"; do [[ $id != "$run_name"-* ]] || awk '$4 ~ /^[0-9]+$/ {print $4}' <<<"${raised[$id]}"; done)
    [ -n "$all" ] || return 0
    printf 'latency, kernel event to alert: median %s, p99 %s (%d alerts)\n' "$(milliseconds "$(quantile 50 <<<"$all")")" \
        "$(milliseconds "$(quantile 99 <<<"$all")")" "$(wc -l <<<"$all")"
}
