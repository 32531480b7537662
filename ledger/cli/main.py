"""``samverk``: the group of all commands."""

from __future__ import annotations

from typing import Any

import click

from ledger.cli.clickwork import LazyGroup, version_option
from ledger.cli.reading_input import ID
from ledger.cli.session import DEFAULT_BOOK, Session
from ledger.presentation import language
from ledger.presentation.language import N_
from ledger.work.receipt import Receipt

_HERE = "ledger.cli."
COMMANDS = {
    "init": (_HERE + "commands.books:init", N_("Make a new, empty book.")),
    "demo": (
        _HERE + "commands.books:demo",
        N_("Try it: the real agreement with invented payments."),
    ),
    "status": (_HERE + "commands.status:status", N_("What the book holds, in a few lines.")),
    "due": (
        _HERE + "commands.due:due",
        N_("All that somebody has to do, the most urgent first."),
    ),
    "serve": (
        _HERE + "commands.serving:serve",
        N_("Show the book in a browser: pages to read."),
    ),
    "publish": (
        _HERE + "commands.publishing:publish",
        N_("Write the same pages as files, for a web site or an archive."),
    ),
    "doctor": (
        _HERE + "commands.books:doctor",
        N_("Look for what is wrong with the installation."),
    ),
    "book": (_HERE + "commands.describing:book", N_("What is said of the book as a whole.")),
    "party": (_HERE + "commands.parties:party", N_("The organisations of the book.")),
    "agreement": (
        _HERE + "commands.agreements:agreement",
        N_("An agreement: proposal, referral, decisions, signatures, changes and end."),
    ),
    "uplift": (_HERE + "commands.commitments:uplift", N_("Raise what a board has committed.")),
    "index": (
        _HERE + "commands.indexes:index",
        N_("The register of indexes that lines are raised by, and what it says of uplifts."),
    ),
    "import": (
        _HERE + "commands.importing:import_",
        N_("Read the rows of other programs' files, and record those that have a route."),
    ),
    "imports": (
        _HERE + "commands.imports:imports",
        N_("The files that were read, and what became of their rows."),
    ),
    "map": (
        _HERE + "commands.maps:map_",
        N_("Maps: what the columns of another program's tables are, for samverk import."),
    ),
    "route": (
        _HERE + "commands.routes:route",
        N_("Routes: which line a row of another program's file belongs to."),
    ),
    "pay": (_HERE + "commands.paying:pay", N_("Record a payment, in as few words as possible.")),
    "record": (_HERE + "commands.recording:record", N_("Record what has happened.")),
    "request": (
        _HERE + "commands.requests:request",
        N_("Requests for payments: asked for, reviewed and approved by three persons."),
    ),
    "payment-file": (
        _HERE + "commands.payment_files:payment_file",
        N_("Files by which the bank pays requests: samverk export payments makes them."),
    ),
    "authority": (
        _HERE + "commands.authorities:authority",
        N_("Mandates: who may review payments, and who may approve them."),
    ),
    "actor": (
        _HERE + "commands.actors:actor",
        N_("Persons' own keys, and whom persons act for."),
    ),
    "batch": (_HERE + "batch:batch", N_("Run the commands of a file, one a line.")),
    "shell": (_HERE + "shell:shell", N_("Enter one command after the other, with completion.")),
    "claim": (_HERE + "commands.recording:claim", N_("Demand money back from a performer.")),
    "pledge": (
        _HERE + "commands.recording:pledge",
        N_("Promise a contribution in something else than money."),
    ),
    "plan": (
        _HERE + "commands.planning:plan",
        N_("Instalments: when what is committed is paid."),
    ),
    "obligation": (
        _HERE + "commands.obligations:obligation",
        N_("What parties have to do, and by when."),
    ),
    "in-kind": (
        _HERE + "commands.corrections:in_kind",
        N_("Verify or reject contributions in kind: four eyes."),
    ),
    "reallocate": (
        _HERE + "commands.commitments:reallocate",
        N_("Move a part of a commitment to another line."),
    ),
    "carry-over": (
        _HERE + "commands.commitments:carry_over",
        N_("Carry a part of a year's commitment over to a later year of the same line."),
    ),
    "release": (
        _HERE + "commands.commitments:release",
        N_("Let a part of a commitment lapse unused."),
    ),
    "write-off": (
        _HERE + "commands.following:write_off",
        N_("Give up what has not come back on a recovery claim, or a part of it, by decision."),
    ),
    "forecast": (
        _HERE + "commands.following:forecast",
        N_("Say what a line will have cost when its year is over."),
    ),
    "finding": (
        _HERE + "commands.following:finding",
        N_("Findings about reports of use, payments and contributions: four eyes."),
    ),
    "reconcile": (
        _HERE + "commands.reconciling:reconcile",
        N_("Compare a period of the book with files of another program."),
    ),
    "reverse": (
        _HERE + "commands.corrections:reverse",
        N_("Take an entry back; then record it right."),
    ),
    "period": (_HERE + "commands.corrections:period", N_("Close and reopen periods.")),
    "report": (
        _HERE + "commands.reporting:report",
        N_("Balances, at any time, as known at any time."),
    ),
    "explain": (
        _HERE + "commands.explaining:explain",
        N_("The events that make a figure of a report."),
    ),
    "log": (_HERE + "commands.log:log", N_("The audit trail: what happened, who, when, why.")),
    "show": (_HERE + "commands.auditing:show", N_("One event in full, and what it changed.")),
    "paper": (
        _HERE + "commands.papers:paper",
        N_("Papers (PDF, A4): for the minutes of a board, for a party, for whoever decides."),
    ),
    "audit": (
        _HERE + "commands.audit:audit",
        N_("Tests of the entries, as auditing standards ask for them."),
    ),
    "replay": (
        _HERE + "commands.auditing:replay",
        N_("Rebuild every projection from the events, and say whether the views agree."),
    ),
    "checkpoint": (
        _HERE + "commands.checkpoints:checkpoint",
        N_("Sign what the book has come to; check and cosign what was signed."),
    ),
    "witness": (
        _HERE + "commands.witnesses:witness",
        N_("Those whose cosignatures of checkpoints count."),
    ),
    "prove": (
        _HERE + "commands.checkpoints:prove",
        N_("Prove that an event is in the book, or check a proof."),
    ),
    "key": (
        _HERE + "commands.keys:key",
        N_("The key that the book signs with: another one, or none."),
    ),
    "verify": (
        _HERE + "commands.trust:verify",
        N_("Check all of the book, or a saved report, against the events."),
    ),
    "backup": (
        _HERE + "commands.trust:backup",
        N_("Copy the book while others write, and verify the copy."),
    ),
    "restore": (
        _HERE + "commands.trust:restore",
        N_("Make the book from a backup, and verify it first."),
    ),
    "migrate": (
        _HERE + "commands.trust:migrate",
        N_("Move a book from a file to a server, or back, and verify it."),
    ),
    "upgrade": (
        _HERE + "commands.upgrading:upgrade",
        N_("Bring a book of an older form to the newest."),
    ),
    "grant": (_HERE + "commands.books:grant", N_("Let somebody into a book on a server.")),
    "export": (
        _HERE + "commands.exporting:export",
        N_("Write what the book holds for other programs, and for the public."),
    ),
    "completion": (
        _HERE + "completion:completion",
        N_("Let bash, zsh or fish complete what is typed."),
    ),
}


@click.group(
    "samverk",
    cls=LazyGroup,
    lazy=COMMANDS,
    help=N_("A ledger for agreements in which several parties each put something in."),
    epilog=N_("Start with: samverk demo"),
)
@click.option(
    "--book",
    metavar="BOOK",
    envvar="SAMVERK_BOOK",
    default=DEFAULT_BOOK,
    show_default=True,
    help=N_("The book: a file, or a server (postgresql://…); also SAMVERK_BOOK."),
)
@click.option(
    "--lang",
    type=click.Choice(language.languages()),
    help=N_("Swedish or English; also SAMVERK_LANG."),
)
@click.option(
    "--actor",
    envvar="SAMVERK_ACTOR",
    type=ID,
    help=N_(
        "Who records; also SAMVERK_ACTOR. The user of this computer if left out; on a server,"
        " always the user there."
    ),
)
@version_option()
@click.pass_context
def samverk(context: click.Context, book: str, lang: str | None, actor: str | None) -> None:
    """Keep the values that all commands share; a line of a batch has them already."""
    if not isinstance(context.obj, Session):
        if lang:
            language.use(lang)
        receipt = context.find_object(Receipt) or Receipt()
        context.obj = Session(address=book, named_actor=actor, receipt=receipt)
        context.call_on_close(context.obj.close)
    from ledger.presentation import display  # after --help, which needs none of what it reads

    context.with_resource(display.told_in(context.obj.zone))


def answer(words: list[str], obj: Receipt | Session, **extra: Any) -> int:
    """Let the command that is meant do its work, and return its status.

    Args:
        words: after ``samverk``.
        obj: of the run, or the session that a line of a batch shares.
        extra: for click's context.
    """
    try:
        with samverk.make_context("samverk", list(words), obj=obj, **extra) as context:
            status = samverk.invoke(context)
    except click.exceptions.Exit as leaving:
        status = leaving.exit_code
    return status if isinstance(status, int) else 0
