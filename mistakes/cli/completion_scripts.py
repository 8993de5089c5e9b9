"""What bash, zsh and fish are given so that TAB asks the program, and how they are answered.

The protocol is Click's, so that a script which somebody has kept in a file goes on working. Ours handle what
its do not: words with a colon in bash, titles with a comma in fish, words that go on after `tag:`.
"""

from __future__ import annotations

import os
from typing import Any

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ZshComplete,
    split_arg_string,
)

_BASH = """\
%(complete_func)s() {
    local IFS=$'\\n' line word cut="" type value
    line=${COMP_LINE:0:COMP_POINT}
    word=${line##*[[:space:]]}
    [[ $COMP_WORDBREAKS == *:* ]] && cut=${word%%"${word##*[:=]}"}
    COMPREPLY=()
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                COMPREPLY+=("${value#"$cut"}")
                [[ $value == *[:=] ]] && compopt -o nospace
                ;;
        esac
    done < <(env COMP_LINE="$line" COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""

_ZSH = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local -a plain described unfinished response
    local type key descr
    (( ! $+commands[%(prog_name)s] )) && return 1
    response=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \\
        %(complete_var)s=zsh_complete %(prog_name)s 2>/dev/null)}")
    for type key descr in ${response}; do
        case $type in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain)
                if [[ $key == *[:=] ]]; then
                    unfinished+=("$key")
                elif [[ $descr == "_" ]]; then
                    plain+=("$key")
                else
                    described+=("$key:$descr")
                fi
                ;;
        esac
    done
    (( $#described )) && _describe -V unsorted described -U
    (( $#plain )) && compadd -U -V unsorted -a plain
    (( $#unfinished )) && compadd -U -S '' -V unsorted -a unfinished
    return 0
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

_FISH = """\
function %(complete_func)s;
    set -l response (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp | string collect) \\
COMP_CWORD=(commandline -ct | string collect) %(prog_name)s 2>/dev/null);
    for completion in $response;
        set -l metadata (string split -m 1 "," $completion);
        switch $metadata[1];
            case dir;
                __fish_complete_directories $metadata[2];
            case file;
                __fish_complete_path $metadata[2];
            case plain;
                echo $metadata[2];
        end;
    end;
end;

complete --no-files --keep-order --command %(prog_name)s --arguments "(%(complete_func)s)";
"""


class Bash(BashComplete):
    """Bash, which takes words apart at colons: the whole line tells more."""

    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor, and the one that is begun."""
        line = os.environ.get("COMP_LINE")
        if line is None:
            return super().get_completion_args()
        words = split_arg_string(line)
        begun = words.pop() if words and not line[-1:].isspace() else ""
        return words[1:], begun


class Zsh(ZshComplete):
    """Zsh, which shows what stands behind a first colon as help."""

    source_template = _ZSH

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        """Return what is offered; it replaces the whole word, also that of an option."""
        return _whole(super().get_completions(args, incomplete), incomplete)

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Return the three lines of one item, whichever version of Click is there."""
        if not item.help:
            return f"{item.type}\n{item.value}\n_"
        value, shown = item.value.replace(":", "\\:"), item.help.replace("\\", "\\\\")
        return f"{item.type}\n{value}\n{shown}"


class Fish(FishComplete):
    """Fish, which shows what stands behind a TAB as help."""

    source_template = _FISH

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        """Return what is offered; it replaces the whole word, also that of an option."""
        return _whole(super().get_completions(args, incomplete), incomplete)


def _whole(items: list[CompletionItem[Any]], incomplete: str) -> list[CompletionItem[Any]]:
    option, equals, _ = incomplete.partition("=")
    if not (equals and option.startswith("--")):
        return items
    return [CompletionItem(f"{option}={item.value}", item.type, item.help) for item in items]
