# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The stages of "./dev test", sourced by it: each runs programs, and every test of theirs becomes a row of the tally.
out=build/test
tally= # of the stage that runs
stages=(build unit contract sanitize rules live escapes e2e deploy vm)
longer=(fuzz soak) # run with --all, or when named
all=

# run_gtest NAME BINARY [ARGS]: tests that hang are a failure, too.
run_gtest() {
    local name=$1 status=0
    rm -f "$out/$name.xml"
    timeout "${TEST_TIMEOUT:-300}" "${@:2}" --gtest_output="xml:$PWD/$out/$name.xml" >"$out/$name.log" 2>&1 </dev/null || status=$?
    /usr/bin/python3 tests/harness/tally.py gtest "$name" "$status" "$out/$name.xml" >>"$tally"
}

# run_lines NAME COMMAND...: any other program, see tally.py.
run_lines() {
    local name=$1 status=0
    timeout "${TEST_TIMEOUT:-600}" "${@:2}" >"$out/$name.log" 2>&1 </dev/null || status=$?
    /usr/bin/python3 tests/harness/tally.py lines "$name" "$status" "$out/$name.log" >>"$tally"
}

row() { printf '%s\t%s\t%s\n' "$1" "$2" "${3:-}" >>"$tally"; }

# step NAME COMMAND...: no test in itself, but a failure if it fails.
step() {
    local name=$1
    if "${@:2}" >"$out/$name.log" 2>&1 </dev/null; then return 0; fi
    row fail "$name" "$(tail -n 1 "$out/$name.log") (all of it: $out/$name.log)"
    grep -aE 'error|FAILED' "$out/$name.log" | head -n 20
    return 1
}

# each PRESET PROGRAM...: every test program of that build.
each() {
    local preset=$1 binary
    for binary in "${@:2}"; do
        [ ! -x "$binary" ] || run_gtest "$preset-$(basename "$binary")" "$binary"
    done
}

# -k 0: one room that does not build must not hide the others' tests.
stage_build() { step build-dev build dev -k 0; }
stage_unit() { each dev build/dev/tests/unit_*; }
stage_sanitize() {
    step build-asan build asan -k 0 unit_tests || true
    ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1 \
        TEST_TIMEOUT=900 each asan build/asan/tests/unit_* build/asan/tests/rules_shipped
}

stage_contract() {
    local test
    for test in tests/contract/test_*; do run_lines "contract-$(basename "$test" .py)" "$test"; done
}

stage_rules() {
    each dev build/dev/tests/rules_shipped
    step rules-check build/dev/overboard check rules && row ok "rules: overboard check rules"
}

stage_live() { each dev build/dev/tests/kernel_live; }

stage_escapes() { TEST_TIMEOUT=1200 run_lines escapes tests/escapes/run ${all:+--all}; }

# Programs that mostly wait and look at nothing but what they made: two at a time.
stage_e2e() { TEST_TIMEOUT=$((all ? 1800 : 900)) in_pairs e2e tests/e2e/test_*.py; }
stage_deploy() { TEST_TIMEOUT=$((all ? 3600 : 600)) in_pairs deploy tests/deploy/test_*.py; }

# in_pairs STAGE PROGRAM...: in a shell of its own, which has no other jobs than these.
in_pairs() (
    for test in "${@:2}"; do
        while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || true; done
        OVERBOARD_ALL=$all run_lines "$1-$(basename "$test" .py)" "$test" &
    done
    wait
)

# A machine takes one core at most, and less while its tests wait: all at once.
stage_vm() {
    local kernel machines=() suite=--live
    [ -z "$all" ] || suite=--all
    for kernel in 5.10 6.1 6.12; do
        TEST_TIMEOUT=$((all ? 14400 : 1200)) VM_TIMEOUT=$((all ? 6000 : 1200)) run_lines "vm-$kernel" tests/vm/run "$kernel" $suite &
        machines+=($!)
    done
    wait "${machines[@]}"
}

stage_fuzz() {
    local target
    for target in $(basename -a -s .cpp tests/fuzz/*.cpp); do TEST_TIMEOUT=900 run_lines "fuzz-$target" ./dev fuzz "$target" 60; done
}

stage_soak() { TEST_TIMEOUT=2400 run_lines soak tests/benign/soak; }

counts() { awk -F'\t' '{n[$1]++} END {printf "%d passed, %d failed, %d skipped\n", n["ok"], n["fail"], n["skip"]}' "$@"; }

run_stage() {
    local stage=$1 begin=$SECONDS tally=$out/$1.tally
    : >"$tally"
    printf '== %s\n' "$stage"
    "stage_$stage" || true
    [ "$stage" = build ] || [ -s "$tally" ] || row fail "$stage" "the stage ran no test at all"
    awk -F'\t' '$1 == "fail" {print "not ok " $2 ": " $3} $1 == "skip" {print "skip " $2 ": " $3}' "$tally"
    printf '== %s: %d s, %s\n' "$stage" $((SECONDS - begin)) "$(counts "$tally")"
}

# Stages that mostly wait leave the processors to the one that compiles for minutes, and come before it.
behind=
begin_behind() {
    (renice -n 19 "$BASHPID" && run_stage "$1") >"$out/$1.report" 2>&1 &
    behind=$1:$!
}
end_behind() {
    [ -n "$behind" ] || return 0
    wait "${behind#*:}" || true
    grep -v 'old priority' "$out/${behind%:*}.report" || true
    behind=
}

# run_stages [--all] [STAGE...]: the last line is the sum, alone; 1 if anything failed or nothing ran.
run_stages() {
    local chosen=() argument
    for argument; do
        case " ${stages[*]} ${longer[*]} " in
        *" $argument "*) chosen+=("$argument") ;;
        *)
            [ "$argument" = --all ] || die "./dev test [--all] [STAGE...], with STAGE one of: ${stages[*]} ${longer[*]}" 2
            all=1
            ;;
        esac
    done
    [ ${#chosen[@]} != 0 ] || chosen=("${stages[@]}" ${all:+"${longer[@]}"})
    mkdir -p "$out"
    for argument in "${chosen[@]}"; do
        case $argument in
        sanitize) begin_behind sanitize ;;
        vm | fuzz | soak) end_behind && run_stage "$argument" ;; # they take the processors themselves
        *) run_stage "$argument" ;;
        esac
    done
    end_behind
    printf 'all stages: %d s\n' "$SECONDS"
    tally=$out/tally
    for argument in "${chosen[@]}"; do cat "$out/$argument.tally"; done >"$tally"
    counts "$tally"
    ! grep -q '^fail' "$tally" && grep -q '^ok' "$tally"
}
