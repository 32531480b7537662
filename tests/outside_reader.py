"""A book in a file is read here without the program: from docs/FORMAT.md, by what Python brings.

The fields of events are taken from the tables of that document. Nothing of the program, of its
other tests or of the checkers in docs/ is used, so what both say does not come from one error.
"""

import json
import re
import sqlite3
import struct
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import outside_notes as notes

FORMAT = (Path(__file__).resolve().parent.parent / "docs" / "FORMAT.md").read_text("utf-8")
APPLICATION, VERSION = 1396788566, 1


def _table(head, end):
    part = FORMAT[FORMAT.index(head) : FORMAT.index(end)].strip().split("\n")[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in part]


def _ticked(cell):
    """Return what stands in backticks outside brackets, and [(name, what its brackets say)]."""
    outer = re.sub(r"\([^)]*\)", "", cell)
    inside = dict(re.findall(r"`(\w+)` \(([^)]*)\)", cell))
    return re.findall(r"`(\w+)`", outer), inside


class Form(NamedTuple):
    """The fields of an event, in order, and those of the objects in its lists."""

    stream: str
    fields: list
    nested: dict  # of a list -> the fields of its objects
    chosen: dict  # of a field -> the words that it may be


def _forms():
    rows = _table("| event | stream |", "## What the events add up to")
    forms = {}
    for name, stream, cell in rows:
        fields, inside = _ticked(cell)
        nested = {k: re.findall(r"`(\w+)`", v) for k, v in inside.items() if v[:9] == "list of `"}
        chosen = {
            k: v.split(", ") for k, v in inside.items() if re.fullmatch(r"[a-z]+(, [a-z]+)+", v)
        }
        forms[name.strip("`")] = Form(stream.strip("`…"), fields, nested, chosen)
    return forms


FORMS = _forms()
ENVELOPE = re.findall(
    r"`(\w+)`",
    "".join(
        row[0] for row in _table("| field of the JSON object |", "An event name ends in a version")
    ),
)
DATES = re.findall(
    r"`(\w+)`", re.search(r"The effective\s+date is (.*?) of the fact", FORMAT, re.DOTALL)[1]
)
DAYS = {*DATES, "starts", "ends", "previous_ends", "due_on", "answer_by", "decides_on", "from_day"}
DECIMALS = {"quantity", "rate_percent", "carry_over_percent", "share"}


class Event(NamedTuple):
    """One row of a book."""

    position: int
    stream: str
    version: int
    name: str
    state: bytes

    @property
    def content(self):
        return json.loads(self.state)

    @property
    def fact(self):
        return self.content["data"]

    @property
    def agreement(self):
        return self.stream.partition("agreement/")[2] or None

    @property
    def entry(self):
        """What stands after 0x00 in its leaf."""
        fields = (
            self.stream.encode(),
            struct.pack(">q", self.version),
            self.name.encode(),
            self.state,
        )
        parts = (struct.pack(">I", len(field)) + field for field in fields)
        return b"samverk-leaf/v1" + b"".join(parts)

    @property
    def effective(self):
        return next((self.fact[name] for name in DATES if name in self.fact), None)


# ---------------------------------------------------------------- the form of an event


def _amounts(amounts):
    return {year: amounts[year] for year in sorted(amounts, key=int)}


def _in_order(fact):
    """Write a fact anew, its fields in the order of the document."""
    form = FORMS[fact["event"]]
    if set(fact) != {"event", *form.fields}:
        raise ValueError(sorted(set(fact) ^ {"event", *form.fields}))
    made = {"event": fact["event"]}
    for name in form.fields:
        value = fact[name]
        if name in {"entry", "contribution"}:
            value = _in_order(value)
        elif name == "amounts_minor":
            value = _amounts(value)
        elif name in form.nested:
            value = [{k: item[k] for k in form.nested[name]} for item in value]
        elif name in form.chosen and value not in form.chosen[name]:
            raise ValueError((name, value))
        _require_kind(name, value)
        made[name] = value
    return made


def _require_kind(name, value):
    """Hold a value to what the document says of amounts, dates and decimals."""
    if value is None:
        return
    if name.endswith("_minor") and name != "amounts_minor" and type(value) is not int:
        raise ValueError((name, value))
    is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", str(value))
    if name in DAYS and not is_day:
        raise ValueError((name, value))
    if name in DECIMALS and not re.fullmatch(r"\d+(\.\d{1,6})?", value):
        raise ValueError((name, value))


def written_anew(event):
    """Return the bytes that an event has to have, by the document."""
    content = event.content
    data = _in_order(content["data"])
    evidence = [{k: x[k] for k in ("reference", "sha256")} for x in content["evidence"]]
    made = {name: content[name] for name in ENVELOPE} | {"evidence": evidence, "data": data}
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", made["recorded_at"]):
        raise ValueError(made["recorded_at"])
    if not re.fullmatch("[0-9a-f]{32}", made["nonce"]):
        raise ValueError(made["nonce"])
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


# ---------------------------------------------------------------- a book


class Book:
    """A book in a file, read whole.

    Args:
        path: where it is.
    """

    def __init__(self, path):
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        kind = [
            database.execute(f"PRAGMA {x}").fetchone()[0]
            for x in ("application_id", "user_version")
        ]
        if kind != [APPLICATION, VERSION]:
            raise ValueError(f"no book of this form: {kind}")
        rows = database.execute(
            "SELECT rowid, originator_id, originator_version, topic, state"
            " FROM stored_events ORDER BY rowid"
        )
        self.events = [Event(*row[:4], bytes(row[4])) for row in rows]
        self.nodes = {
            (a, b): bytes(c)
            for a, b, c in database.execute("SELECT level, place, hash FROM merkle_node")
        }
        taken = database.execute("SELECT kind, value, position FROM unique_reference")
        self.taken = {(kind, value): position for kind, value, position in taken}
        self.infos = dict(database.execute("SELECT name, value FROM book_info"))
        database.close()
        self.levels = notes.levels([notes.leaf(event.entry) for event in self.events])

    @property
    def origin(self):
        return self.infos["origin"]

    def root(self, size=None):
        return notes.root(self.levels, len(self.events) if size is None else size)

    def faults(self):
        """Return what is not as the document says; an empty list if all is well."""
        found, versions, before = [], {}, ""
        for number, event in enumerate(self.events, 1):
            versions[event.stream] = versions.get(event.stream, 0) + 1
            content = event.content
            if event.position != number:
                found.append((number, "position"))
            if event.version != versions[event.stream]:
                found.append((number, "version"))
            if event.name != content["data"]["event"]:
                found.append((number, "name"))
            stream = FORMS[event.name].stream
            if event.stream != stream and not (stream == "agreement/" and event.agreement):
                found.append((number, "stream"))
            if written_anew(event) != event.state:
                found.append((number, "form"))
            instant = content["recorded_at"][:-1].ljust(26, ".").replace(".", "0")
            if instant < before:
                found.append((number, "time"))
            before = instant
        nodes = {
            (level, place): hashed
            for level, found_nodes in enumerate(self.levels[1:], 1)
            for place, hashed in enumerate(found_nodes)
        }
        if nodes != self.nodes:
            found.append((0, "nodes"))
        if references(self.events) != self.taken:
            found.append((0, "references"))
        return found


def references(events):
    """Return the keys and bank references that are taken: (kind, value) -> position."""
    taken = {}
    for event in events:
        content, fact = event.content, event.fact
        if content["key"] is not None:
            taken.setdefault(("key", content["key"]), event.position)
        if _name(fact) == "entry-reversed":
            taken.pop(("bank", fact["entry"].get("bank_reference")), None)
        elif fact.get("bank_reference") is not None:
            taken["bank", fact["bank_reference"]] = event.position
    return taken


# ---------------------------------------------------------------- what counts


def _ends(period):
    """Return the first and the last day of a period, as text."""
    year, _, part = period.partition("-")
    months = {"": 12, "Q": 3, "T": 4}.get(part[:1], 1)
    number = int(part.lstrip("QT") or 1) if part else 1
    first, last = (number - 1) * months + 1, number * months
    return f"{year}-{first:02}-01", f"{year}-{last:02}-31"


def _until(instant):
    """Return an instant as text that is sorted by time; a day means its end, 24:00 UTC."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", instant):
        return instant + "T24"
    return instant.removesuffix("Z").ljust(26, "0") if "." in instant else instant[:19] + ".000000"


def counted(events, at=None, known_at=None, as_of=None):
    """Return the events that count by the clocks."""
    chosen = events if at is None else [e for e in events if e.position <= at]
    if known_at is not None:
        limit = _until(known_at)
        chosen = [e for e in chosen if _until(e.content["recorded_at"]) <= limit]
    if as_of is not None:
        chosen = [e for e in chosen if e.effective is None or e.effective <= as_of]
    return chosen


ONE_YEAR = {
    "commitment-released": "released",
    "disbursement-recorded": "disbursed",
    "internal-cost-recorded": "internal",
    "use-reported": "reported",
    "repayment-claimed": "claimed",
    "repayment-received": "repaid",
    "claim-written-off": "written_off",
}


def _name(fact):
    """Return the name of an event without its form: later forms add to the same sums."""
    return fact["event"].partition("/")[0]


def effects(fact):
    """Yield (measure, line, year, amount) of what a fact adds."""
    name, line = _name(fact), fact.get("line")
    if name in {"budget-line-proposed", "commitment-approved"}:
        measure = "proposed" if name == "budget-line-proposed" else "approved"
        for year, amount in fact["amounts_minor"].items():
            yield measure, line, int(year), amount
    elif name == "line-amended":
        yield "proposed", line, fact["year"], fact["amount_minor"] - fact["previous_minor"]
    elif name == "uplift-applied":
        for item in fact["years"]:
            yield "uplift", line, item["year"], item["change_minor"]
    elif name == "reallocated":
        yield "reallocated", fact["to_line"], fact["year"], fact["amount_minor"]
        yield "reallocated", fact["from_line"], fact["year"], -fact["amount_minor"]
    elif name == "carried-over":
        yield "carried", line, fact["to_year"], fact["amount_minor"]
        yield "carried", line, fact["from_year"], -fact["amount_minor"]
    elif name == "amendment-concluded":
        for item in fact["changes"]:
            yield "amended", item["line"], item["year"], item["change_minor"]
    elif name in ONE_YEAR:
        year = fact["year"] if name == "commitment-released" else fact["budget_year"]
        yield ONE_YEAR[name], line, year, fact["amount_minor"]
    elif name == "entry-reversed":
        for measure, of, year, amount in effects(fact["entry"]):
            yield measure, of, year, -amount


MEASURES = (
    *("proposed", "approved", "amended", "uplift", "reallocated", "carried", "released"),
    *("disbursed", "internal", "reported", "claimed", "repaid"),
)
HELD = ("requested", "reserved")
GIVEN = ("approved", "amended", "uplift", "reallocated", "carried")


def _derived(sums):
    """Return the measures of a line and year, those that are calculated among them."""
    row = dict.fromkeys((*MEASURES, *HELD, "written_off"), 0) | sums
    row["committed"] = sum(row[measure] for measure in GIVEN) - row["released"]
    row["paid"] = row["disbursed"] + row["internal"]
    row["remaining"] = row["committed"] - row["paid"]
    row["available"] = row["remaining"] - row["requested"] - row["reserved"]
    row["held"] = row["disbursed"] - row["reported"] - row["repaid"]
    row["net_cost"] = row["paid"] - row["repaid"]
    row["open_claim"] = row["claimed"] - row["repaid"] - row["written_off"]
    paid, committed = row["paid"], row["committed"]
    row["hundredths"] = (20_000 * paid + committed) // (2 * committed) if committed > 0 else None
    return row


def nothing():
    """Return the measures of a line and year to which nothing was added."""
    return _derived({})


def lines(events, period=None, as_of=None, **clocks):
    """Return the measures by (agreement, line, year), in minor units."""
    year = int(period[:4]) if period else None
    if period and period != str(year):
        as_of = min(filter(None, (as_of, _ends(period)[1])))
    sums, these = {}, counted(events, as_of=as_of, **clocks)
    added = [(event.agreement, x) for event in these for x in effects(event.fact)]
    for agreement, (measure, line, of, amount) in (*added, *held(these)):
        if year in {None, of}:
            own = sums.setdefault((agreement, line, of), {})
            own[measure] = own.get(measure, 0) + amount
    return {key: _derived(own) for key, own in sums.items()}


def held(events):
    """Yield (agreement, (measure, line, year, amount)) of what requests for payment hold."""
    taken_back = {e.fact["position"] for e in events if _name(e.fact) == "entry-reversed"}
    approved, over = set(), set()
    for event in events:
        match _name(event.fact):
            case "payment-approved":
                approved.add(event.fact["request"])
            case "payment-returned" | "payment-cancelled":
                over.add(event.fact["request"])
            case "disbursement-recorded" if event.position not in taken_back:
                over.add(event.content["causation"])
    for event in events:
        if _name(event.fact) == "payment-requested" and event.position not in over:
            measure, fact = HELD[event.position in approved], event.fact
            said = (measure, fact["line"], fact["budget_year"], fact["amount_minor"])
            yield event.agreement, said


def _given(fact):
    """Yield (measure, contribution or pledge, sign) of what a fact adds in kind."""
    match _name(fact):
        case "in-kind-pledged":
            yield "pledged", fact, 1
        case "in-kind-recorded":
            yield "delivered", fact, 1
        case "in-kind-verified":
            yield "verified", fact["contribution"], 1
        case "in-kind-rejected":
            yield "delivered", fact["contribution"], -1
        case "entry-reversed":
            for measure, item, sign in _given(fact["entry"]):
                yield measure, item, -sign


def in_kind(events, period=None, **clocks):
    """Return {measure: (quantity, minor units)} by (agreement, party, kind, unit, year)."""
    first, last = _ends(period) if period else ("", "9")
    sums = {}
    for event in counted(events, **clocks):
        for measure, item, sign in _given(event.fact):
            day = item.get("performed_on")
            if day:
                shown = first <= item.get("booked_on", day) <= last
            else:
                shown = not period or period[:4] == str(item["year"])
            if not shown:
                continue
            year = int(day[:4]) if day else item["year"]
            key = (event.agreement, item["party"], item["kind"], item["unit"], year)
            own = sums.setdefault(key, dict.fromkeys(("pledged", "delivered", "verified"), (0, 0)))
            quantity, minor = own[measure]
            more = sign * Decimal(item["quantity"])
            own[measure] = quantity + more, minor + sign * item["value_minor"]
    return sums


def cash(events, period=None, **clocks):
    """Return [(month, disbursed, internal, still to pay)] by (agreement, line, year).

    The month is None where there is none to show, and something is committed.
    """
    first, last = _ends(period) if period else ("", "9")
    months, committed = {}, {}
    for event in counted(events, **clocks):
        for measure, line, year, amount in effects(event.fact):
            key = event.agreement, line, year
            if measure in {"disbursed", "internal"} and event.effective <= last:
                own = months.setdefault(key, {}).setdefault(event.effective[:7], {})
                own[measure] = own.get(measure, 0) + amount
            elif measure in {*GIVEN, "released"}:
                sign = -1 if measure == "released" else 1
                committed[key] = committed.get(key, 0) + sign * amount
    shown = {}
    for key in months.keys() | committed.keys():
        rows = list(_months(months.get(key, {}), committed.get(key, 0), first[:7]))
        is_asked_for = not period or int(period[:4]) == key[2]
        if not rows and committed.get(key) and is_asked_for:
            left = committed[key] - sum(sum(paid.values()) for paid in months.get(key, {}).values())
            rows = [(None, 0, 0, left)]
        if rows:
            shown[key] = rows
    return shown


def _months(paid, left, first):
    for month in sorted(paid):
        disbursed, internal = (paid[month].get(measure, 0) for measure in ("disbursed", "internal"))
        left -= disbursed + internal
        if month >= first and (disbursed or internal):
            yield month, disbursed, internal, left
