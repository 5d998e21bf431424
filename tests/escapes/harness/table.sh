# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# The results, for the tally and for people.

report_lines() { # NAME...
    local name
    for name; do
        case ${verdict[$name]} in
        ok) echo "ok $name: ${outcome[$name]:-}" ;;
        skip*) echo "skip $name: ${verdict[$name]#skip: }" ;;
        *) echo "not ok $name: ${verdict[$name]#not ok: }" ;;
        esac
    done
}

rows() { # PREFIX NAME...
    local name
    for name in "${@:2}"; do
        [[ $name != "$1"/* ]] || printf '| `%s` | %s | %s | %s |\n' "${name#*/}" "$(get "$name" what)" "${outcome[$name]:-}" \
            "${latency[$name]:+$(milliseconds "${latency[$name]}")}"
    done
}

table() { # NAME...
    printf 'Linux %s, %s\n\n' "$(uname -r)" "$(latency_line)"
    printf '| attack | what it does | detected as | latency |\n|---|---|---|---|\n'
    rows escapes "$@"
    printf '\n| twin | what it does | raises | latency |\n|---|---|---|---|\n'
    rows benign "$@"
}

# What the test machines said last (tests/vm/run VERSION --escapes keeps it): all in one line each, then, case by case, what
# this machine left out.
machines() { # NAME...
    local outputs=() output kernel name said row
    for output in build/test/vm-*-escapes.output; do [ ! -s "$output" ] || outputs+=("$output"); done
    [ ${#outputs[@]} != 0 ] || return 0
    printf '\nIn the test machines, `tests/vm/run VERSION --escapes`:\n\n'
    row='| left out above |'
    for output in "${outputs[@]}"; do
        kernel=$(sed -E 's/.*vm-(.*)-(v1|v2|hybrid)-escapes.*/Linux \1, cgroup \2/' <<<"$output")
        printf -- '- %s: %s passed, %s failed, %s left out\n' "$kernel" "$(grep -c '^ok ' "$output")" "$(grep -c '^not ok ' "$output")" \
            "$(grep -c '^skip ' "$output")"
        row+=" $kernel |"
    done
    printf '\n%s\n|%s\n' "$row" "$(printf -- '---|%.0s' . "${outputs[@]}")"
    for name; do
        [[ ${verdict[$name]} == skip* ]] || continue
        row="| \`${name#*/}\` |" said=
        for output in "${outputs[@]}"; do
            kernel=$(sed -nE "s#^(ok|not ok) $name: ##p" "$output" | head -n 1)
            row+=" ${kernel:-left out} |" said+=$kernel
        done
        [ -z "$said" ] || printf '%s\n' "$row"
    done
}

# write_table NAME...: between the two marks in tests/README.md.
write_table() {
    local page=tests/README.md new
    new=$(mktemp)
    { table "$@" && machines "$@"; } >"$new"
    sed -i -e "/<!-- escapes: begin -->/,/<!-- escapes: end -->/{/<!-- escapes: begin -->/r $new" -e '/<!-- escapes: /!d}' "$page"
    rm -f "$new"
}
