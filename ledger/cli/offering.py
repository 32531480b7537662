"""Values out of the book for options and arguments, for completion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import click
from click.shell_completion import CompletionItem

from ledger.books.opening import BookAddress, is_server
from ledger.cli.session import DEFAULT_BOOK
from ledger.presentation import display
from ledger.presentation.language import _

if TYPE_CHECKING:
    from events.facts import InstalmentsPlanned
    from ledger.books.book import Book
    from projections.projection import AgreementDocument, Projection

Offer: TypeAlias = tuple[str, str]  # a value, and its description
_NEWEST = 20  # events offered for a position
_FILES = frozenset({"book", "source", "target"})  # files, or servers, which cannot be listed
_PARTS = ("Q1", "Q2", "Q3", "Q4", "T1", "T2", "T3", *(f"{month:02}" for month in range(1, 13)))


def offered(
    param: click.Parameter, ctx: click.Context, incomplete: str
) -> list[CompletionItem[str]]:
    """Return the values that begin with the typed text; empty: none is known.

    Raises:
        Exception: any reason why the book cannot be read.
    """
    if param.name in _FILES:
        return [CompletionItem(incomplete, type="file")]
    name = param.name or ""
    command = f"{ctx.info_name} {name}"
    group = ctx.parent.info_name if ctx.parent else ""
    keys = (f"{group} {command}", command, name)
    find = next((_FINDERS[key] for key in keys if key in _FINDERS), None)
    if find is None:
        return []
    folded = incomplete.casefold()
    with _Asked.of(ctx) as asked:
        found = dict(find(asked))
    return [
        CompletionItem(value, help=display.safe(what) or None)
        for value, what in found.items()
        if value.casefold().startswith(folded)
    ]


class _Asked:
    """The typed words, and the book that they are about."""

    def __init__(self, address: BookAddress, typed: Mapping[str, Any]) -> None:
        self._address, self._typed = address, typed

    @classmethod
    def of(cls, ctx: click.Context) -> _Asked:
        """Return the words and the book of a line."""
        named = ctx.find_root().params.get("book") or DEFAULT_BOOK
        return cls(named if is_server(named) else Path(named).expanduser(), ctx.params)

    def __enter__(self) -> Self:
        from ledger.work.looking import documents, looking

        self._looking = looking(self._address)
        self.book: Book = self._looking.__enter__()
        self.known: Projection = documents(self.book)
        return self

    def __exit__(self, *error: object) -> None:
        self._looking.__exit__(None, None, None)

    @property
    def agreement(self) -> str | None:
        """The typed agreement; None: none yet."""
        return self._typed.get("agreement")

    def typed(self, name: str) -> Any:
        """Return another value that is typed; None: it is not yet."""
        return self._typed.get(name)

    def agreements(self) -> Iterable[AgreementDocument]:
        """Return the typed agreement, or all agreements."""
        known = self.known.agreements
        if self.agreement is None:
            return known.values()
        return [known[self.agreement]] if self.agreement in known else []

    def name(self, party: str) -> str:
        """Return the name of a party."""
        fact = self.known.parties.get(party)
        return fact.name if fact else ""


_Find: TypeAlias = Callable[[_Asked], Iterable[Offer]]


def _agreements(asked: _Asked) -> Iterator[Offer]:
    for key, document in asked.known.agreements.items():
        yield key, document.proposed.title


def _lines(asked: _Asked) -> Iterator[Offer]:
    for document in asked.agreements():
        for key, line in document.lines.items():
            yield key, f"{line.proposed.purpose} · {asked.name(line.proposed.funder)}"


def _open_amendments(asked: _Asked) -> Iterator[Offer]:
    for document in asked.agreements():
        for key, amendment in document.amendments.items():
            if amendment.is_open:
                yield key, amendment.proposed.title or ""


def _parties(asked: _Asked) -> Iterator[Offer]:
    for key, fact in asked.known.parties.items():
        yield key, fact.name


def _boards(asked: _Asked) -> Iterator[Offer]:
    """Offer the boards that fund a line of the typed agreement, or else every board."""
    if asked.agreement in asked.known.agreements:
        for document in asked.agreements():
            for line in document.lines.values():
                yield line.proposed.funder, asked.name(line.proposed.funder)
        return
    for key, fact in asked.known.parties.items():
        if fact.kind == "board":
            yield key, fact.name


def _performers(asked: _Asked) -> Iterator[Offer]:
    for document in asked.agreements():
        for line in document.lines.values():
            several = dict.fromkeys(one.performer for one in line.performers)
            for party in several or (line.proposed.performer,):
                yield party, asked.name(party)


def _legal_entities(asked: _Asked) -> Iterator[Offer]:
    for fact in asked.known.parties.values():
        yield fact.legal_entity, asked.name(fact.legal_entity)


def _obligations(asked: _Asked) -> Iterator[Offer]:
    """Offer the obligations that are neither accepted nor waived."""
    for document in asked.agreements():
        planning = document.planning
        for one in planning.standings() if planning is not None else ():
            if not one.is_over:
                what = display.word(one.fact.kind)
                yield one.obligation, f"{what} · {asked.name(one.party)} · {one.due_on}"


def _plans(asked: _Asked) -> Iterator[InstalmentsPlanned]:
    for document in asked.agreements():
        if document.planning is not None:
            yield from document.planning.current()


def _instalments(asked: _Asked) -> Iterator[Offer]:
    """Offer the instalments, of the line and year that are typed if they are known yet."""
    line, year = asked.typed("line"), asked.typed("year")
    for plan in _plans(asked):
        if line in {None, plan.line} and year in {None, plan.year}:
            for one in plan.instalments:
                yield str(one.number), f"{plan.line} {plan.year} · {one.due_on}"


def _blocked(asked: _Asked) -> Iterator[Offer]:
    for plan in _plans(asked):
        for one in plan.instalments:
            yield f"{plan.line}:{plan.year}:{one.number}", one.due_on.isoformat()


def _currencies(asked: _Asked) -> Iterator[Offer]:
    for document in asked.agreements():
        yield document.proposed.currency, ""


def _years(asked: _Asked) -> Iterator[Offer]:
    for document in asked.agreements():
        for year in range(document.proposed.starts.year, document.proposed.ends.year + 1):
            yield str(year), ""


def _periods(asked: _Asked) -> Iterator[Offer]:
    years = [year for year, _what in _years(asked)]
    yield from ((year, "") for year in years)
    yield from ((f"{year}-{part}", "") for year in years for part in _PARTS)


def _open_periods(asked: _Asked) -> Iterator[Offer]:
    from events.period import parse_period

    closed = asked.known.closed[-1].ends if asked.known.closed else None
    for period, what in _periods(asked):
        if closed is None or parse_period(period).ends > closed:
            yield period, what


def _newest_closed(asked: _Asked) -> Iterator[Offer]:
    if asked.known.closed:
        yield asked.known.closed[-1].period, ""


def _witnesses(asked: _Asked) -> Iterator[Offer]:
    """Offer those who are witnesses still."""
    from events.facts import WitnessRegistered

    for name, fact in asked.known.witnesses.items():
        if isinstance(fact, WitnessRegistered):
            yield name, asked.name(fact.party) if fact.party else ""


def _series(asked: _Asked) -> Iterator[Offer]:
    """Offer the series that lines follow, and those that are in the register."""
    for document in asked.known.agreements.values():
        for line in document.lines.values():
            yield from ((part.series, "") for part in (line.index.parts if line.index else ()))
    yield from ((name, "") for name in asked.known.indexes.series())


def _publications(asked: _Asked) -> Iterator[Offer]:
    """Offer the publications that count, the newest first."""
    from ledger.presentation.describing import summary

    for own in reversed(asked.known.indexes.standing()):
        yield str(own.position), summary(own.fact, {}, "SEK")


def _events(*names: str) -> _Find:
    """Return a finder of the newest events by some names, in any form; no names: by any."""

    def find(asked: _Asked) -> Iterator[Offer]:
        from events.facts import NAMES
        from ledger.presentation.describing import summary
        from ledger.work.looking import newest
        from ledger.work.present import currency_of

        parties = {key: fact.name for key, fact in asked.known.parties.items()}
        forms = [name for name in NAMES if name.partition("/")[0] in names]
        for event in newest(asked.book, forms, asked.agreement, _NEWEST):
            told = summary(event.fact, parties, currency_of(asked.known, event))
            yield str(event.position), f"{display.word(event.name)}: {told}"

    return find


def _actors(asked: _Asked) -> Iterator[Offer]:
    """Offer the persons of whom the book knows a key, a mandate, or a party that they act for."""
    from projections.attesting import actor_rows

    for row in actor_rows(asked.known.authorities, date.max):
        yield row["actor"], ", ".join(map(asked.name, row["represents"]))


def _open_requests(asked: _Asked) -> Iterator[Offer]:
    """Offer the newest requests that are neither paid nor over."""
    from ledger.presentation.describing import summary

    parties = {key: fact.name for key, fact in asked.known.parties.items()}
    for document in asked.agreements():
        currency = document.proposed.currency
        found = [x for x in document.requests.values() if x.is_open][-_NEWEST:]
        for one in reversed(found):
            said = summary(one.fact, parties, currency)
            yield str(one.position), f"{display.word(one.status)}: {said}"


def _routes(asked: _Asked) -> Iterator[Offer]:
    """Offer the routes that count."""
    from ledger.presentation.files_told import criteria, place

    for at, fact, _retired in asked.known.imports.standing_routes():
        yield str(at), f"{criteria(fact)} → {place(fact)}"


def _maps(asked: _Asked) -> Iterator[Offer]:
    for name, known in asked.known.imports.maps.items():
        yield name, ", ".join(x.column for x in known.fact.columns)


def _readings(asked: _Asked) -> Iterator[Offer]:
    """Offer the files that were read, the newest first."""
    for at, reading in reversed(asked.known.imports.readings.items()):
        yield str(at), reading.fact.file


def _payee_numbers(asked: _Asked) -> Iterator[Offer]:
    for fact in asked.known.parties.values():
        if fact.organisation_number:
            yield fact.organisation_number, fact.name


def _dimensions(asked: _Asked) -> Iterator[Offer]:
    """Offer the dimensions that SIE numbers, and the objects that routes ask for."""
    for at, fact, _retired in asked.known.imports.standing_routes():
        if fact.object is not None:
            yield f"{fact.dimension}:{fact.object}", f"#{at}"
    for dimension, what in (("1", _("cost centre")), ("6", _("project"))):
        yield f"{dimension}:", what


def _accounts(asked: _Asked) -> Iterator[Offer]:
    """Offer the accounts of rows that were left out, and those that routes ask for."""
    known = asked.known.imports
    for reading in known.readings.values():
        left = (row.account for row in reading.fact.unmatched if row.account)
        yield from ((account, reading.fact.file) for account in left)
    for at, fact, _retired in known.standing_routes():
        if fact.account is not None:
            yield fact.account, f"#{at}"


def _waiting_accounts(asked: _Asked) -> Iterator[Offer]:
    """Offer the accounts that somebody has to confirm."""
    from ledger.presentation.describing import summary

    parties = {key: fact.name for key, fact in asked.known.parties.items()}
    for account in asked.known.accounts.waiting():
        yield str(account.position), summary(account.fact, parties, "SEK")


def _own_accounts(asked: _Asked) -> Iterator[Offer]:
    """Offer the accounts in use that a bank is told to charge: those of boards."""
    known = asked.known
    for party, at in known.accounts.used.items():
        fact = known.parties.get(party)
        if fact and fact.kind == "board":
            yield known.accounts.added[at].fact.number, fact.name


def _payment_files(asked: _Asked) -> Iterator[Offer]:
    """Offer the files for the bank that were not voided, the newest first."""
    from ledger.presentation.describing import summary

    for at, file in reversed(asked.known.imports.files.items()):
        if not file.voided_at:
            yield str(at), summary(file.fact, {}, file.fact.currency)


def _roles(_asked: _Asked) -> Iterator[Offer]:
    for role in ("funder", "performer", "in-kind"):
        yield role, display.word(role)


def _kinds_of_gifts(_asked: _Asked) -> Iterator[Offer]:
    from typing import get_args

    from events.facts import InKindType

    for kind in get_args(InKindType):
        yield kind, display.word(kind)


def _months(asked: _Asked) -> Iterator[Offer]:
    for year, _what in _years(asked):
        yield from ((f"{year}-{month:02}", "") for month in range(1, 13))


def _event_names(_asked: _Asked) -> Iterator[Offer]:
    from events.facts import NAMES

    for name in NAMES:
        yield name.partition("/")[0], display.word(name)


_ANY_EVENT = _events()
_IN_KIND = _events("in-kind-recorded")
# By the name of a parameter; where a command means something else by it, by command and parameter,
# or by group, command and parameter.
_FINDERS: dict[str, _Find] = {
    "agreement": _agreements,
    "line": _lines,
    "lines": _lines,
    "from_line": _lines,
    "to_line": _lines,
    "obligation": _obligations,
    "set obligation": lambda _asked: (),  # a new one
    "instalment": _instalments,
    "blocks": _blocked,
    "amendment": _open_amendments,
    "series": _series,
    "publication": _publications,
    "change amendment": lambda _asked: (),  # a new one
    "change performer": _parties,
    "party": _parties,
    "add party": lambda _asked: (),  # a new one
    "account add party": _parties,
    "account confirm position": _waiting_accounts,
    "payment-file again position": _payment_files,
    "payment-file void position": _payment_files,
    "charged": _own_accounts,
    "to": _parties,
    "more": _parties,
    "body": _parties,
    "board": _boards,
    "payee": _performers,
    "use performer": _performers,
    "claim performer": _performers,
    "legal_entity": _legal_entities,
    "currency": _currencies,
    "year": _years,
    "period": _periods,
    "close period": _open_periods,
    "reopen period": _newest_closed,
    "retire witness": _witnesses,
    "event": _event_names,
    "role": _roles,
    "party kind": _kinds_of_gifts,
    "in-kind kind": _kinds_of_gifts,
    "month": _months,
    "position": _ANY_EVENT,
    "verify position": _IN_KIND,
    "reject position": _IN_KIND,
    "make position": _events(
        "use-reported", "disbursement-recorded", "internal-cost-recorded", "in-kind-recorded"
    ),
    "settle position": _events("finding-made"),
    "at": _ANY_EVENT,
    "compare_to": _ANY_EVENT,
    "request": _open_requests,
    "show request": _events("payment-requested"),
    "authority": _events("authority-granted"),
    "substitute_for": _events("authority-granted"),
    "withdraw position": _events("authority-granted"),
    "actor_name": _actors,
    "claim": _events("repayment-claimed"),
    "route": _routes,
    "map_name": _maps,
    "reading": _readings,
    "payee_number": _payee_numbers,
    "of_object": _dimensions,
    "of_account": _accounts,
    "pledge": _events("in-kind-pledged"),
}
