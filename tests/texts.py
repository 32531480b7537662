"""Every text that the program shows, gathered from the source and from its commands.

``make words`` brings the catalogues up to date with it; ``test_catalogues.py`` holds them equal.
"""

import importlib
import io
import re
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po, write_po

from events import facts, planning, requesting
from ledger.books.book import Role
from ledger.cli import clickwork
from ledger.exchange import verdicts
from ledger.presentation import language
from ledger.work import routes
from projections import attesting, payment_files, standing
from projections.audits import AUDITS
from projections.due import KINDS as DUE_KINDS

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {
    **dict.fromkeys(("_", "N_", "_no", "translate"), (1,)),
    **dict.fromkeys(("_n", "plural"), (1, 2)),
    "_p": ((1, "c"), 2),
    "Column": (2,),
    "Field": (1,),
    "Audit": (2,),
    "DueKind": (3,),
    "Worded": (1,),
}
HEADER = r"""msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {plurals}\n"

"""
# Words of reports and of the log that no type lists.
STORED = {
    *("claimed", "database-attested", "signed"),  # how sure it is who did something
    *("approved", "declined", "undecided", "proposed", "concluded", "open", "closed"),
    *("pledged", "recorded", "verified", "rejected"),
    *("funder", "performer", "accountable", "signatory", "contributor", "in-kind"),
}
# What the operating system and SQLite say, where it is shown as a cause.
OF_OTHERS = {
    "Is a directory",
    "No space left on device",
    "No such file or directory",
    "Not a directory",
    "Permission denied",
    "Read-only file system",
    "attempt to write a readonly database",
    "database is locked",
    "database or disk is full",
    "disk I/O error",
}
# What click says to programmers only begins so.
TO_PROGRAMMERS = (
    "Could not determine name for option",
    "No options defined but a name was passed",
    "Arguments take exactly one parameter declaration",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use",
    "Invalid start character for option",
    "Unknown color",
)


def paragraphs(text):
    """Yield what of a help text is looked up; commands to copy are shown as they are."""
    for paragraph in clickwork.help_paragraphs(text) if "\n\n" in text else [text]:
        if paragraph and not paragraph.startswith("\b"):
            yield paragraph


def marked(folder, keywords=KEYWORDS):
    """Yield context (or None), text and plural (or None) of what the source of a folder marks."""
    kinds = [("**.py", "python"), ("**/templates/*.html", "jinja2.ext:babel_extract")]
    for _file, _line, found, _comments, context in extract_from_dir(
        folder, kinds, keywords=keywords
    ):
        text, many = found if isinstance(found, tuple) else (found, None)
        if many:
            yield context, text, many
        else:
            yield from ((context, paragraph, None) for paragraph in paragraphs(text))


def words():
    """Return the closed vocabularies, as they are stored."""
    vocabularies = (
        *(facts.PartyKind, facts.InKindType, facts.Rounding),
        *(facts.Settlement, facts.Answer, facts.ObligationKind),
        *(planning.InstalmentState, planning.ObligationState),
        *(facts.AuthorityStep, facts.Check, facts.AccountKind),
        *(facts.Settling, Literal["unsettled", "partly settled"]),
        *(facts.RouteRecords, facts.DecimalMark),
    )
    found = {word for vocabulary in vocabularies for word in get_args(vocabulary)}
    found |= {name.partition("/")[0] for name in facts.NAMES}
    vocabularies = (standing.Status, standing.Said, standing.Planned, standing.Lacking)
    found |= {word for vocabulary in vocabularies for word in get_args(vocabulary)}
    rows = [audit.declared.row for audit in AUDITS.values()]
    hints = [hint for row in rows for hint in get_type_hints(row).values()]
    found |= {word for hint in hints if get_origin(hint) is Literal for word in get_args(hint)}
    return found | STORED | set(get_args(Role)) | OF_OTHERS | set(DUE_KINDS)


# Words that are said of several things in different senses, by what they are said of.
IN_CONTEXT = {
    "of a request": {*get_args(requesting.Status), "lapsed"},
    "of a mandate": {*get_args(attesting.Standing)},
    "of a route": {*get_args(routes.Standing)},
    "of a row": {*verdicts.VERDICTS},
    "of a difference": {*get_args(facts.DifferenceKind), "sum"},
    "of a file that is read": {*get_args(facts.FileFormat)},
    "of an account": {*get_args(payment_files.AccountStanding)},
    "of a file for the bank": {*get_args(payment_files.FileStanding)},
}


def all_commands():
    """Return every command of the program, with its name in full."""
    root = importlib.import_module("ledger.cli.main").samverk
    found, waiting = {}, [("samverk", root)]
    while waiting:
        name, command = waiting.pop()
        found[name] = command
        if isinstance(command, click.Group):
            context = click.Context(command)
            waiting.extend(
                (f"{name} {inner}", command.get_command(context, inner))
                for inner in command.list_commands(context)
            )
    return found


def help_texts():
    """Return the paragraphs of every help text."""
    found = set()
    for command in all_commands().values():
        shown = [command.__dict__.get(field) for field in ("help", "short_help", "epilog")]
        shown += [param.__dict__.get("help") for param in command.params]
        if isinstance(command, clickwork.LazyGroup):
            shown += [short for _target, short in command.lazy.values()]
        for text in filter(None, shown):
            found |= {x for x in clickwork.help_paragraphs(text) if not x.startswith("\b")}
    # Those that are arguments of a command have a help on pages alone.
    found |= {x.help for test in AUDITS.values() for x in test.declared.parameters}
    return found


def metavar_words():
    """Return the words that stand for a value in help texts."""
    found = set()
    for command in all_commands().values():
        fields = ("options_metavar", "subcommand_metavar")
        shown = [command.__dict__.get(field) for field in fields]
        for param in command.params:
            is_named = not isinstance(param.type, click.Choice) and not getattr(param, "is_flag", 0)
            shown.append(param.__dict__.get("metavar") or (is_named and param.type.name.upper()))
        for text in filter(None, shown):
            found |= set(clickwork.METAVAR_WORD.findall(text))
    return found


def of_click():
    """Yield context, text and plural of what click says to users."""
    keywords = {"_": (1,), "gettext": (1,), "ngettext": (1, 2)}
    for file in sorted(Path(click.__file__).parent.glob("*.py")):
        if file.name in {"testing.py", "_winconsole.py"}:  # never run here
            continue
        with file.open("rb") as source:
            for _line, found, _comments, context in extract("python", source, keywords):
                text, many = found if isinstance(found, tuple) else (found, None)
                if not text.startswith(TO_PROGRAMMERS):
                    yield context, text, many
    yield None, "required", None  # which click names by a variable


def gathered():
    """Return a catalogue without translations of every text there is."""
    catalogue = Catalog(project="samverk", charset="utf-8", fuzzy=False)
    found = [x for folder in ("events", "ledger", "projections") for x in marked(ROOT / folder)]
    found += of_click()
    found += [(None, text, None) for text in {*words(), *help_texts(), *metavar_words()}]
    found += [(context, x, None) for context, own in IN_CONTEXT.items() for x in own]
    for context, text, many in sorted(found, key=lambda x: (x[1], x[0] or "", x[2] is None)):
        if text and text.strip() and catalogue.get(text, context) is None:
            catalogue.add((text, many) if many else text, context=context)
    return catalogue


def catalogues():
    """Return the catalogue of each language but English."""
    found = {}
    for lang in language.languages():
        if lang != "en":
            path = file_of(lang)
            with path.open("rb") as file:
                found[lang] = read_po(file, locale=lang)
    return found


def file_of(lang):
    """Return where the catalogue of a language is."""
    return Path(language.FOLDER) / lang / "LC_MESSAGES" / f"{language.DOMAIN}.po"


def written(catalogue):
    """Return the text of a catalogue: sorted, without dates and places."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, omit_header=True, sort_output=True, no_location=True)
    return HEADER.format(
        language=catalogue.locale, plurals=catalogue.plural_forms
    ) + out.getvalue().decode("utf-8")


def up_to_date(catalogue):
    """Return a catalogue with every text there is, and none that is gone."""
    catalogue.update(gathered(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def needs_translation(text):
    """Return whether a text has words at all."""
    text = text if isinstance(text, str) else text[0]
    return bool(re.search(r"[A-Za-z]{2}", re.sub(r"\{\w*\}", "", text)))
