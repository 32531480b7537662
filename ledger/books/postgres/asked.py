"""The statements by which a server judges an event and keeps what it says.

They follow from the declaration of the event: the types of its fields (``events.facts``), what it
adds to which measure (``events.effects``), and which event it rests on (``CAUSES``). So a new event
needs nothing here unless it rests on another event. ``judging.sql`` has the functions that these
statements call.

Source: docs/ARCHITECTURE.md, "What a server judges".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import NoneType
from typing import Any, NamedTuple, TypeVar, get_args

import msgspec

from events import facts as f
from events.declared import fields_naming, fields_of, parts_of, words_of
from events.effects import (
    CLAIMABLE,
    CLAIMS,
    COMMITTED,
    HELD,
    LINE_MEASURES,
    PAID,
    REMAINING,
    SIDES,
    Effect,
    effects_of,
)
from events.facts import event_name_of
from events.money import PLACES
from events.streams import AGREEMENTS
from ledger.books.postgres import attesting, filing
from ledger.books.postgres.events import FREQUENT
from ledger.books.postgres.refusals import DoesNotFollow
from ledger.books.postgres.statements import built, forms, names, number, quoted, read, refused
from ledger.refusal import LedgerError
from ledger.rules import amendment_obstacles, corrections
from ledger.rules.refusals import amounts, following, in_kind, process
from ledger.rules.refusals.amendments import BelowPaid
from ledger.rules.refusals.judging import ItemApart, LineApart
from ledger.rules.versions import RULES

T = TypeVar("T")

_INTERNAL = "Expenses:Internal"
AMENDMENT_ITEMS: tuple[type[f.Event], ...] = get_args(f.AmendmentItem)
_OWN_LINE = "stream = of_stream AND line = data ->> 'line'"
# An event that nevertheless may follow one that has shut its agreement: that one.
_MAY_FOLLOW: dict[type[f.Event], type[f.Event]] = {
    f.AgreementReopened: f.AgreementClosed,
    f.DecisionNotified: f.ProposalWithdrawn,
}
DECISIONS = (f.CommitmentApproved, f.CommitmentDeclined)


class Cause(NamedTuple):
    """The event that an entry rests on, and names by its position.

    Attributes:
        field: the field of the entry that names the event.
        facts: the types that the event may have.
        refusal: of an entry that names another event.
        obstacle: why the event cannot be taken back while the entry stands.
        among: the field of that event that lists the entry's party; ``""``: none does.
    """

    field: str
    facts: tuple[type[f.Entry], ...]
    refusal: type[LedgerError]
    obstacle: str
    among: str = ""


# An entry that repeats the other event whole, as a verdict does, says by type what that may be.
CAUSES: dict[type[f.Event], Cause] = {
    f.RepaymentReceived: Cause(
        "claim", (f.RepaymentClaimed,), amounts.UnknownClaim, corrections.REPAID
    ),
    f.InKindRecorded: Cause(
        "pledge", (f.InKindPledged,), in_kind.UnknownPledge, corrections.DELIVERED
    ),
    f.UpliftApplied: Cause(
        "supersedes", (f.UpliftApplied,), amounts.NothingToSupersede, corrections.BUILT_UPON
    ),
    f.ReferralAnswered: Cause(
        "referral", (f.AgreementReferred,), process.NotAsked, corrections.ANSWERED, among="to"
    ),
    f.ClaimWrittenOff: Cause(
        "claim", (f.RepaymentClaimed,), amounts.UnknownClaim, corrections.WRITTEN_OFF
    ),
    f.FindingMade: Cause(
        "position",
        (f.UseReported, f.DisbursementRecorded, f.InternalCostRecorded, f.InKindRecorded),
        DoesNotFollow,
        corrections.FOUND,
    ),
    f.FindingSettled: Cause(
        "finding", (f.FindingMade,), following.UnknownFinding, corrections.SETTLED
    ),
}


def entries() -> list[type[f.Event]]:
    """Return the types of facts that may be reversed."""
    return [fact for fact in f.FACTS if issubclass(fact, f.Entry)]


def about_performers() -> list[type[f.Event]]:
    """Return the types of facts about one performer of a line: named, or told by the day."""
    costs = forms(f.InternalCostRecorded)
    return [x for x in entries() if fields_naming(x, "performer") or x in costs]


def of_form(table: Mapping[type[f.Event], T], fact: type[f.Event]) -> T | None:
    """Return what a table says of a form, or of the form before it; None: it says nothing."""
    return next((table[form] for form in fact.__mro__ if form in table), None)


def _shut_by(fact: type[f.Event]) -> str:
    """Return the query for the event that shut an agreement; NULL: no event of this type did."""
    return (
        "(SELECT rowid FROM agreement JOIN stored_events ON rowid = shut"
        f" WHERE stream = of_stream AND topic = '{event_name_of(fact)}')"
    )


def judged(fact: type[f.Event]) -> Iterator[str]:
    """Yield the statements by which a server judges and keeps a fact, in the order of the rules."""
    if fact.stream is AGREEMENTS and not issubclass(fact, (f.AgreementProposed, *FREQUENT)):
        undoing = number("position") if fact is f.EntryReversed else "NULL"
        if shutting := of_form(_MAY_FOLLOW, fact):
            undoing = _shut_by(shutting)
        yield f"done := require_agreement(of_stream, {undoing});"
    yield from _of_amendments(fact)
    yield from _of_parties(fact)
    yield from _of_witnesses(fact)
    yield from _of_publications(fact)
    of_causes = list(_of_causes(fact))
    if drawn(fact):  # the cause decides its line and year
        yield from of_causes
    if issubclass(fact, DECISIONS):
        yield from _of_boards(fact)
    yield from _of_lines(fact)
    yield from (of_form(_JUDGED_FIRST, fact) or _nothing_more)()
    yield from _of_years(fact)
    if not issubclass(fact, DECISIONS):
        yield from _of_boards(fact)
    if not drawn(fact):
        yield from of_causes
    yield from _of_effects(fact)
    yield from (of_form(_KEPT, fact) or _nothing_more)()
    days = fields_naming(fact, "effective day")
    if fact is f.EntryReversed and (steps := names(x for x in entries() if not x.is_posting)):
        yield f"IF data -> 'entry' ->> 'event' IN ({steps}) THEN"
        yield "    RETURN NULL;"
        yield "END IF;"
    yield f"RETURN ({read(days[0])})::date;" if days and fact.is_posting else "RETURN NULL;"


def _nothing_more() -> Iterable[str]:
    return ()


def _of_parties(fact: type[f.Event]) -> Iterator[str]:
    for name in fields_naming(fact, "new party"):
        taken = f"EXISTS (SELECT FROM party WHERE party = {read(name)})"
        yield from refused(taken, "party-exists", {"party": read(name), "name": read("name")})
        yield f"INSERT INTO party VALUES ({read(name)}, {read('legal_entity')});"
    one, several = [], []
    compared = fields_naming(fact, "performer")  # with the line's, as the board of most facts
    if not issubclass(fact, DECISIONS) and fields_naming(fact, "line"):
        compared += fields_naming(fact, "board")
    for field in fields_of(fact, ("party",)):
        if field.goes_on:
            several += _parties_within(fact, field.name)
        elif field.is_list:
            several.append(f"ARRAY(SELECT jsonb_array_elements_text(data -> '{field.name}'))")
        elif field.name not in compared:
            one.append(read(field.name))
    if one or several:
        named = " || ".join([f"ARRAY[{', '.join(one)}]"] * bool(one) + several)
        yield f"done := require_parties({named});"


def _of_amendments(fact: type[f.Event]) -> Iterator[str]:
    """Yield the checks that a new amendment is not there yet, and that a named amendment is open.

    Items come directly after their amendment, so nobody adds any to it later.
    """
    for name in fields_naming(fact, "new amendment"):
        there = f"SELECT FROM amendment WHERE stream = of_stream AND amendment = {read(name)}"
        yield from _not_yet_concluded()
        yield from refused(f"EXISTS ({there})", "amendment-exists", {"amendment": read(name)})
        yield f"INSERT INTO amendment VALUES (of_stream, {read(name)}, at, NULL);"
    if issubclass(fact, f.OfAmendment):
        before = names([f.AmendmentProposed, *AMENDMENT_ITEMS])
        alone = f"COALESCE(before NOT IN ({before}), true)"
        yield from refused(alone, ItemApart.code, {"amendment": "data -> 'amendment'"})
    for name in fields_naming(fact, "amendment"):
        yield f"IF {read(name)} IS NOT NULL THEN"  # a step may be about the agreement itself
        yield f"    done := require_open_amendment(of_stream, {read(name)});"
        yield "END IF;"


def _not_yet_concluded() -> Iterator[str]:
    lines = "SELECT line FROM budget_line WHERE stream = of_stream AND decided IS NULL ORDER BY 1"
    undecided = f"ARRAY({lines})"
    pending = "(SELECT concluded FROM agreement WHERE stream = of_stream) IS NULL"
    yield from refused(pending, "not-concluded", {"undecided": undecided})


def _of_witnesses(fact: type[f.Event]) -> Iterator[str]:
    """Yield the checks that a new witness is not registered yet, and that a named witness is."""
    newest = {
        kind: f"newest_of(at, of_stream, {names([kind])}, 'witness', data -> 'witness')"
        for kind in (f.WitnessRegistered, f.WitnessRetired)
    }
    is_there, is_retired = (f"{newest[kind]} IS NOT NULL" for kind in newest)
    for name in fields_naming(fact, "new witness"):
        values = {"witness": read(name), "position": newest[f.WitnessRegistered]}
        yield from refused(is_there, "witness-exists", values)
    for name in fields_naming(fact, "witness"):
        values = {"witness": read(name), "known": "'[]'::jsonb"}
        yield from refused(f"NOT ({is_there})", "unknown-witness", values)
        values = {"witness": read(name), "position": newest[f.WitnessRetired]}
        yield from refused(is_retired, "witness-retired", values)


def _of_publications(fact: type[f.Event]) -> Iterator[str]:
    """Yield the checks that a publication of an index is there, and says what is said of it."""
    for field in fields_of(fact, ("publication",)):
        if field.name in fields_naming(fact, "fact"):  # it has been checked already
            continue
        words = f"{names([f.IndexPublished])}, {names([f.IndexWithdrawn])}"
        if not field.goes_on:
            yield f"done := require_publication(at, {number(field.name)}, '{{}}', {words});"
            continue
        (part,) = (x for x in msgspec.structs.fields(fact) if x.name == field.name)
        (kind,) = parts_of(part.type)
        (at,) = fields_naming(kind, "publication")
        said = set(f.IndexPublished.__struct_fields__) & set(kind.__struct_fields__)
        same = built({name: f"one -> '{name}'" for name in sorted(said)})
        yield f"PERFORM require_publication(at, {number(at, 'one')}, {same}, {words})"
        yield f"FROM jsonb_array_elements(data -> '{field.name}') AS one;"


def _parties_within(fact: type[f.Event], name: str) -> list[str]:
    """Return the parties in the parts of a fact. A repeated fact has been checked already."""
    (field,) = (x for x in msgspec.structs.fields(fact) if x.name == name)
    (part, *_), found = parts_of(field.type), []
    if "fact" not in (words_of(part) or ()):
        for inner in fields_naming(part, "party"):
            each = f"SELECT one ->> '{inner}' FROM jsonb_array_elements(data -> '{name}') AS one"
            found.append(f"ARRAY({each})")
    return found


def _of_causes(fact: type[f.Event]) -> Iterator[str]:
    """Yield the checks of the events that a fact names by their positions, or repeats."""
    repeated = fields_naming(fact, "fact")
    if repeated:
        (at,), (entry,) = fields_naming(fact, "event"), repeated
        if fact is f.EntryReversed:
            yield f"done := reverse_entry(at, of_stream, {number(at)}, data -> '{entry}');"
        else:
            wanted = f"ARRAY[{names(_repeatable(fact, entry))}]"
            yield f"done := judge_entry(at, of_stream, {number(at)}, {wanted}, data -> '{entry}');"
    elif cause := of_form(CAUSES, fact):
        same = {name: f"data -> '{name}'" for name in _in_common(fact, cause.facts)}
        if cause.among:
            same[cause.among] = "jsonb_build_array(data -> 'party')"
        names_in_common = [*same, *(["party"] if cause.among else [])]
        values = {
            name: f"data -> '{name}'" for name in names_in_common if name in cause.refusal.fields()
        }
        differs = cause.refusal if "party" in values else DoesNotFollow
        minor, has = "NULL", "NULL"
        if taken := drawn(fact):
            minor, has = number(taken.amount), f"'{effects_of(cause.facts[0])[0].amount}'"
        yield f"IF {read(cause.field)} IS NOT NULL THEN"
        yield f"    done := rest(at, of_stream, {number(cause.field)},"
        yield f"        ARRAY[{names(forms(*cause.facts))}], {built(same)}, {minor}, {has},"
        yield f"        '{cause.refusal.code}', {built(values)}, '{differs.code}');"
        yield "END IF;"


def _repeatable(fact: type[f.Event], name: str) -> tuple[Any, ...]:
    (field,) = (x for x in msgspec.structs.fields(fact) if x.name == name)
    return parts_of(field.type)


def _in_common(fact: type[f.Event], others: tuple[type[f.Event], ...]) -> list[str]:
    """Return the fields by which a fact and any of others name the same party, line and year."""
    each = [
        {x.name: x.type for form in forms(other) for x in msgspec.structs.fields(form)}
        for other in others
    ]
    kinds = {name: kind for name, kind in each[0].items() if all(name in x for x in each)}
    return [
        x.name
        for x in msgspec.structs.fields(fact)
        if x.type == kinds.get(x.name)
        and (x.type == f.Year or {"party", "line"} & set(words_of(x.type) or ()))
    ]


def drawn(fact: type[f.Event]) -> Effect | None:
    """Return what a fact takes of the claim that it rests on."""
    return next((x for x in effects_of(fact) if _sign_on(CLAIMS, x.measure) < 0), None)


def _sign_on(account: str, measure: str) -> int:
    return sum(side.sign for side in SIDES[measure] if side.account == account)


def _of_lines(fact: type[f.Event]) -> Iterator[str]:
    """Yield the checks of a fact's lines; the move of a frequent fact checks its own."""
    effects = [x for x in line_effects(fact) if not x.is_line_of_each]
    moved = {effect.line for effect in effects if changes(effect) != (0, 0)}
    for line in fields_naming(fact, "line"):
        if line not in moved or not issubclass(fact, FREQUENT):
            years = [x.year for x in effects if x.line == line and not x.each]
            year = "NULL"
            if years and issubclass(fact, f.Entry):
                year = f"({read(years[0])})::integer"
            elif issubclass(fact, f.PaymentRequested):
                year = f"({read('budget_year')})::integer"
            words = (read(line), year, "0", "0", *_wanted(fact), "NULL", "NULL")
            hindered = f"done := hinder(of_stream, {', '.join(words)});"
            if _may_be_left_out(fact, line):
                hindered = f"IF {read(line)} IS NOT NULL THEN\n    {hindered}\nEND IF;"
            yield from hindered.splitlines()


def _may_be_left_out(fact: type[f.Event], name: str) -> bool:
    """Return whether a field may have no value."""
    (field,) = (x for x in msgspec.structs.fields(fact) if x.name == name)
    return NoneType in get_args(field.type)


def _of_boards(fact: type[f.Event]) -> Iterator[str]:
    """Yield the checks that boards decide on lines that they fund."""
    lines = fields_naming(fact, "line")
    for board in fields_naming(fact, "board"):
        decides = "true" if issubclass(fact, DECISIONS) else "false"
        if lines:
            words = f"{read(lines[0])}, {read(board)}, {decides}"
            yield f"done := require_board(of_stream, {words});"
    for field in fields_of(fact, ("board",)):
        if field.goes_on and lines and (boards := _parties_within(fact, field.name)):
            named = f"ARRAY[{', '.join(map(read, lines))}]"
            yield f"done := require_funders(of_stream, {named}, {' || '.join(boards)});"


def _of_years(fact: type[f.Event]) -> Iterator[str]:
    """Yield the checks of the years that a fact names, except those of its lines.

    The years of an amendment are checked at its conclusion, which may make the agreement longer.
    """
    if issubclass(fact, f.OfAmendment):
        return
    seen = {x.year for x in line_effects(fact) if not x.each and issubclass(fact, f.Entry)}
    seen |= {"budget_year"} if issubclass(fact, f.PaymentRequested) else set()
    for field in msgspec.structs.fields(fact):
        if field.type == f.Year and field.name not in seen:
            yield f"done := require_year(of_stream, ({read(field.name)})::integer);"


def _wanted(fact: type[f.Event]) -> tuple[str, str, str, str]:
    """Return whether a line has to be in force, and its settlement and performer if they matter.

    A payment wants the performer of its day, which comes last; other facts any that it has had.
    """
    if issubclass(fact, f.PaymentRequested):  # as the payment that it asks for
        return "true", "'external'", read("payee"), f"({read('due_on')})::date"
    measures = {effect.measure for effect in line_effects(fact)}
    settlement = "NULL"
    if any(_sign_on(HELD, measure) for measure in measures) or fact is f.InstalmentsPlanned:
        settlement = "'external'"
    elif any(_sign_on(_INTERNAL, measure) for measure in measures):
        settlement = "'internal'"
    performer, days = fields_naming(fact, "performer"), fields_naming(fact, "effective day")
    needs_force = issubclass(fact, f.Entry) and not issubclass(fact, DECISIONS)
    return (
        "true" if needs_force else "false",
        settlement,
        read(performer[0]) if performer else "NULL",
        f"({read(days[0])})::date" if performer and measures & {*PAID} else "NULL",
    )


def line_effects(fact: type[f.Event]) -> list[Effect]:
    """Return what a fact adds to lines."""
    return [x for x in effects_of(fact) if x.measure in LINE_MEASURES and x.line]


def changes(effect: Effect) -> tuple[int, int]:
    """Return the signs by which an effect counts in what remains and in what can be claimed."""
    measure, sign = effect.measure, effect.sign
    return sign * REMAINING.get(measure, 0), sign * CLAIMABLE.get(measure, 0)


def _times(sign: int, minor: str) -> str:
    return "0" if not sign else minor if sign > 0 else f"-{minor}"


def _of_effects(fact: type[f.Event], undone: str = "NULL") -> Iterator[str]:
    """Yield what adds a fact's amounts to lines and years, or takes them back; takings first."""
    wanted = _wanted(fact) if undone == "NULL" else ("false", "NULL", "NULL", "NULL")
    back = 1 if undone == "NULL" else -1
    for effect in sorted(line_effects(fact), key=lambda x: back * changes(x)[0]):
        more, claimable = changes(effect)
        if not more and not claimable:
            continue
        limit = _shortage(effect.measure)
        year, minor = "in_year", "minor"
        if not effect.each:
            year, minor = f"({read(effect.year)})::integer", number(effect.amount)
            if effect.less:
                minor = f"({minor} - {number(effect.less)})"
        sums = _times(back * more, minor), _times(back * claimable, minor)
        line = "in_line" if effect.is_line_of_each else read(effect.line)
        words = ", ".join((line, year, *sums, *wanted, f"'{limit.code}'", undone))
        moved = f"done := move(of_stream, {words});"
        if claimable:
            named = fields_naming(fact, "performer")
            words = ", ".join((line, year, read(named[0]) if named else "NULL", sums[1], undone))
            moved += f"\ndone := owe(of_stream, {words});"
        if effect.each:
            found = "in_line, " if effect.is_line_of_each else ""
            yield f"FOR {found}in_year, minor IN {each(fact, effect)} ORDER BY 1, 2 LOOP"
            yield f"    {moved}"
            yield "END LOOP;"
        elif issubclass(fact, FREQUENT) and undone == "NULL":
            pays = issubclass(fact, f.DisbursementRecorded)
            yield from _moved_at_once(effect, wanted, pays=pays)
            yield "IF NOT FOUND THEN"
            if pays:
                yield f"done := {attesting.PAY_REQUEST};"
            yield from moved.splitlines()
            yield "END IF;"
        else:
            yield from moved.splitlines()


def _shortage(measure: str) -> type[amounts.Exceeds]:
    """Return the refusal of an amount that takes more than remains."""
    if measure == "amended":
        return BelowPaid
    return amounts.ExceedsRemaining if measure in PAID else amounts.ExceedsUndisbursed


def _moved_at_once(
    effect: Effect, wanted: tuple[str, str, str, str], *, pays: bool
) -> Iterator[str]:
    """Yield the statements that do the work of ``move`` for a frequent fact, without a call."""
    more, claimable = changes(effect)
    sums = {"remaining": more, "claimable": claimable}
    left = {"remaining": "remaining - reserved", "claimable": "claimable"}
    changed = {
        name: f"{name} {'+' if sign > 0 else '-'} minor" for name, sign in sums.items() if sign
    }
    _, settlement, performer, _ = wanted
    conditions = [
        *(f"{left[name]} >= minor" for name, sign in sums.items() if sign < 0),
        "in_force",
        *(attesting.NEEDS_NO_REQUEST if pays else []),
        *([f"settlement = {settlement}"] if settlement != "NULL" else []),
        *([f"performer = {performer}"] if performer != "NULL" else []),
    ]
    yield f"minor := {number(effect.amount)};"
    yield f"UPDATE line_year SET {', '.join(f'{name} = {sum_}' for name, sum_ in changed.items())}"
    yield f"WHERE stream = of_stream AND line = {read(effect.line)}"
    yield f"    AND year = ({read(effect.year)})::integer"
    yield f"    AND {' AND '.join(conditions)};"


def each(fact: type[f.Event], effect: Effect, data: str = "data") -> str:
    """Return a query for the years of a fact, with the amount of each, and before them its line."""
    (field,) = (x for x in msgspec.structs.fields(fact) if x.name == effect.each)
    within = f"{data} -> '{effect.each}'"
    if getattr(field.type, "__origin__", None) is dict:
        return f"SELECT key::integer, value::bigint FROM jsonb_each_text({within})"
    year, minor = f"({read(effect.year, 'one')})::integer", number(effect.amount, "one")
    line = f"{read(effect.line, 'one')}, " if effect.is_line_of_each else ""
    return f"SELECT {line}{year}, {minor} FROM jsonb_array_elements({within}) AS one"


def _currency_known() -> Iterator[str]:
    known = ", ".join(map(quoted, sorted(PLACES)))
    values = {"currency": read("currency"), "known": f"ARRAY[{known}]"}
    yield from refused(f"{read('currency')} NOT IN ({known})", "unknown-currency", values)


def _later_rules() -> Iterator[str]:
    values = {"rules": "data -> 'rules'", "in_force": "rules_in_force(at)"}
    yield from refused(f"{number('rules')} <= rules_in_force(at)", "rules-not-later", values)
    values = {"rules": "data -> 'rules'", "known": str(RULES)}
    yield from refused(f"{number('rules')} > {RULES}", "rules-unknown", values)


def _rotated() -> Iterator[str]:
    """Yield what keeps recorders from a new key: the server cannot check a signature."""
    recorder = "NOT pg_has_role(session_user, current_user, 'MEMBER')"
    yield from refused(recorder, "key-by-administrator", {"login": "session_user::text"})


def _party_amended() -> Iterator[str]:
    before = f"(SELECT legal_entity FROM party WHERE party = {read('party')})"
    said = read("previous_legal_entity")
    values = {"field": "'previous_legal_entity'", "decided": before, "found": said}
    yield from refused(f"{said} IS DISTINCT FROM {before}", "not-as-decided", values)
    yield f"UPDATE party SET legal_entity = {read('legal_entity')} WHERE party = {read('party')};"


def _proposed() -> Iterator[str]:
    taken = "EXISTS (SELECT FROM agreement WHERE stream = of_stream)"
    yield from refused(taken, "agreement-exists", {"agreement": "split_part(of_stream, '/', 2)"})
    yield f"INSERT INTO agreement VALUES (of_stream, {read('currency')},"
    yield "    date_part('year', (data ->> 'starts')::date),"
    yield "    date_part('year', (data ->> 'ends')::date), NULL, NULL,"
    yield f"    {attesting.ATTESTED});"


def _line_proposed() -> Iterator[str]:
    before = names(forms(f.AgreementProposed, f.BudgetLineProposed, f.LineIndexProposed))
    taken = "EXISTS (SELECT FROM budget_line WHERE stream = of_stream AND line = data ->> 'line')"
    yield from refused(taken, "line-twice", {"line": "data -> 'line'"})
    alone = f"COALESCE(before NOT IN ({before}), true)"
    yield from refused(alone, LineApart.code, {"line": "data -> 'line'"})
    yield "INSERT INTO budget_line VALUES (of_stream, data ->> 'line', data ->> 'funder',"
    yield "    data ->> 'performer', data ->> 'settlement', false, NULL);"


def _index_proposed() -> Iterator[str]:
    """Yield the check that the index of a line stands directly after the line."""
    before = (
        "(SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'line' FROM stored_events"
        " WHERE rowid = at - 1)"
    )
    alone = f"COALESCE(before NOT IN ({names(forms(f.BudgetLineProposed))}), true)"
    alone += f" OR {before} IS DISTINCT FROM data -> 'line'"
    yield from refused(alone, LineApart.code, {"line": "data -> 'line'"})


def _amended() -> Iterator[str]:
    yield from _not_concluded()
    yield from _not_decided()


def _concluded() -> Iterator[str]:
    yield f"UPDATE agreement SET concluded = ({read('decided_on')})::date WHERE stream = of_stream;"
    yield "UPDATE budget_line SET in_force = true WHERE stream = of_stream;"
    yield "UPDATE line_year SET in_force = true WHERE stream = of_stream;"


def _not_concluded() -> Iterator[str]:
    concluded = "(SELECT concluded FROM agreement WHERE stream = of_stream)"
    yield from refused(f"{concluded} IS NOT NULL", "already-concluded", {"on": concluded})


def _of_proposal() -> Iterator[str]:
    """Yield the check of what is about a proposal, unless it is about an amendment."""
    yield f"IF {read('amendment')} IS NULL THEN"
    yield from (f"    {statement}" for statement in _not_concluded())
    yield "END IF;"


def _in_force(unless: str = "false") -> Iterator[str]:
    of_lines = "SELECT line FROM budget_line WHERE stream = of_stream AND decided IS NULL"
    undecided = f"ARRAY({of_lines} ORDER BY 1)"
    concluded = "(SELECT concluded FROM agreement WHERE stream = of_stream)"
    is_not = f"NOT ({unless}) AND {concluded} IS NULL"
    yield from refused(is_not, "not-concluded", {"undecided": undecided})


def _in_force_or_amendment() -> Iterator[str]:
    yield from _in_force(unless=f"{read('amendment')} IS NOT NULL")


def _is_closed() -> Iterator[str]:
    agreement = {"agreement": "split_part(of_stream, '/', 2)"}
    yield from refused(f"{_shut_by(f.AgreementClosed)} IS NULL", "not-closed", agreement)


def _shut(at: str, *, in_force: bool) -> Iterator[str]:
    """Yield what shuts an agreement, or opens it; no payment finds its line in force then."""
    yield f"UPDATE agreement SET shut = {at} WHERE stream = of_stream;"
    for table in ("budget_line", "line_year"):
        yield f"UPDATE {table} SET in_force = {str(in_force).lower()} WHERE stream = of_stream;"


def _agreement_closed() -> Iterator[str]:
    yield from _shut("at", in_force=False)


def _agreement_reopened() -> Iterator[str]:
    yield from _shut("NULL", in_force=True)


def _withdrawn() -> Iterator[str]:
    yield f"IF {read('amendment')} IS NULL THEN"
    yield "    UPDATE agreement SET shut = at WHERE stream = of_stream;"
    yield "END IF;"
    yield from _amendment_over()


def _decided() -> Iterator[str]:
    yield f"UPDATE budget_line SET decided = at WHERE {_OWN_LINE};"


def _not_decided() -> Iterator[str]:
    own = f"WHERE {_OWN_LINE}"
    decision = (
        "(SELECT convert_from(state, 'UTF8')::jsonb -> 'data' -> 'decision' FROM budget_line"
        f" JOIN stored_events ON rowid = decided {own})"
    )
    decided = f"(SELECT decided FROM budget_line {own}) IS NOT NULL"
    values = {"line": "data -> 'line'", "decision": decision}
    yield from refused(decided, "already-decided", values)


def _uplifted() -> Iterator[str]:
    yield "INSERT INTO uplift VALUES (of_stream, data ->> 'line', (data ->> 'year')::integer, at);"


def _line_added() -> Iterator[str]:
    taken = f"EXISTS (SELECT FROM budget_line WHERE {_OWN_LINE})"
    yield from refused(taken, "line-exists", {"line": "data -> 'line'"})


def _amendment_concluded() -> Iterator[str]:
    yield from _amendment_over()
    yield "UPDATE agreement SET last_year = date_part('year', (data ->> 'ends')::date)"
    yield "WHERE stream = of_stream AND data ->> 'ends' IS NOT NULL;"
    yield "INSERT INTO budget_line SELECT of_stream, item ->> 'line', item ->> 'funder',"
    yield "    item ->> 'performer', item ->> 'settlement', true, at"
    yield "FROM amendment_lines(of_stream, data ->> 'amendment') AS item ON CONFLICT DO NOTHING;"
    yield "INSERT INTO amended_year SELECT of_stream, one ->> 'line', (one ->> 'year')::integer, at"
    yield "FROM jsonb_array_elements(data -> 'changes') AS one ON CONFLICT DO NOTHING;"
    yield "INSERT INTO performing SELECT of_stream, item ->> 'line', item ->> 'performer',"
    yield "    (item ->> 'from_day')::date, at"
    yield "FROM amendment_items(of_stream, data ->> 'amendment') AS item"
    yield f"WHERE item ->> 'event' IN ({names(forms(f.LinePerformerChangeProposed))})"
    yield "ON CONFLICT DO NOTHING;"
    yield "UPDATE line_year SET performer = '' FROM performing AS own"
    yield "WHERE own.stream = of_stream AND own.position = at"
    yield "    AND line_year.stream = of_stream AND line_year.line = own.line;"


def _amendment_over() -> Iterator[str]:
    yield "UPDATE amendment SET over = at"
    yield "WHERE stream = of_stream AND amendment = data ->> 'amendment';"


def _amendment_undone() -> Iterator[str]:
    """Yield what takes the conclusion of an amendment back, but for the amounts."""
    yield from _amendment_opened()
    yield "UPDATE agreement SET last_year = date_part('year', (data ->> 'previous_ends')::date)"
    yield "WHERE stream = of_stream AND data ->> 'previous_ends' IS NOT NULL;"
    yield "DELETE FROM amended_year WHERE stream = of_stream AND position = entry;"
    yield "DELETE FROM performing WHERE stream = of_stream AND position = entry;"
    yield "UPDATE line_year SET performer = own.performer FROM budget_line AS own"
    yield "WHERE own.stream = of_stream AND line_year.stream = of_stream"
    yield "    AND line_year.line = own.line AND line_year.performer = ''"
    yield "    AND NOT EXISTS (SELECT FROM performing AS later"
    yield "        WHERE later.stream = of_stream AND later.line = own.line);"
    for table in ("line_year", "budget_line"):
        yield f"DELETE FROM {table} WHERE stream = of_stream AND line IN ("
        yield "    SELECT item ->> 'line'"
        yield "    FROM amendment_lines(of_stream, data ->> 'amendment') AS item);"


def _amendment_opened() -> Iterator[str]:
    yield "UPDATE amendment SET over = NULL WHERE stream = of_stream AND over = entry;"


def _closed() -> Iterator[str]:
    newest = "(SELECT ends FROM closed_period ORDER BY position DESC LIMIT 1)"
    ends, right = f"({read('ends')})::date", f"period_end({read('period')})"
    values = {"field": "'ends'", "decided": right, "found": ends}
    yield from refused(f"{right} IS DISTINCT FROM {ends}", "not-as-decided", values)
    values = {"period": "data -> 'period'", "closed_through": newest}
    yield from refused(f"{ends} <= {newest}", "close-out-of-order", values)
    # The date in the book's zone is at most a day ahead of the date in UTC.
    over = "(clock_timestamp() AT TIME ZONE 'UTC')::date"
    values = {"period": "data -> 'period'", "ends": ends}
    yield from refused(f"{ends} > {over}", "period-not-over", values)
    yield f"INSERT INTO closed_period VALUES (at, {read('period')}, ({read('ends')})::date);"


def _reopened() -> Iterator[str]:
    newest = "(SELECT period FROM closed_period ORDER BY position DESC LIMIT 1)"
    other = f"{newest} IS DISTINCT FROM {read('period')}"
    values = {"period": "data -> 'period'", "newest": newest}
    yield from refused(other, "reopen-out-of-order", values)
    yield "DELETE FROM closed_period WHERE position = (SELECT MAX(position) FROM closed_period);"


# Further statements by which a server judges a fact, before the fact's effects.
_JUDGED_FIRST: dict[type[f.Event], Callable[[], Iterable[str]]] = {
    f.AgreementProposed: _currency_known,
    f.RulesAdopted: _later_rules,
    f.KeyRotated: _rotated,
    f.LineAmended: _amended,
    f.LineIndexProposed: _index_proposed,
    f.AgreementConcluded: _not_concluded,
    f.CommitmentApproved: _not_decided,
    f.CommitmentDeclined: _not_decided,
    f.AgreementReferred: _not_concluded,
    f.AgreementSigned: _in_force_or_amendment,
    f.AgreementTerminated: _in_force,
    f.ObligationSet: _in_force,
    f.AgreementClosed: _in_force,
    f.AgreementReopened: _is_closed,
    f.ProposalWithdrawn: _of_proposal,
    f.LineAdditionProposed: _line_added,
    f.AmendmentConcluded: _amendment_concluded,  # its lines have to be there for their amounts
}
# Statements that keep what neither an effect nor the type of a field says.
_KEPT: dict[type[f.Event], Callable[[], Iterable[str]]] = {
    f.AgreementProposed: _proposed,
    f.BudgetLineProposed: _line_proposed,
    f.AgreementConcluded: _concluded,
    f.CommitmentApproved: _decided,
    f.CommitmentDeclined: _decided,
    f.UpliftApplied: _uplifted,
    f.ProposalWithdrawn: _withdrawn,
    f.AgreementClosed: _agreement_closed,
    f.AgreementReopened: _agreement_reopened,
    f.PeriodClosed: _closed,
    f.PeriodReopened: _reopened,
    f.AmendmentDeclined: _amendment_over,
    f.PartyAmended: _party_amended,
    **attesting.JUDGED,
    **filing.JUDGED,
}
# Statements that take back what neither an effect nor the type of a field says.
_UNDONE: dict[type[f.Event], Callable[[], Iterable[str]]] = {
    f.AmendmentDeclined: _amendment_opened,
    f.ProposalWithdrawn: _amendment_opened,
    f.AmendmentConcluded: _amendment_undone,
}


def undone(fact: type[f.Event]) -> Iterator[str]:
    """Yield the statements that take an entry back; they refuse if another event depends on it."""
    obstacles = list(_obstacles(fact))
    for when, because in obstacles:
        yield f"IF {when} THEN"
        yield f"    done := depended_upon(entry, {quoted(because)});"
        yield "END IF;"
    yield from _of_effects(fact, "entry")
    if issubclass(fact, DECISIONS):
        yield f"UPDATE budget_line SET decided = NULL WHERE {_OWN_LINE};"
    if issubclass(fact, f.UpliftApplied):
        yield "DELETE FROM uplift WHERE uplift.position = entry AND stream = of_stream;"
    if issubclass(fact, f.DisbursementRecorded):
        yield "done := unpay_request(entry, of_stream);"
    if issubclass(fact, f.ProposalWithdrawn):
        yield "UPDATE agreement SET shut = NULL WHERE stream = of_stream AND shut = entry;"
    if of_form(CAUSES, fact) or fields_naming(fact, "fact"):
        yield "DELETE FROM resting WHERE resting.position = entry;"
    yield from (of_form(_UNDONE, fact) or _nothing_more)()
    yield "NULL;"


def _obstacles(fact: type[f.Event]) -> Iterator[tuple[str, str]]:
    own = _OWN_LINE
    if issubclass(fact, DECISIONS):
        yield f"EXISTS (SELECT FROM budget_line WHERE {own} AND in_force)", corrections.CONCLUDED
    if issubclass(fact, f.UpliftApplied):
        year = "(data ->> 'year')::integer"
        later = f"uplift.year > {year} OR uplift.year = {year} AND uplift.position > entry"
        yield f"EXISTS (SELECT FROM uplift WHERE {own} AND ({later}))", corrections.BUILT_UPON
    if issubclass(fact, (f.AmendmentApproved, f.AgreementSigned)):
        over = "(SELECT over FROM amendment WHERE stream = of_stream AND amendment = "
        over += "data ->> 'amendment')"
        concluded = names(forms(f.AmendmentConcluded))
        is_so = (
            f"EXISTS (SELECT FROM stored_events WHERE rowid = {over} AND topic IN ({concluded}))"
        )
        yield is_so, amendment_obstacles.CONCLUDED
    if issubclass(fact, f.AmendmentConcluded):
        held = "amendment_holds(entry, of_stream, data)"
        for because in (
            amendment_obstacles.REPLACED,
            amendment_obstacles.PERFORMED,
            amendment_obstacles.RAISED,
            amendment_obstacles.USED,
            amendment_obstacles.CONTRIBUTED,
            amendment_obstacles.ANSWERS,
        ):
            yield f"{held} = {quoted(because)}", because
    elif any(effect.measure in COMMITTED for effect in line_effects(fact)):
        yield " OR ".join(_replaced(fact)), amendment_obstacles.REPLACED
    for resting, cause in CAUSES.items():
        if issubclass(fact, cause.facts):
            yield _rests(forms(resting)), cause.obstacle
    if any(fact in _repeatable(x, y) for x in entries() for y in fields_naming(x, "fact")):
        yield _rests(verdicts()), corrections.JUDGED


def verdicts() -> list[type[f.Event]]:
    """Return the types of entries that repeat the entry that they judge."""
    return [x for x in entries() if fields_naming(x, "fact")]


def _rests(facts: Iterable[type[f.Event]]) -> str:
    """Return whether an event of one of these types rests on the entry that is taken back."""
    return (
        "EXISTS (SELECT FROM resting JOIN stored_events ON rowid = resting.position"
        f" WHERE resting.entry = undo.entry AND topic IN ({names(facts)}))"
    )


def _replaced(fact: type[f.Event]) -> Iterator[str]:
    """Yield whether an amendment has replaced the amount of a line and year since."""
    for effect in line_effects(fact):
        own = "changed.line = own.line AND changed.year = own.year"
        if effect.each:
            has_line = "line, year, minor" if effect.is_line_of_each else "year, minor"
            rows = f"({each(fact, effect)}) AS own ({has_line})"
            if not effect.is_line_of_each:
                own = f"changed.line = {read(effect.line)} AND changed.year = own.year"
        else:
            rows = f"(SELECT {read(effect.line)}, ({read(effect.year)})::integer)"
            rows += " AS own (line, year)"
        yield (
            f"EXISTS (SELECT FROM amended_year AS changed JOIN {rows} ON {own}"
            " WHERE changed.stream = of_stream AND changed.position > entry)"
        )
