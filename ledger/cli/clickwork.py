r"""Click in the present language.

Click gets texts in English. They are translated when they are shown, never when a module is
imported: a process may speak both languages. Help is looked up paragraph by paragraph, each as a
single line. A paragraph that starts with ``\b`` (commands to copy) is shown as it is. Click asks
``gettext`` for its own texts, and ``install`` leads ``gettext`` to the same catalogue.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from ledger import lean
from ledger.presentation import language
from ledger.presentation.language import N_, _, translate

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
METAVAR_WORD = re.compile(r"[A-ZÅÄÖ]+(?:-[A-ZÅÄÖ]+)*")
_QUOTED = re.compile(r"(?<![^\s(])'([^'\n]+)'(?![^\s.,:;?)])")
_NEGATIVE = re.compile(r"-\d", re.ASCII)
# ``65 000``, ``1 210 000,50 kr``, ``65000 kr``
_CUT_UP = r"(\d{1,3}( \d{3})+([.,]\d+)?( [a-zA-Z]{2,6}| :-)?|\d[\d.,]* (kr|[A-Za-z]{3}))"


def install() -> None:
    """Have click show its own texts in the language of ``language.use``."""
    gettext.textdomain(language.DOMAIN)
    gettext.translation = _texts_of  # type: ignore[assignment]


_search: Callable[..., gettext.NullTranslations] = gettext.translation


def _texts_of(domain: str, *words: Any, **options: Any) -> gettext.NullTranslations:
    """Return the texts of a domain; of our own without the search that each text would begin."""
    if domain == language.DOMAIN:
        return language.texts_of(language.current())
    return _search(domain, *words, **options)


def help_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a help text, as keys of the catalogue."""
    paragraphs = lean.cleandoc(text).split("\n\n")
    return [p if p.startswith("\b") else " ".join(p.split()) for p in paragraphs]


def _help(text: str) -> str:
    return "\n\n".join(p if p[:1] == "\b" else translate(p) for p in help_paragraphs(text))


def metavar_text(text: str) -> str:
    """Return the name of an argument in the present language."""
    return METAVAR_WORD.sub(lambda match: translate(match[0]), text)


class Shown:
    """An attribute that is kept in English and read in the present language."""

    def __init__(self, shown: Callable[[str], str]) -> None:
        self._shown = shown

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        english = instance.__dict__.get(self._name) if instance is not None else None
        return self._shown(english) if english else english

    def __set__(self, instance: Any, value: str | None) -> None:
        instance.__dict__[self._name] = value


class _Offering(click.Parameter):
    """A parameter for which the program offers values out of the book to a shell."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Return the values that may stand here."""
        from ledger.cli.offering import offered

        return offered(self, ctx, incomplete) or super().shell_complete(ctx, incomplete)


class Option(_Offering, click.Option):
    """An option whose help and metavar are shown in the present language."""

    help: Any = Shown(_help)

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value."""
        return metavar_text(super().make_metavar(ctx))


class Argument(_Offering, click.Argument):
    """An argument whose help and metavar are shown in the present language."""

    help: Any = Shown(_help)

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value."""
        return metavar_text(super().make_metavar(ctx))


class _Range(click.IntRange):
    """Whole numbers between limits, which are named in words: ``40 to 500``."""

    def _describe_range(self) -> str:
        if self.max is None:
            return _("{low} or more", low=self.min)
        return _("{low} to {high}", low=self.min, high=self.max)


def _adopt(param: click.Parameter) -> None:
    """Turn a parameter of click into one of this program.

    So a module of commands uses the usual ``click.option``, and cannot forget the class.
    """
    if type(param.type) is click.IntRange:
        param.type.__class__ = _Range
    if type(param) is click.Option:
        object.__setattr__(param, "__class__", Option)
    elif type(param) is click.Argument:
        object.__setattr__(param, "__class__", Argument)


class SamverkCommand(click.Command):
    """A command with help in the present language, also by ``-h``."""

    help: Any = Shown(_help)
    short_help: Any = Shown(_help)
    epilog: Any = Shown(_help)
    options_metavar: Any = Shown(metavar_text)

    def __init__(self, *args: Any, **attributes: Any) -> None:
        settings = attributes.get("context_settings") or {}
        attributes["context_settings"] = {**_CONTEXT, **settings}
        super().__init__(*args, **attributes)
        for param in self.params:
            _adopt(param)

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002 - click's signature
        """Return the first paragraph of the help, whole: a list of commands wraps it."""
        return " ".join((self.short_help or self.help or "").strip().partition("\n\n")[0].split())

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the help option; its text follows the language in which it is shown."""
        option = super().get_help_option(ctx)
        if type(option) is click.Option:
            _adopt(option)
            option.help = N_("Show this message and exit.")
        return option

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Return the context; without colours where ``NO_COLOR`` is set (no-color.org)."""
        if os.environ.get("NO_COLOR"):
            extra["color"] = False
        return super().make_context(info_name, args, parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; explain the error about a split or negative amount."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # some errors of click have no context, and so no hint
            amount = None if type(error) is not click.UsageError else self._cut_up(ctx, given)
            if amount:
                wanted = _(
                    'An amount with spaces in it stands in quotation marks: "{amount}"',
                    amount=amount,
                )
                raise click.UsageError(wanted, ctx) from None
            if not (isinstance(error, click.NoSuchOption) and _NEGATIVE.match(error.option_name)):
                raise
            text = next((x for x in given if _NEGATIVE.match(x)), error.option_name)
            message = _("{text} is negative, and only numbers above zero are recorded.", text=text)
            raise click.UsageError(message, ctx) from None

    def _cut_up(self, ctx: click.Context, given: list[str]) -> str | None:
        """Return the amount that the shell has split into several words; None: there is none.

        Args:
            ctx: of this command.
            given: the words after its name, of which there are too many.
        """
        extra = len(self.make_parser(ctx).parse_args(list(given))[1])
        for first in range(len(given) - extra - 1, -1, -1):
            words = given[first : first + extra + 1]
            amount = " ".join(words).partition("=")[2] or " ".join(words)
            if extra and re.fullmatch(_CUT_UP, amount, re.ASCII):
                return amount
        return None


class SamverkGroup(SamverkCommand, click.Group):
    """A group that lists its commands in order of definition, and helps with mistyped names."""

    command_class = SamverkCommand
    subcommand_metavar: Any = Shown(metavar_text)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order in which they were defined."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the named command, or propose a similar one."""
        name = str(args[0])
        known = ctx.resilient_parsing or self.get_command(ctx, name) is not None
        if known or name.startswith("-"):
            return super().resolve_command(ctx, args)
        message = _("No such command {name!r}.", name=name)
        near = self._nearest(ctx, name)
        if near:
            message += " " + _("Did you mean {near}?", near=near)
        raise click.UsageError(message, ctx)

    def _nearest(self, ctx: click.Context, name: str) -> str | None:
        """Return the command that is most like a name, or group and command of that very name."""
        from difflib import get_close_matches

        close = get_close_matches(name.casefold(), self.list_commands(ctx), 1)
        if close:
            return close[0]
        for outer in self.list_commands(ctx):
            command = self.get_command(ctx, outer)
            if isinstance(command, click.Group) and name in command.list_commands(ctx):
                return f"{outer} {name}"
        return None


SamverkGroup.group_class = SamverkGroup


class LazyGroup(SamverkGroup):
    """A group whose commands are imported when they run.

    Args:
        lazy: name -> (``module:attribute``, short help), in the order they are listed.
    """

    def __init__(
        self, *args: Any, lazy: Mapping[str, tuple[str, str]] | None = None, **attributes: Any
    ) -> None:
        super().__init__(*args, **attributes)
        self.lazy = dict(lazy or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which they were defined."""
        return list(dict.fromkeys((*self.lazy, *super().list_commands(ctx))))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, and import it if it has not been yet."""
        if cmd_name in self.lazy and cmd_name not in self.commands:
            module, _colon, attribute = self.lazy[cmd_name][0].partition(":")
            lean.msgspec()  # which nearly every command needs
            self.commands[cmd_name] = getattr(import_module(module), attribute)
        return super().get_command(ctx, cmd_name)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Return the commands that begin with what is typed, without importing them."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        from click.shell_completion import CompletionItem

        shown = {name: _help(short) for name, (_place, short) in self.lazy.items()}
        for name, command in self.commands.items():
            if name not in shown and not command.hidden:
                shown[name] = command.get_short_help_str()
        return [
            CompletionItem(name, help=short)
            for name, short in shown.items()
            if name.startswith(incomplete)
        ]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        rows = []
        for name in self.list_commands(ctx):
            if name in self.lazy:
                rows.append((name, _help(self.lazy[name][1])))
            else:
                command = self.commands[name]
                if not command.hidden:
                    rows.append((name, command.get_short_help_str()))
        if rows:
            with formatter.section(translate("Commands")):
                formatter.write_dl(rows)


def version_option() -> Callable[[Any], Any]:
    """Return ``--version``; the number is looked up when it is asked for."""
    return click.version_option(
        package_name="samverk",
        prog_name="samverk",
        message="%(prog)s %(version)s",
        cls=Option,
        help=N_("Show the version and exit."),
    )


def show(error: click.ClickException) -> None:
    """Print an error of click on stderr; the user's words in it cannot act on the terminal."""
    import io

    from ledger.books.addresses import hidden
    from ledger.presentation.display import safe_lines

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    text = io.StringIO()
    error.show(text)
    click.echo(quoted(safe_lines(hidden(text.getvalue()))), err=True, nl=False)


def quoted(text: str) -> str:
    """Return an error of click with the quotation marks of the present language."""
    return _QUOTED.sub(lambda match: _("'{text}'", text=match[1]), text)
