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

# write_table NAME...: between the two marks in tests/README.md.
write_table() {
    local page=tests/README.md new
    new=$(mktemp)
    table "$@" >"$new"
    sed -i -e "/<!-- escapes: begin -->/,/<!-- escapes: end -->/{/<!-- escapes: begin -->/r $new" -e '/<!-- escapes: /!d}' "$page"
    rm -f "$new"
}
