# bash completion for overboard                                            -*- shell-script -*-
# SPDX-License-Identifier: Apache-2.0
# Asks the program itself, so that it never knows other commands or options than there are.
_overboard() {
    local current=${COMP_WORDS[COMP_CWORD]} command=()
    [ "$COMP_CWORD" -gt 1 ] && command=("${COMP_WORDS[1]}")
    local help words
    help=$("${COMP_WORDS[0]}" "${command[@]}" --help 2>/dev/null) || return
    case $current in
    -*) words=$(grep -oE -- '(^|[ ,])--?[a-z][a-z-]*' <<<"$help") ;;
    *) [ "$COMP_CWORD" = 1 ] && words=$(sed -n '/^Subcommands:/,$ s/^  \([a-z]*\) .*/\1/p' <<<"$help") ;;
    esac
    if [ -n "${words-}" ]; then
        mapfile -t COMPREPLY < <(compgen -W "${words//,/ }" -- "$current")
    else
        compopt -o default
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}
complete -F _overboard overboard
