# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# "./dev fuzz", sourced by dev. What is found new is in .cache/fuzz/<target>/, a crash beside it. "./dev fuzz keep" puts
# what reaches more than the rest into corpus/<target>.tar.gz, with which every run begins; the seeds stay as they are.

# corpus TARGET: the kept corpus, unpacked.
corpus() {
    local unpacked=.cache/fuzz/$1-kept
    mkdir -p "$unpacked"
    [ ! -e "tests/fuzz/corpus/$1.tar.gz" ] || tar -xzf "tests/fuzz/corpus/$1.tar.gz" -C "$unpacked"
    echo "$unpacked"
}

# Of inputs that reach the same the smallest is kept.
keep_one() {
    local target=$1 least
    least=$(mktemp -d)
    mkdir -p ".cache/fuzz/$target" tests/fuzz/corpus
    "build/fuzz/tests/fuzz/fuzz_$target" -merge=1 -timeout=25 -rss_limit_mb=2048 "$least" "$(corpus "$target")" \
        ".cache/fuzz/$target" >".cache/fuzz/$target-merge.log" 2>&1 || {
        rm -rf "$least"
        say "fuzz: the corpus of $target cannot be merged; why: .cache/fuzz/$target-merge.log"
        return 1
    }
    tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf - -C "$least" . | gzip -9n >"tests/fuzz/corpus/$target.tar.gz"
    say "fuzz: tests/fuzz/corpus/$target.tar.gz holds $(find "$least" -type f | wc -l) inputs"
    rm -rf "$least"
}

fuzz_one() {
    local target=$1 seconds=$2 found=.cache/fuzz/$1 seeds=() made=.cache/fuzz/$1-seeds programs=build/fuzz/tests/fuzz
    mkdir -p "$found" "$made"
    seeds+=("$(corpus "$target")")
    if [ -x "$programs/seed_$target" ]; then
        "$programs/seed_$target" "$made"
        seeds+=("$made")
    fi
    [ ! -d "tests/fuzz/seeds/$target" ] || seeds+=("tests/fuzz/seeds/$target")
    say "fuzz: $target, $seconds s"
    "$programs/fuzz_$target" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix=".cache/fuzz/$target-" "$found" "${seeds[@]}" >".cache/fuzz/$target.log" 2>&1 || {
        tail -n 30 ".cache/fuzz/$target.log" >&2
        say "fuzz: $target failed; all of it: .cache/fuzz/$target.log"
        return 1
    }
    grep -aE 'stat::(number_of_executed_units|average_exec_per_sec|new_units_added)' ".cache/fuzz/$target.log"
}

# run_fuzz [keep] [TARGET]... [SECONDS]: every target if none is named.
run_fuzz() {
    local targets=() known seconds=60 argument status=0 keep=false
    known=$(basename -a -s .cpp tests/fuzz/*.cpp | xargs)
    for argument; do
        if [[ $argument =~ ^[0-9]+$ ]]; then
            seconds=$argument
        elif [ "$argument" = keep ]; then
            keep=true
        elif [[ " $known " == *" $argument "* ]]; then
            targets+=("$argument")
        else
            die "./dev fuzz: there is no target \"$argument\"; there are: $known" 2
        fi
    done
    [ ${#targets[@]} != 0 ] || read -ra targets <<<"$known"
    build fuzz "${targets[@]/#/fuzz_}"
    for argument in "${targets[@]}"; do
        if $keep; then keep_one "$argument"; else fuzz_one "$argument" "$seconds"; fi || status=1
    done
    return $status
}
