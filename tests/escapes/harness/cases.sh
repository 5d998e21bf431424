# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# What the cases say of themselves: the "# key: value" lines at the head of each script. See tests/README.md.

declare -A header # "CASE key" -> value; a key given twice has its values joined by a newline
keys=" what expect at-most container server listen kernel needs daemon timeout long "
levels=(none debug informational notice warning error critical alert emergency)
declare -A rank=()
for level in "${!levels[@]}"; do rank[${levels[level]}]=$level; done

# A case is named by its path below tests/, without .sh: escapes/web-shell/popen.
case_file() { printf 'tests/%s.sh' "$1"; }
is_twin() { [[ $1 == benign/* ]]; }
get() { printf '%s' "${header[$1 $2]:-${3:-}}"; }

# find_cases WORD...: the names of all cases, or of those whose name contains one of the words.
find_cases() {
    local name word
    (cd tests && find escapes benign -mindepth 2 -maxdepth 2 -name '*.sh' -not -path 'escapes/harness/*' -not -path 'escapes/tools/*') |
        sed 's/\.sh$//' | sort | while read -r name; do
        [ $# != 0 ] || echo "$name"
        for word; do [[ $name == *"$word"* ]] && echo "$name" && break; done
    done
    return 0
}

# read_headers NAME...: fills `header`; a head that the harness would misread is an error, not a case that passes.
read_headers() {
    local name key value
    while IFS=$'\t' read -r name key value; do
        [[ $keys == *" $key "* ]] || bad_header "$name" "there is no key '$key'; there are:$keys"
        header[$name $key]+="${header[$name $key]+$'\n'}$value"
    done < <(for name; do
        awk -v name="$name" '!/^#/ {exit} match($0, /^# [a-z-]+: /) {
            key = substr($0, 3, RLENGTH - 4); print name "\t" key "\t" substr($0, RLENGTH + 1)}' "$(case_file "$name")"
    done)
    for name; do check_header "$name"; done
}

check_header() {
    local slug priority
    [ -n "$(get "$1" what)" ] || bad_header "$1" "no line '# what: ...'"
    if is_twin "$1"; then
        [ -n "${rank[$(get "$1" at-most)]:-}" ] || bad_header "$1" "at-most: one of ${levels[*]}"
        return
    fi
    [ -n "$(get "$1" expect)" ] || bad_header "$1" "no line '# expect: SLUG PRIORITY'"
    while read -r slug priority; do
        [ -n "${rank[${priority:-absent}]:-}" ] || bad_header "$1" "expect: $slug PRIORITY, one of ${levels[*]}"
    done <<<"$(get "$1" expect)"
}

bad_header() {
    echo "$(case_file "$1"): $2" >&2
    exit 2
}

# excuse NAME: why the case cannot run here, or nothing.
excuse() {
    local program place=here
    [ ! -e /vm/tree ] || place=vm
    case $(get "$1" kernel any) in
    any | "$place") ;;
    vm) echo "other kernel only" && return ;;
    here) echo "not in the test machine" && return ;;
    *) bad_header "$1" "kernel: one of here, vm, any" ;;
    esac
    if [ -n "$(get "$1" long)" ] && [ -z "$run_long" ]; then echo "long: only with --all" && return; fi
    for program in $(get "$1" needs); do
        compgen -G "$program" >/dev/null || command -v "$program" >/dev/null || { echo "$program is not installed" && return; }
    done
}
