"""``samverk verify``, ``backup``, ``restore``, ``migrate``: the book, checked and copied."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from ledger.books.opening import is_server
from ledger.cli.boundary import say
from ledger.cli.clickwork import SamverkCommand
from ledger.cli.commands.keys import UNSIGNED
from ledger.cli.reading_input import LocalFile
from ledger.cli.refusals import NoCommand
from ledger.cli.session import Session
from ledger.cli.witness_keys import WITNESS_KEYS, asker_of
from ledger.presentation import display
from ledger.presentation.causes import worded
from ledger.presentation.language import N_, _, _n, _p

if TYPE_CHECKING:
    from ledger.books.book import Book
    from ledger.books.notes import Checkpoint, PublicKey
    from ledger.books.opening import BookAddress
    from ledger.cli.commands.audit import Asked as Test
    from ledger.cli.commands.papers import Asked as Paper
    from ledger.cli.commands.reporting import Asked
    from ledger.proof.signatures import Known
    from ledger.proof.verification import Finding, Verification

DIFFERENT = 5
_LARGEST_REPORT = 64 * 2**20  # bytes; a workbook has the events of an agreement, too
_SHOWN_LINES = 40
_FILE = LocalFile(path_type=Path, dir_okay=False)

# What verification can find; a test holds the codes equal to those in the source.
FINDINGS: dict[str, str] = {
    "database": N_("The database is damaged: {cause}"),
    "schema": N_("This table, trigger or right is not as this program makes it: {name}."),
    "identity": N_("What the book says of its name and its key is damaged."),
    "position": N_("Where event #{position} should be, the position is {stands}."),
    "version": N_("Event #{position} is not the next of its stream {stream}: {version}."),
    "node": N_("Event #{position}, or the tree's node {level}/{place} above it, was altered."),
    "node-count": N_("The tree has {count} nodes, and {wanted} belong to its events."),
    "event": N_("Event #{position} is none that this program writes: {cause}"),
    "replay": N_("Event #{position} does not follow from those before it: {cause}"),
    "rule": N_("Event #{position} is one that the rules do not let in: {message} [{rule}]"),
    "time": N_("Event #{position} was recorded before the one before it."),
    "clock": N_(
        "From event #{position} on times are later than now, the newest {newest}: a clock was"
        " ahead, or the times are false."
    ),
    "reference": N_("The list of used references is wrong about {kind} {value}."),
    "concern": N_("The list of what concerns which party is wrong about {party} and {stream}."),
    "judged": N_(
        "What the server judges new events by is not what the events say: {table} has, or lacks,"
        " {row}."
    ),
    "overdrawn": N_("On {agreement} {line} {year} less is committed than was paid."),
    "postings": N_("The postings do not sum to zero, but to {total}."),
    "view": N_("A view differs from the events: {difference}. Mend it: samverk replay --rebuild"),
    "views-ahead": N_("The views have come to event #{position}, and there are {events} events."),
    "remembered": N_(
        "The book does not begin with the {position} events that your figures in {file} were made"
        " from: history was rewritten, or events are gone."
    ),
    "seen": N_(
        "The book does not begin with the {size} events that you saw in it on {seen_at}: it was put"
        " back to an older state, or history was rewritten. If somebody put it back on purpose:"
        " samverk status --older-is-right --reason TEXT"
    ),
    "other-book": N_("The checkpoint {source} is of another book: {origin}."),
    "signature": N_("The checkpoint {source} is not signed by the book's key."),
    "signed-too-late": N_(
        "The checkpoint {source} is signed by a key that the book had replaced or retired by then:"
        " do not trust it."
    ),
    "rotation": N_(
        "Event #{position} gives the book another key, and was not signed as it says: trust nothing"
        " that was signed after it."
    ),
    "checkpoint": N_(
        "The first {size} events are not those of the checkpoint {source}: history was rewritten."
    ),
    "held": N_("{source} was held as a checkpoint, and is none any more: it was altered."),
    "cosignature": N_(
        "The signature of {name} under the checkpoint {source} is false: it was altered, or forged."
    ),
    "truncated": N_(
        "The checkpoint {source} has {size} events, and the book only {events}: events are gone."
    ),
}


# What is as it was recorded, and whoever relies on the book should know.
NOTICES: dict[str, str] = {
    "key-unsigned": UNSIGNED,
    "seen-elsewhere": N_(
        "You have seen this book with {size} events at {place}: this one is a copy, or has been put"
        " back."
    ),
    "attested-elsewhere": N_(
        "Reviews and approvals that only a server's word stands for, which knew who had logged in:"
        " {events}, the first in event #{position}. If this book was never kept on a server, they"
        " are forged: ask those who are named in them."
    ),
    "key-retired": N_(
        "The book's key was retired by event #{position}: {reason}. Trust nothing that it has"
        " signed after that."
    ),
}

# What verification could not do.
UNCHECKED: dict[str, str] = {
    "amcheck": N_(
        "Not checked: the server's own indexes. For that an administrator installs the extension"
        " amcheck, and lets this user run bt_index_check."
    ),
    "seen": N_(
        "Not compared: what you have seen of the book before. Your own note of it is damaged, and"
        " is begun anew; or others may write it: remove it then (docs/OPERATIONS.md says where)."
    ),
    "held": N_("Not compared: the checkpoints beside the book, which you may not read."),
    "standby": N_(
        "Not compared: checkpoints of more events than this standby has come to. Ask once more, or"
        " ask the primary."
    ),
    "form": N_(
        "Not checked: what only a book of the newest form has. This one is of an older form, and"
        " nothing can be recorded in it until it is upgraded: samverk upgrade"
    ),
    "rules": N_(
        "Not judged: what a newer program has decided, by rules that this one does not know. Update"
        " samverk."
    ),
    "part": N_(
        "Not checked: what you do not see. Of the events that you see, each was judged by the"
        " rules; not compared were the tree, the list of used references, and whether a bank"
        " reference is used in an agreement that is hidden from you. An auditor's login sees"
        " everything."
    ),
    "since": N_(
        "Not checked again: the events before the checkpoint, the database as a whole, the views,"
        " and what the list of used references says of those events. All of it is checked by:"
        " samverk verify"
    ),
    "functions": N_(
        "Not closed: what whoever is let in could fill the server's disk or memory with, or keep"
        " others from it. A superuser closes it as docs/OPERATIONS.md says."
    ),
}


@contextmanager
def _progress(session: Session, label: str, after: int = 0) -> Iterator[Callable[[int], object]]:
    length = max(0, session.book.head() - after)
    with click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield bar.update


@click.command(
    "verify",
    cls=SamverkCommand,
    help=N_(
        "Check all of the book: the database, every event, whether the rules allowed it, the tree,"
        " the checkpoints that are held, and every view.\n\nIt needs to read the book only."
    ),
)
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=_FILE,
    help=N_("A checkpoint that you hold, besides those beside the book. May be repeated."),
)
@click.option(
    "--since",
    type=_FILE,
    help=N_(
        "Check only what came after this checkpoint, once it is seen to be of this book; what lies"
        " before is trusted."
    ),
)
@click.option(
    "--report",
    "saved",
    type=_FILE,
    help=N_("Make a saved report again from the events, and compare."),
)
@WITNESS_KEYS
@click.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
@click.pass_context
def verify(
    context: click.Context,
    checkpoints: tuple[Path, ...],
    since: Path | None,
    saved: Path | None,
    witness_keys: tuple[list[PublicKey], ...],
    *,
    as_json: bool,
) -> None:
    """Verify and print."""
    session: Session = context.obj
    if saved and since:
        raise click.UsageError(_("Give either --since or --report."))
    if saved:
        context.exit(_verify_report(session, saved))
    held, altered, unchecked = _held_checkpoints(session, checkpoints)

    def ask(_book: Book) -> Known:
        return asker_of(session, witness_keys)

    if since is None:
        from ledger.proof.verification import verify as verify_book

        with _progress(session, _("Verifying")) as tell:
            found = verify_book(session.book, held, tell, ask, altered)
    else:
        from ledger.books.checkpoints import read_checkpoint
        from ledger.proof.since import verify_since

        begins = read_checkpoint(since), str(since)
        with _progress(session, _("Verifying"), begins[0].size) as tell:
            found = verify_since(session.book, begins, held, tell, ask, altered)
    found.unchecked += unchecked
    if as_json:
        _print_json(found)
    else:
        _print_verification(found, {str(path) for path in checkpoints})
    context.exit(DIFFERENT if found.findings else 0)


def _held_checkpoints(
    session: Session, named: tuple[Path, ...]
) -> tuple[list[tuple[Checkpoint, str]], list[str], tuple[str, ...]]:
    """Return the checkpoints to compare, those that are none, and codes of what was not read."""
    from ledger.books import checkpoints
    from ledger.books.refusals import HeldUnreadable

    beside: list[tuple[Checkpoint, Path]] = []
    altered: list[Path] = []
    unchecked: tuple[str, ...] = ()
    try:
        folder = checkpoints.held_folder(session.local_path)
        beside, altered = checkpoints.readable_checkpoints(folder)
    except HeldUnreadable:
        unchecked = ("held",)
    given = [(checkpoints.read_checkpoint(path), path) for path in named]
    held = [(found, str(path)) for found, path in (*beside, *given)]
    return held, [str(path) for path in altered], unchecked


def _print_json(found: Verification) -> None:
    from ledger.cli.output import write
    from ledger.presentation.data_formats import as_json
    from ledger.proof.told import exposure_data, judged_data

    exposed = None
    if found.exposure is not None and found.asker is not None and not _is_unknown(found):
        exposed = exposure_data(found.exposure, found.asker)
    content = {
        "events": found.size,
        "root": found.root.hex(),
        "checkpoints": found.checkpoints,
        "since": None
        if found.since is None
        else {
            "checkpoint": found.since.source,
            "events": found.since.size,
            "after": found.since.events,
            "trusted": found.since.is_trusted,
        },
        "signed": [judged_data(one) for one in found.judged],
        "exposed": exposed,
        "unchecked": found.unchecked,
        "findings": [{"code": x.code, **_values(x)} for x in found.findings],
        "notices": [{"code": x.code, **x.values} for x in found.notices],
    }
    write(as_json(content), None)


def _print_verification(found: Verification, named: set[str]) -> None:
    """Print what was found, with the signatures of the named checkpoints, and those that count."""
    click.echo(
        _(
            "{events}, root {root}, {checkpoints}.",
            events=_n("{n} event", "{n} events", found.size),
            root=found.root.hex(),
            checkpoints=_n(
                "{n} checkpoint compared", "{n} checkpoints compared", found.checkpoints
            ),
        )
    )
    if found.since is not None and found.since.is_trusted:
        click.echo(
            _(
                "Checked: {events} after the checkpoint {source}. Trusted, and not looked at again:"
                " the {size} before.",
                events=_n("{n} event", "{n} events", found.since.events),
                source=display.safe(found.since.source),
                size=found.since.size,
            )
        )
    _print_signatures(found, named)
    for finding in found.findings:
        click.echo("  " + sentence(finding))
    for notice in found.notices:
        click.echo(sentence(notice))
    for code in found.unchecked:
        click.echo(_(UNCHECKED[code]))
    if found.since is not None and not found.since.is_trusted:
        click.echo(_("Nothing after the checkpoint was checked. Check all of it: samverk verify"))
    elif found.is_of_checkpoints:
        click.echo(
            _(
                "The events are as they were recorded. Trust nothing under a checkpoint with a"
                " false signature, keep it, and ask whoever it is from."
            )
        )
    elif any(finding.code == "rule" for finding in found.findings) and found.is_as_recorded:
        click.echo(
            _(
                "The events are as they were recorded, and the rules do not let in all of them."
                " Ask whoever recorded them, and an auditor."
            )
        )
    elif found.findings and found.is_as_recorded:
        click.echo(_("The events are as they were recorded, and their times cannot be right."))
    elif found.findings:
        click.echo(_("The book is NOT as it was recorded. Keep it as it is and ask an auditor."))
    elif found.since is not None:
        if "rules" not in found.unchecked:
            click.echo(
                _("Judged by the rules: every event after the checkpoint was allowed when it came.")
            )
        click.echo(_("What came after the checkpoint agrees."))
    else:
        if not {"rules", "part"} & set(found.unchecked):
            click.echo(_("Judged by the rules again: every event was allowed when it came."))
        click.echo(_("Everything agrees."))


def _is_unknown(found: Verification) -> bool:
    """Return whether the window of exposure is not known: what would tell cannot be read."""
    is_told = found.exposure is not None and found.exposure.newest is not None
    return "held" in found.unchecked and not is_told


def _print_signatures(found: Verification, named: set[str]) -> None:
    from ledger.proof import told as signed

    if found.exposure is None or found.asker is None:
        return
    newest = found.exposure.newest
    shown = named | {one.source for one, _ in signed.not_counted(found.exposure)}
    for one in found.judged:
        if one.source not in shown and one != newest:
            continue
        source = display.safe(one.source)
        click.echo(_("Signed, {size} events, {source}:", size=one.checkpoint.size, source=source))
        for signature in one.signatures:
            click.echo("  " + signed.signature_text(signature))
    text = (
        _("not known: you may not read the checkpoints")
        if _is_unknown(found)
        else signed.exposure_text(found.exposure, found.asker)
    )
    click.echo(_("Exposed: {text}.", text=text))
    advice = signed.what_to_do(found.exposure, found.asker)
    if advice is not None:
        click.echo(advice)


def _values(finding: Finding) -> dict[str, Any]:
    """Return the values of a finding, with the message of what a rule says."""
    from ledger.presentation.refusals import sentences

    said = {} if finding.refusal is None else {"message": sentences(finding.refusal)[0]}
    return {**finding.values, **said}


def sentence(finding: Finding) -> str:
    """Return a finding in words."""
    values = {
        name: _p("of a value that is missing", "none")
        if value is None
        else worded(value)
        if name == "cause"
        else display.safe(str(value))
        for name, value in _values(finding).items()
    }
    for name in {"newest", "seen_at"} & values.keys():
        values[name] = display.instant(datetime.fromisoformat(values[name]))
    return _({**FINDINGS, **NOTICES}[finding.code], **values)


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _is_same_elsewhere(saved: bytes, now: str | bytes) -> bool:
    """Return whether two reports say the same but for the offsets that their times are shown in."""
    if isinstance(now, bytes):
        return False
    return display.in_utc(saved.decode(errors="replace")) == display.in_utc(now)


def _before_it_came(session: Session, asked: Asked | Test | Paper, form: int) -> bytes | None:
    """Return a report as it was made before the instant that it asks about; None: it was not.

    Up to version 0.1 its words stated that instant, which the report itself knows nothing of.
    """
    if asked.known_at is None or not asked.at:
        return None
    if session.book.recorded_at(asked.at) > asked.known_at:
        return None
    made = replace(asked, known_at=None)
    return _bytes(made.content(session, form, replays=True, words=asked.again(asked.at)))


def _differences(before: list[str], now: str) -> list[str]:
    return list(difflib.unified_diff(before, now.splitlines(), lineterm="", n=0))[2:]


def _verify_report(session: Session, saved: Path) -> int:
    from ledger.books.checkpoints import text_of
    from ledger.books.files import content_of
    from ledger.cli.commands.saved import asked_by
    from ledger.presentation import formats

    content = content_of(saved, _LARGEST_REPORT)
    found = formats.saved(content)
    if found is None:
        if not formats.is_no_text(content):
            text_of(content, saved)
        raise NoCommand(path=str(saved))
    asked = asked_by(found.words)
    made = []
    for form in found.forms:
        again = asked.content(session, form, replays=True)
        if content in {_bytes(again), _before_it_came(session, asked, form)}:
            click.echo(_("The report is the same, to the byte."))
            return 0
        if formats.are_alike(asked.output_format, content, _bytes(again)):
            click.echo(
                _("The report is the same in all its parts; only how the file packs them differs.")
            )
            return 0
        made.append(again)
    if any(_is_same_elsewhere(content, text) for text in made):
        click.echo(
            _(
                "The report is the same, but for the offsets that its times are shown with; the"
                " instants are the same. Computers with other tables of time zones differ so."
            )
        )
        return 0
    if isinstance(made[0], str):
        click.echo(_("The report differs from what the book says now (-: saved, +: now):"))
        before = text_of(content, saved).splitlines()
        lines = min((_differences(before, str(text)) for text in made), key=len)
        for line in lines[:_SHOWN_LINES]:
            click.echo(display.safe(line))
    else:
        click.echo(_("The report differs from what the book says now."))
        _tell_of_other_layout(content, made[0])
    click.echo(
        _(
            "If an earlier version of the program saved it, words and layout may differ; the list"
            " of changes says which. Every figure has to be the same."
        )
    )
    return DIFFERENT


def _tell_of_other_layout(before: bytes, now: bytes) -> None:
    """Say where a paper was laid out by another release of the library, which may differ by it."""
    from ledger.presentation.typeset import laid_out_by

    by, anew = laid_out_by(before), laid_out_by(now)
    if by and anew and by != anew:
        click.echo(
            _(
                "{before} laid the paper out, and {now} does here: install samverk[papers] with the"
                " release that made it, and ask again.",
                before=display.safe(by),
                now=anew,
            )
        )


@click.command(
    "backup",
    cls=SamverkCommand,
    help=N_("Copy the book while others write, and verify the copy."),
)
@click.argument("file", metavar="FILE", type=_FILE)
@click.pass_obj
def backup(session: Session, file: Path) -> None:
    """Copy."""
    _copy(session, session.address, file)


@click.command(
    "restore", cls=SamverkCommand, help=N_("Make the book from a backup, and verify it first.")
)
@click.argument("file", metavar="FILE", type=_FILE)
@click.pass_obj
def restore(session: Session, file: Path) -> None:
    """Copy back."""
    _copy(session, file, session.address)
    from ledger.presentation.refusals import sentences
    from ledger.work import seen

    if is_server(session.address):
        return  # an administrator need have no role in it
    with session.book.reading():
        against = seen.against(session.book)
    if against is not None:
        say(" ".join(sentences(against)))


@click.command(
    "migrate",
    cls=SamverkCommand,
    help=N_(
        "Move a book to another database: from a file to a server, or back.\n\n"
        "The new book has the same events, name and root, so checkpoints and proofs hold for it;"
        " it is verified before and after. The old one is left as it is: let nobody record in it"
        " any more."
    ),
)
@click.option(
    "--from",
    "source",
    metavar="BOOK",
    required=True,
    help=N_("The book: a file, or a server (postgresql://…)."),
)
@click.option(
    "--to",
    "target",
    metavar="BOOK",
    required=True,
    help=N_("Where to: a file that is not there, or a database with no book in it."),
)
@click.pass_obj
def migrate(session: Session, source: str, target: str) -> None:
    """Copy."""
    from ledger.books.checkpoints import held_folder, key_file
    from ledger.books.opening import local_path

    _copy(session, source, target)
    old, new = key_file(local_path(source)), key_file(local_path(target))
    if old.exists() and old != new:
        click.echo(
            _(
                "Its key stays where it is. Sign with --key-file {path}",
                path=display.safe(str(old)),
            )
        )
    held, beside = held_folder(local_path(source)), held_folder(local_path(target))
    if held.is_dir() and held != beside:
        click.echo(
            _(
                "The checkpoints that are held stay in {folder}, and count for the new book once"
                " they are in {beside}: copy the folder.",
                folder=display.safe(str(held)),
                beside=display.safe(str(beside)),
            )
        )


def _copy(session: Session, source: BookAddress, target: BookAddress) -> None:
    from ledger.books.opening import is_made, shown_address
    from ledger.proof.copies import copy_book

    def tell(_more: int) -> None:
        """Say nothing: a copy is quick beside its verification."""

    named = display.safe(shown_address(target))
    written = _("{path} was written.", path=named)
    look = _("See whether it is there and whole: samverk --book {path} verify", path=named)
    with session.receipt.writing(written, look, lambda: is_made(target)):
        found = copy_book(source, target, tell)
    click.echo(
        _(
            "{path} was written and verified: {events}, root {root}.",
            path=named,
            events=_n("{n} event", "{n} events", found.size),
            root=found.root.hex(),
        )
    )
    for finding in found.findings:
        say(sentence(finding))
    if found.findings:
        say(_("The copy has what the book has, as it was recorded. Ask whoever recorded that."))
