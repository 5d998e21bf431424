# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# "./dev fuzz", sourced by dev. What is found new is kept in .cache/fuzz/<target>/, a crash beside it; the seeds in the
# tree stay as they are.

fuzz_one() {
    local target=$1 seconds=$2 corpus=.cache/fuzz/$1 seeds=() made=.cache/fuzz/$1-seeds programs=build/fuzz/tests/fuzz
    mkdir -p "$corpus" "$made"
    if [ -x "$programs/seed_$target" ]; then
        "$programs/seed_$target" "$made"
        seeds+=("$made")
    fi
    [ ! -d "tests/fuzz/seeds/$target" ] || seeds+=("tests/fuzz/seeds/$target")
    say "fuzz: $target, $seconds s"
    "$programs/fuzz_$target" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix=".cache/fuzz/$target-" "$corpus" "${seeds[@]}" >".cache/fuzz/$target.log" 2>&1 || {
        tail -n 30 ".cache/fuzz/$target.log" >&2
        say "fuzz: $target failed; all of it: .cache/fuzz/$target.log"
        return 1
    }
    grep -aE 'stat::(number_of_executed_units|average_exec_per_sec|new_units_added)' ".cache/fuzz/$target.log"
}

# run_fuzz [TARGET]... [SECONDS]: every target if none is named.
run_fuzz() {
    local targets=() known seconds=60 argument status=0
    known=$(basename -a -s .cpp tests/fuzz/*.cpp | xargs)
    for argument; do
        if [[ $argument =~ ^[0-9]+$ ]]; then
            seconds=$argument
        elif [[ " $known " == *" $argument "* ]]; then
            targets+=("$argument")
        else
            die "./dev fuzz: there is no target \"$argument\"; there are: $known" 2
        fi
    done
    [ ${#targets[@]} != 0 ] || read -ra targets <<<"$known"
    build fuzz "${targets[@]/#/fuzz_}"
    for argument in "${targets[@]}"; do fuzz_one "$argument" "$seconds" || status=1; done
    return $status
}
