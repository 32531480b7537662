"""What is compared with files of other programs: rows that belong to a line, and the book's money.

Books are in memory here, and rows as readers make them; test_reconcile_command.py has real ones.
"""

from datetime import date
from decimal import Decimal

import pytest
from file_cases import ASKED, NEXT, SENT
from in_memory import CONCLUDED, FIRST, claim, disburse, internal, ledger_of, repay, reverse
from msgspec.structs import replace

from events.period import parse_period
from ledger.exchange.compared import reconcile
from ledger.exchange.end_to_end import end_to_end_id
from ledger.exchange.open_data import Material
from ledger.exchange.reading import File
from ledger.exchange.refusals import NoRoutes, RowAmountUnread
from ledger.exchange.rows import Row, Understood, totalled
from ledger.rules import commands as c
from projections.projection import replay

MARCH, DAY = parse_period("2024-03"), date(2024, 3, 1)
ROUTES = tuple(
    c.AddRoute(agreement="herrgarden", line=line, account=account, records=records)
    for line, account, records in (
        ("L1", "4510", "disbursement"),
        ("L2", "4520", "disbursement"),
        ("L3", "4530", "disbursement"),
        ("L4", "4540", "internal-cost"),
    )
)
AT = FIRST + len(ROUTES)  # the position of what follows


def material(*given, agreement=None):
    events = ledger_of((*CONCLUDED, *given)).events
    projection = replay(events)
    agreements = {
        key: own for key, own in projection.agreements.items() if agreement in {None, key}
    }
    return Material(
        projection=projection,
        agreements=agreements,
        read=lambda asked: (x for x in events if x.agreement in asked),
        day=DAY,
        at=len(events),
        known_at=None,
        as_of=None,
        boards=None,
    )


def row(number, amount, voucher="V", account="4520", day=DAY, **more):
    money = None if amount is None else Decimal(amount)
    return Row(number=number, amount=money, voucher=voucher, account=account, day=day, **more)


def file(*rows, form="table", name="a.csv"):
    understood = Understood(format=form)
    return File(name, name, totalled(understood, lambda: iter(rows)), b"")


def judged(book, *files, period=MARCH):
    """Return what came of it, after its sums were added up by another way."""
    done = reconcile(book, files, period)
    for currency in {*done.here, *done.there}:
        change = sum(x.minor for x in done.found.differences if x.currency == currency)
        assert done.here[currency] + change == done.there[currency]
    for each, parts in zip(files, done.parts, strict=True):
        counted = parts.compared.rows + parts.outside.rows + parts.elsewhere.rows
        assert counted + len(parts.unread) == each.reading.totals.rows
    return done


def kinds(done):
    return [(x.kind, x.line, x.here_minor, x.there_minor) for x in done.found.differences]


def test_rows_that_no_route_concerns_are_elsewhere():
    done = judged(
        material(*ROUTES, disburse(amount=100)),
        file(row(1, "1.00"), row(2, "9.00", account="6110"), row(3, "-1.00", account="1930")),
    )
    assert done.agrees
    (parts,) = done.parts
    assert (parts.compared.rows, parts.elsewhere.rows, parts.elsewhere.sums) == (1, 2, {"": 8})


def test_without_routes_nothing_can_be_compared():
    with pytest.raises(NoRoutes):
        reconcile(material(disburse()), [file(row(1, "0.01"))], MARCH)


def test_a_row_that_cannot_be_read_is_no_agreement():
    book = material(*ROUTES, disburse(amount=100))
    problem = RowAmountUnread(row=2, text="1,5")
    done = judged(book, file(row(1, "1.00"), row(2, None, problem=problem)))
    assert kinds(done) == []
    assert done.parts[0].unread == [(2, problem)]
    assert not done.agrees
    # One that belongs elsewhere stops nobody.
    done = judged(book, file(row(1, "1.00"), row(2, None, account="6110", problem=problem)))
    assert done.agrees


def test_decimals_and_currencies_that_the_agreement_has_not():
    book = material(*ROUTES, disburse(amount=100))
    done = judged(book, file(row(1, "1.00"), row(2, "0.005"), row(3, "1", currency="XYZ")))
    assert [(at, error.code) for at, error in done.parts[0].unread] == [
        (2, "row-decimals"),
        (3, "row-of-other-currency"),
    ]
    done = judged(book, file(row(1, "1.00", currency="EUR")))
    assert sorted(kinds(done)) == [("only-here", "L2", 100, None), ("only-there", "L2", None, 100)]
    assert done.here == {"SEK": 100}
    assert done.there == {"EUR": 100}


def test_currencies_are_never_added():
    book = material(*ROUTES, disburse(amount=100))
    rows = (row(1, "1.00", currency="SEK"), row(2, "2.00", "W", currency="EUR"))
    (parts,) = judged(book, file(*rows)).parts
    assert parts.compared.sums == {"SEK": 1, "EUR": 2}


def test_an_internal_cost_is_compared_where_a_route_leads_to_it():
    costs = (internal(amount=100, voucher="I"), disburse(amount=100))
    done = judged(material(*ROUTES, *costs), file(row(1, "1.00")))
    assert kinds(done) == [("only-here", "L4", 100, None)]
    done = judged(material(*ROUTES[:3], *costs), file(row(1, "1.00")))
    assert done.agrees
    assert done.left_out == {"SEK": (1, 100)}


def test_a_payment_on_a_line_without_a_route_is_a_difference():
    done = judged(material(*ROUTES[:1], disburse(amount=100)), file(row(1, "1.00")))
    assert kinds(done) == [("only-here", "L2", 100, None)]


def test_repayments_and_reversals():
    given = (
        *ROUTES,
        disburse("L3", 500, voucher="A"),
        claim("L3", 300, claimed_on=date(2024, 3, 2), due_on=date(2024, 3, 31)),
        repay(AT + 1, 200, received_on=date(2024, 3, 5)),
        reverse(AT + 2, date(2024, 3, 6)),
        repay(AT + 1, 300, received_on=date(2024, 3, 7)),
    )
    rows = (
        row(1, "5.00", "A", "4530"),
        row(2, "-3.00", "K1", "4530", date(2024, 3, 7)),
    )
    assert judged(material(*given), file(*rows)).agrees
    done = judged(material(*given), file(rows[0]))
    assert kinds(done) == [("only-here", "L3", -300, None)]


def activity():
    """Return an agreement two of whose lines are paid together."""
    proposal = CONCLUDED[0]
    shares = {"L1": Decimal(40), "L2": Decimal(60)}
    lines = tuple(
        replace(x, activity="MOTE", share=shares[x.line]) if x.line in shares else x
        for x in proposal.lines
    )
    return (replace(proposal, lines=lines), *CONCLUDED[1:])


def test_the_parts_of_an_activity_are_one_payment():
    book = material_of(activity(), *ROUTES, disburse("MOTE", 10_000))
    done = judged(book, file(row(1, "100.00")))
    assert done.agrees
    (one,) = done.found.sums
    assert (one.line, one.account, one.here_minor) == ("MOTE", "4520", 10_000)
    done = judged(book, file(row(1, "40.00", account="4510"), row(2, "60.00")))
    assert done.agrees
    assert [(x.account, x.here_minor) for x in done.found.sums] == [("4510", 4000), ("4520", 6000)]


def material_of(concluded, *given):
    events = ledger_of((*concluded, *given)).events
    projection = replay(events)
    return replace(
        material(),
        projection=projection,
        agreements=projection.agreements,
        read=lambda asked: (x for x in events if x.agreement in asked),
        at=len(events),
    )


def test_rows_of_a_bank_need_no_route():
    paid = (
        disburse(amount=100, voucher="A", bank_reference="SE1/R1/1"),
        disburse("L1", 50, voucher="B", bank_reference="r2"),
        internal(amount=7),
    )

    def bank(number, amount, reference, **more):
        return row(number, amount, "", "", reference=reference, **more)

    book = material(*paid)
    rows = (
        bank(1, "1.00", "SE1/R1/1"),
        bank(2, "0.50", "SE1/R2/1"),  # as a person has written it
        bank(3, "99.00", "SE1/R3/1"),
    )
    done = judged(book, file(*rows, form="camt"))
    assert done.agrees
    assert done.parts[0].elsewhere.rows == 1
    assert done.left_out == {"SEK": (1, 7)}
    assert [(x.account, x.line, x.here_minor) for x in done.found.sums] == [
        ("SE1", "L1", 50),
        ("SE1", "L2", 100),
    ]
    done = judged(book, file(rows[0], bank(2, "0.60", "SE1/R2/1"), form="camt"))
    assert kinds(done) == [("amount-differs", "L1", 50, 60)]


def test_a_payment_that_this_program_ordered_is_known_by_its_name():
    name = end_to_end_id("herrgarden", NEXT)
    rows = (row(1, "1.00", "", "", day=date(2024, 4, 1), reference="SE1/X/1", payment=name),)
    april = parse_period("2024-04")
    # The bank has paid what the book has not recorded yet.
    done = judged(material_of(SENT), file(*rows, form="camt"), period=april)
    assert [x.kind for x in done.found.differences] == ["only-there"]
    paid = disburse(amount=100, day=date(2024, 4, 1), request=NEXT)
    done = judged(material_of(SENT, paid), file(*rows, form="camt"), period=april)
    assert done.agrees
    # In no file yet, it is the payment of another book's request of the same name.
    done = judged(material_of(ASKED), file(*rows, form="camt"), period=april)
    assert done.parts[0].elsewhere.rows == 1


def test_only_one_agreement():
    book = material(*ROUTES, disburse(amount=100), agreement="herrgarden")
    assert judged(book, file(row(1, "1.00"))).agrees
    other = replace(book, agreements={})
    done = judged(other, file(row(1, "1.00")))
    assert done.agrees
    assert done.parts[0].elsewhere.rows == 1


def test_several_files_are_one_whole():
    book = material(*ROUTES, disburse(amount=100, voucher="A"), disburse(amount=200, voucher="B"))
    files = (file(row(1, "1.00", "A")), file(row(1, "2.00", "B"), name="b.csv"))
    done = judged(book, *files)
    assert done.agrees
    assert done.found.agreeing == {0: 1, 1: 1}
    assert kinds(judged(book, files[0])) == [("only-here", "L2", 200, None)]


def test_what_was_exported_comes_back_with_its_position():
    book = material(*ROUTES, disburse(amount=100, voucher="A"), reverse(AT, DAY))
    rows = (row(1, "1.00", str(AT), series="SV"), row(2, "-1.00", str(AT + 1), series="SV"))
    assert judged(book, file(*rows)).agrees
