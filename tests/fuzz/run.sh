# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# "./dev fuzz", sourced by dev. What is found new is kept in .cache/fuzz/, a crash beside it; the seeds stay as they are.

fuzz_one() {
    local target=$1 seconds=$2 corpus=.cache/fuzz/$1
    mkdir -p "$corpus"
    say "fuzz: $target, $seconds s"
    "build/fuzz/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix=".cache/fuzz/$target-" "$corpus" "tests/fuzz/seeds/$target" 2>&1 |
        grep -aE 'ERROR|SUMMARY|Test unit|stat::(number_of_executed_units|average_exec_per_sec|new_units_added)|runtime error'
    return "${PIPESTATUS[0]}"
}

# run_fuzz [TARGET] [SECONDS]
run_fuzz() {
    local targets=() seconds=60 argument status=0
    for argument; do
        if [[ $argument =~ ^[0-9]+$ ]]; then seconds=$argument; else targets+=("$argument"); fi
    done
    build fuzz
    [ ${#targets[@]} != 0 ] || mapfile -t targets < <(basename -a -s .cpp tests/fuzz/*.cpp)
    for argument in "${targets[@]}"; do
        [ -x "build/fuzz/tests/fuzz/fuzz_$argument" ] ||
            die "./dev fuzz: there is no target \"$argument\"; there are: $(basename -a -s .cpp tests/fuzz/*.cpp | xargs)" 2
        fuzz_one "$argument" "$seconds" || status=1
    done
    return $status
}
