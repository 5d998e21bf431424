#compdef overboard
# SPDX-License-Identifier: Apache-2.0
# Asks the program itself, so that it never knows other commands or options than there are.
_overboard() {
    local help
    if ((CURRENT == 2)); then
        help=$(overboard --help 2>/dev/null)
        local -a commands
        commands=(${(f)"$(sed -n '/^Subcommands:/,$ s/^  \([a-z]*\)  *\(.*\)/\1:\2/p' <<<$help)"})
        _describe command commands
    elif [[ $words[CURRENT] == -* ]]; then
        help=$(overboard $words[2] --help 2>/dev/null)
        compadd -- ${(u)$(grep -oE -- '--[a-z][a-z-]*' <<<$help)}
    else
        _files
    fi
}
_overboard "$@"
