"""A reader of a book in a file, written from docs/FORMAT.md alone: no code of the program."""

import json
import sqlite3
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

DATES = (
    *("decided_on", "released_on", "paid_on", "booked_on", "reported_on", "claimed_on"),
    *("received_on", "pledged_on", "performed_on", "verified_on", "rejected_on", "reversed_on"),
)
ENDS = {
    **{f"Q{n}": f"{3 * n:02}-{'31' if n in {1, 4} else '30'}" for n in range(1, 5)},
    "T1": "04-30",
    "T2": "08-31",
    "T3": "12-31",
    **{f"{n:02}": f"{n:02}-{'30' if n in {4, 6, 9, 11} else '31'}" for n in range(1, 13)},
}
STARTS = {
    **{f"Q{n}": f"{3 * n - 2:02}-01" for n in range(1, 5)},
    **{f"T{n}": f"{4 * n - 3:02}-01" for n in range(1, 4)},
    **{f"{n:02}": f"{n:02}-01" for n in range(1, 13)},
}


def rows(path: Path):
    """Return position, stream, event name and stored bytes of every event."""
    book = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    found = book.execute(
        "SELECT rowid, originator_id, topic, state FROM stored_events ORDER BY rowid"
    ).fetchall()
    book.close()
    return found


def counted(path, at=None, known_at=None, as_of=None):
    """Yield agreement, fact and sign of the events that count."""
    for position, stream, name, state in rows(path):
        envelope = json.loads(state, parse_float=Decimal)
        fact = envelope["data"]
        assert fact["event"] == name
        day = next((fact[field] for field in DATES if field in fact), None)
        if (
            (at and position > at)
            or (known_at and envelope["recorded_at"] > known_at)
            or (as_of and day and day > as_of)
            or not stream.startswith("agreement/")
        ):
            continue
        sign = 1
        if name == "entry-reversed/1":
            fact, sign = fact["entry"], -1
        yield stream.removeprefix("agreement/"), fact, sign


def lines(path, agreement, period=None, as_of=None, **clocks):
    """Return the measures of each line and year: (line, year) -> name -> minor units."""
    year, _, part = (period or "").partition("-")
    if part:
        ends = f"{year}-{ENDS[part]}"
        as_of = min(as_of or ends, ends)
    sums = defaultdict(lambda: defaultdict(int))
    for own, fact, sign in counted(path, as_of=as_of, **clocks):
        if own != agreement:
            continue
        for line, in_year, measure, minor in added(fact):
            if not year or in_year == int(year):
                sums[line, in_year][measure] += sign * minor
    for row in sums.values():
        row["committed"] = row["approved"] + row["uplift"] + row["reallocated"] - row["released"]
        row["paid"] = row["disbursed"] + row["internal"]
        row["remaining"] = row["committed"] - row["paid"]
        row["held"] = row["disbursed"] - row["reported"] - row["repaid"]
        row["net_cost"] = row["paid"] - row["repaid"]
        row["open_claim"] = row["claimed"] - row["repaid"]
        if row["committed"] > 0:
            share = Decimal(row["paid"]) / row["committed"] * 100
            row["percent"] = share.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return sums


MEASURES = {
    "commitment-released/1": "released",
    "disbursement-recorded/1": "disbursed",
    "internal-cost-recorded/1": "internal",
    "use-reported/1": "reported",
    "repayment-claimed/1": "claimed",
    "repayment-received/1": "repaid",
}


def added(fact):
    """Yield line, year, measure and minor units of what an event adds."""
    match fact["event"]:
        case "budget-line-proposed/1" | "commitment-approved/1" as name:
            measure = "proposed" if name.startswith("budget") else "approved"
            for year, minor in fact["amounts_minor"].items():
                yield fact["line"], int(year), measure, minor
        case "line-amended/1":
            change = fact["amount_minor"] - fact["previous_minor"]
            yield fact["line"], fact["year"], "proposed", change
        case "uplift-applied/1":
            for effect in fact["years"]:
                yield fact["line"], effect["year"], "uplift", effect["change_minor"]
        case "reallocated/1":
            yield fact["to_line"], fact["year"], "reallocated", fact["amount_minor"]
            yield fact["from_line"], fact["year"], "reallocated", -fact["amount_minor"]
        case name if name in MEASURES:
            year = fact["year"] if "year" in fact else fact["budget_year"]
            yield fact["line"], year, MEASURES[name], fact["amount_minor"]


def in_kind(path, period=None, **clocks):
    """Return what was given: (agreement, party, kind, unit, year) -> name -> (quantity, minor)."""
    year, _, part = (period or "").partition("-")
    first = f"{year}-{STARTS[part] if part else '01-01'}"
    last = f"{year}-{ENDS[part] if part else '12-31'}"
    sums = defaultdict(lambda: defaultdict(lambda: (Decimal(0), 0)))
    for agreement, given, own_sign in counted(path, **clocks):
        fact, sign = given, own_sign
        match fact["event"]:
            case "in-kind-pledged/1":
                measure = "pledged"
            case "in-kind-recorded/1":
                measure = "delivered"
            case "in-kind-verified/1":
                fact, measure = fact["contribution"], "verified"
            case "in-kind-rejected/1":
                fact, measure, sign = fact["contribution"], "delivered", -sign
            case _:
                continue
        day = fact.get("performed_on")
        of = int(day[:4]) if day else fact["year"]
        if period and not (first <= day <= last if day else of == int(year)):
            continue
        key = agreement, fact["party"], fact["kind"], fact["unit"], of
        quantity, minor = sums[key][measure]
        sums[key][measure] = (
            quantity + sign * Decimal(fact["quantity"]),
            minor + sign * fact["value_minor"],
        )
    return {
        key: row
        for key, row in sums.items()
        if any(quantity or minor for quantity, minor in row.values())
    }


def references(path):
    """Return the keys and bank references that are taken, and by which position."""
    taken = {}
    for position, _, name, state in rows(path):
        envelope = json.loads(state)
        fact = envelope["data"]
        if envelope["key"] is not None:
            taken.setdefault(("key", envelope["key"]), position)
        if name == "entry-reversed/1" and fact["entry"].get("bank_reference"):
            del taken["bank", fact["entry"]["bank_reference"]]
        elif fact.get("bank_reference"):
            taken["bank", fact["bank_reference"]] = position
    return taken
