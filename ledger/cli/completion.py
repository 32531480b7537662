"""Completion of a line in a shell: ``samverk completion``, and the answers to click's questions.

The program offers the shell values from the book that the line is about. It is quick and only
reads. It is silent if there is no book, if the book is damaged, or if a server does not answer.
"""

from __future__ import annotations

import os
import threading

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    split_arg_string,
)

from ledger.cli.clickwork import SamverkCommand
from ledger.presentation import language
from ledger.presentation.language import N_

_VARIABLE = "_SAMVERK_COMPLETE"
_CURSOR = "\x1f"  # stands for the place of the cursor while a line is split
_PATIENCE_S = 2.0

# Each shell hands over the line up to the cursor in COMP_LINE. Python splits it, since bash splits
# at ":" and "=", too. After any error the scripts offer nothing.
_BASH = """\
%(complete_func)s() {
    local IFS=$'\\n' answer item
    COMPREPLY=()
    answer=$(COMP_LINE="${COMP_LINE:0:COMP_POINT}" %(complete_var)s=bash_complete \\
        "${1/#\\~/$HOME}" 2>/dev/null) || return 0
    for item in $answer; do
        case $item in
            plain,*) COMPREPLY+=("${item#*,}") ;;
            file,*) compopt -o default 2>/dev/null ;;
            dir,*) compopt -o dirnames 2>/dev/null ;;
        esac
    done
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null ||
    complete -F %(complete_func)s %(prog_name)s
"""
_ZSH = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local -a answer plain described
    local kind value help
    answer=("${(@f)$(COMP_LINE="${words[1,CURRENT-1]} $PREFIX" %(complete_var)s=zsh_complete \\
        ${~words[1]} 2>/dev/null)}")
    for kind value help in $answer; do
        case $kind in
            plain) [[ $help == _ ]] && plain+=("$value") || described+=("$value:$help") ;;
            file) _path_files -f ;;
            dir) _path_files -/ ;;
        esac
    done
    (( $#described )) && _describe -V unsorted described -U
    (( $#plain )) && compadd -U -V unsorted -a plain
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef %(complete_func)s %(prog_name)s
fi
"""
_FISH = """\
function %(complete_func)s
    set -l words (commandline -opc)
    set -l line (commandline -cp | string collect)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    for item in (COMP_LINE=$line %(complete_var)s=fish_complete $program 2>/dev/null)
        set -l parts (string split -m 1 "," -- $item)
        switch $parts[1]
            case plain
                echo $parts[2]
            case file
                __fish_complete_path (commandline -ct)
            case dir
                __fish_complete_directories (commandline -ct)
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


class _Lined(ShellComplete):
    """A shell that hands over the line as it is."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor's word, and the typed part of that word."""
        line = os.environ.get("COMP_LINE")
        if line is None:  # click's own scripts
            return super().get_completion_args()
        (_program, *before), incomplete = split(line)
        return before, incomplete


def split(line: str) -> tuple[list[str], str]:
    """Return the words before the cursor's word, and the typed part of that word.

    Args:
        line: up to the cursor.
    """
    *before, incomplete = split_arg_string(line + _CURSOR)
    return before, incomplete.replace(_CURSOR, "")


@add_completion_class
class _Bash(_Lined, BashComplete):
    source_template = _BASH

    def source(self) -> str:
        """Return the script; click would first look at the version of some bash."""
        return ShellComplete.source(self)


def _whole(items: list[CompletionItem[str]], incomplete: str) -> list[CompletionItem[str]]:
    """Return values together with the option before them: ``--lang=sv``.

    Only bash takes the text after ``=`` for a word of its own.
    """
    option, equals, _value = incomplete.partition("=")
    if equals and option.startswith("-"):
        for item in items:
            item.value = f"{option}={item.value}"
    return items


@add_completion_class
class _Zsh(_Lined, ZshComplete):
    source_template = _ZSH

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return what may be meant."""
        return _whole(super().get_completions(args, incomplete), incomplete)


@add_completion_class
class _Fish(_Lined, FishComplete):
    source_template = _FISH

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return what may be meant."""
        return _whole(super().get_completions(args, incomplete), incomplete)


SHELLS: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


@click.command(
    "completion",
    cls=SamverkCommand,
    help=N_(
        "Print the script that lets a shell complete commands, options, and the ids of agreements,"
        " lines and parties.\n\n"
        "For bash, in ~/.bashrc:\n\n"
        "\b\n    source <(samverk completion bash)\n\n"
        "For zsh, in ~/.zshrc:\n\n"
        "\b\n    source <(samverk completion zsh)\n\n"
        "For fish, once:\n\n"
        "\b\n    samverk completion fish > ~/.config/fish/completions/samverk.fish"
    ),
)
@click.argument("shell", metavar="SHELL", type=click.Choice(tuple(SHELLS)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print it."""
    made = SHELLS[shell](context.find_root().command, {}, "samverk", _VARIABLE)
    click.echo(made.source(), nl=False)


def completed(program: click.Command, asked: str) -> int:
    """Answer a shell, and return the exit status: 0, or 1 for an unknown question.

    Args:
        program: the program's group of commands.
        asked: the shell and its question: ``bash_source``, ``zsh_complete``.
    """
    shell, _line, wanted = asked.partition("_")
    if shell not in SHELLS or wanted not in {"source", "complete"}:
        return 1
    made = SHELLS[shell](program, {}, "samverk", _VARIABLE)
    if wanted == "source":
        click.echo(made.source(), nl=False)
        return 0
    watch = threading.Timer(_PATIENCE_S, os._exit, (0,))  # a disk or a server that hangs
    watch.daemon = True
    watch.start()
    try:
        before, _incomplete = made.get_completion_args()
        language.use(language.language_of(before, os.environ))
        answer = made.complete().encode("utf-8", "replace")
    except Exception:  # noqa: BLE001 - an error within a line helps no user
        return 0
    finally:
        watch.cancel()
    click.echo(answer)
    return 0
