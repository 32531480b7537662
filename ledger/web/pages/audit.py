"""The audit tests: what each looks for, and what it finds, with the events of each finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from events.money import BadNumberError
from ledger.books import checkpoints
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n, translate
from ledger.presentation.rendering import notice_text
from ledger.proof.asked import AskedTest, choice_said, option
from ledger.proof.auditing import Audited
from ledger.refusal import BadInput
from ledger.web import choices, files, paging, tables
from ledger.web.asking import Asking, Page
from ledger.web.pages import NothingThereError
from ledger.web.queries import UnreadableError
from ledger.work.existence import require_agreement
from projections.audits import AUDITS, Audit
from projections.audits.declaring import Parameter

A_PAGE = 50  # findings
_LABELS = {
    "random": N_("Payments to draw"),
    "monetary_unit": N_("Kronor to draw"),
    "checkpoint": N_("Checkpoint"),
    "days": N_("Days"),
    "limit": N_("Limit"),
    "to": N_("Multiples of"),
    "minimum": N_("Payments at least"),
    "hours": N_("Working hours"),
    "folder": N_("Folder"),
}


def own(subject: str) -> Mapping[str, str]:
    """Return the parameters of a test, as they stand in addresses, and the reader of each.

    A folder is none of them: pages look at no files that somebody names.
    """
    if subject not in AUDITS:
        return {}
    parameters = AUDITS[subject].declared.parameters
    return {_asked_by(x): f"audit {subject} {x.name}" for x in parameters if x.kind != "folder"}


def _asked_by(parameter: Parameter) -> str:
    return option(parameter.name).removeprefix("--")


def page(asking: Asking) -> Page:
    """Return the page of all tests, or of one."""
    return _one(asking, _test(asking)) if asking.subject else _all(asking)


def _test(asking: Asking) -> Audit:
    if asking.subject not in AUDITS:
        raise NothingThereError
    return AUDITS[asking.subject]


def _all(asking: Asking) -> Page:
    """Return the page of all tests: what each looks for, and what it can be told."""
    agreement = asking.query.own.get("agreement")
    if agreement is not None:
        require_agreement(agreement, asking.documents)
    return Page(
        template="audits.html",
        title=_("Audit tests"),
        command=("audit", "--help"),
        content={
            "tests": [
                {
                    "title": translate(test.title),
                    "href": asking.places.to("audit", test.name, agreement=agreement),
                    "help": translate(test.help),
                    "parameters": [
                        (_called(x.name), translate(x.help)) for x in test.declared.parameters
                    ],
                }
                for test in AUDITS.values()
            ],
        },
    )


def _called(name: str) -> str:
    return translate(_LABELS[name])


def _one(asking: Asking, test: Audit) -> Page:
    """Return the page of a test: how it is asked, and what it finds if it has been told enough."""
    declared = test.declared
    asked = _asked(asking, test)
    is_folder = any(x.kind == "folder" for x in declared.parameters)
    is_told = not _lacking(asked)
    made = _carried_out(asked, asking) if is_told else None
    command = asked.command(asking.scope.at) if is_told else ("audit", test.name)
    return Page(
        template="audit.html",
        title=translate(test.title),
        crumbs=[(_("Audit tests"), asking.places.to("audit"))],
        command=(*command, _("FOLDER")) if is_folder else command,
        files=files.OF_REPORTS if made is not None else (),
        content={
            "about": translate(test.help),
            "ask": translate(declared.ask),
            "is_folder": is_folder,
            "fields": [_field(asking, x) for x in declared.parameters if x.kind != "folder"],
            "choice": choice_said(declared, dict.fromkeys(asked.told), _called),
            "agreements": choices.agreements(asking),
            "written": asking.query.written,
            "made": _shown(asking, asked, made) if made is not None else None,
        },
    )


def _asked(asking: Asking, test: Audit) -> AskedTest:
    """Return the test as the address asks for it."""
    query = asking.query
    told = {x.name: query.own.get(_asked_by(x), x.default) for x in test.declared.parameters}
    for parameter in test.declared.parameters:
        if parameter.kind == "checkpoint" and told[parameter.name] is not None:
            told[parameter.name] = _held_by(asking, told[parameter.name])
        if parameter.kind == "amount" and isinstance(told[parameter.name], str):  # its default
            from events.money import WrittenAmount

            told[parameter.name] = WrittenAmount.read(told[parameter.name])
    return AskedTest(
        name=test.name,
        agreement=query.own.get("agreement"),
        as_of=query.as_of,
        known_at=query.known_at,
        at=query.at,
        period=query.period,
        currency=query.currency,
        width=files.WIDTH,
        told=told,
    )


def _lacking(asked: AskedTest) -> list[str]:
    """Return the parameters that a test has to be told, and is not."""
    parameters = AUDITS[asked.name].declared.parameters
    return [x.name for x in parameters if x.is_required and asked.told[x.name] is None]


def _carried_out(asked: AskedTest, asking: Asking) -> Audited:
    if lacking := _lacking(asked):
        named = ", ".join(map(_called, lacking))
        raise UnreadableError(_("The test has to be told: {names}", names=named))
    if said := choice_said(AUDITS[asked.name].declared, asked.told, _called):
        raise UnreadableError(said)
    try:
        return asked.of_book(asking.book)
    except BadNumberError as error:
        text = _(
            "'{text}' is no amount in {currency}. Write it as 1210000, 1 210 000 or 320 000,50.",
            text=display.safe(error.text),
            currency=error.currency,
        )
        raise UnreadableError(text) from None


def _shown(asking: Asking, asked: AskedTest, made: Audited) -> dict[str, Any]:
    """Return the findings that stand on a page, with the ways to others."""
    report, names = asked.finished(made), tables.names_of(asking.documents)

    def of(rows: Sequence[Any]) -> tables.Table:
        shown = replace(report, rows=[*rows])
        return tables.of_report(
            asking.places, shown, translate(AUDITS[asked.name].title), names=names
        )

    at_most = min(A_PAGE, paging.rows_in(report.rows, of))
    part = paging.part_of(asking, len(report.rows), at_most)
    return {
        "count": _n("{n} finding", "{n} findings", len(report.rows)),
        "currency": report.currency,
        "table": replace(
            of(report.rows[part.first : part.end]),
            empty=_("The test finds nothing."),
            pager=part.pager,
        ),
        "notices": [notice_text(x, report.currency) for x in report.notices],
    }


def _held(asking: Asking) -> dict[str, Path]:
    """Return the checkpoints beside the book by their names, the newest first."""
    try:
        found, _altered = checkpoints.readable_checkpoints(
            checkpoints.held_folder(asking.book.path)
        )
    except BadInput:  # this user may not read them
        return {}
    return {path.stem: path for _checkpoint, path in reversed(found)}


def _held_by(asking: Asking, name: str) -> Path:
    """Return a held checkpoint; a name that an address has is never read as a file's."""
    held = _held(asking)
    if name not in held:
        text = _(
            "No checkpoint is held beside the book by the name of {name}.",
            name=f"'{display.safe(name)}'",
        )
        raise UnreadableError(text)
    return held[name]


def _field(asking: Asking, parameter: Parameter) -> dict[str, Any]:
    """Return a field of the form: what it is, what stands in it, and what there is to choose."""
    name = _asked_by(parameter)
    default = "" if parameter.default is None else str(parameter.default)
    is_choice = parameter.kind == "checkpoint"
    return {
        "name": name,
        "label": _called(parameter.name),
        "help": translate(parameter.help),
        "value": asking.query.written.get(name, default),
        "is_number": parameter.kind == "number",
        "is_choice": is_choice,
        "choices": [
            (held, _("position {at}", at=int(held.partition("-")[0])))
            for held in (_held(asking) if is_choice else ())
        ],
    }


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return the findings in another format, as the command line writes them."""
    if not asking.subject:
        raise NothingThereError
    asked = replace(_asked(asking, _test(asking)), output_format=form)
    return asked.shown(_carried_out(asked, asking)), files.type_of(form)
