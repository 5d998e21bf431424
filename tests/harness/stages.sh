# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The stages of "./dev test", sourced by it: each runs programs, and every test of theirs becomes a row of the tally.
out=build/test
tally=$out/tally
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
        each asan build/asan/tests/unit_* build/asan/tests/rules_shipped
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

stage_e2e() {
    local test
    for test in tests/e2e/test_*.py tests/e2e/run; do
        if [ -x "$test" ]; then OVERBOARD_ALL=$all TEST_TIMEOUT=$((all ? 1800 : 900)) run_lines "e2e-$(basename "$test" .py)" "$test"; fi
    done
}

stage_deploy() {
    local test
    for test in tests/deploy/test_*; do OVERBOARD_ALL=$all run_lines "deploy-$(basename "$test" .py)" "$test"; done
}

stage_vm() {
    local kernel
    for kernel in 5.10 6.1 6.12; do
        if [ -n "$all" ]; then
            TEST_TIMEOUT=9000 run_lines "vm-$kernel" tests/vm/run "$kernel" --all
        else
            TEST_TIMEOUT=1000 run_lines "vm-$kernel" tests/vm/run "$kernel" --live
        fi
    done
}

stage_fuzz() {
    local target
    for target in $(basename -a -s .cpp tests/fuzz/*.cpp); do TEST_TIMEOUT=900 run_lines "fuzz-$target" ./dev fuzz "$target" 60; done
}

stage_soak() { TEST_TIMEOUT=2400 run_lines soak tests/benign/soak; }

counts() { awk -F'\t' '{n[$1]++} END {printf "%d passed, %d failed, %d skipped\n", n["ok"], n["fail"], n["skip"]}' "$@"; }

run_stage() {
    local stage=$1 begin=$SECONDS before
    before=$(wc -l <"$tally")
    printf '== %s\n' "$stage"
    "stage_$stage" || true
    [ "$stage" = build ] || [ "$(wc -l <"$tally")" -gt "$before" ] || row fail "$stage" "the stage ran no test at all"
    tail -n +$((before + 1)) "$tally" >"$out/$stage.tally"
    awk -F'\t' '$1 == "fail" {print "not ok " $2 ": " $3} $1 == "skip" {print "skip " $2 ": " $3}' "$out/$stage.tally"
    printf '== %s: %d s, %s\n' "$stage" $((SECONDS - begin)) "$(counts "$out/$stage.tally")"
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
    : >"$tally"
    for argument in "${chosen[@]}"; do run_stage "$argument"; done
    printf 'all stages: %d s\n' "$SECONDS"
    counts "$tally"
    ! grep -q '^fail' "$tally" && grep -q '^ok' "$tally"
}
