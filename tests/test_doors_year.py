"""The year of a finance officer whose money is in an ERP system and at a bank, with every figure.

The commands and why they are given: tests/doors_year/commands.txt; the files that come in:
tests/doors_files.py. The figures below are worked out by hand from them, and what goes out is read
without the program.
"""

import csv
import hashlib
import re
import shlex
import shutil
from pathlib import Path
from typing import ClassVar

import doors_files
from desk import Desk
from ssh_keys import make_key, needs_openssh

HERE = Path(__file__).resolve().parent / "doors_year"
FILES = {
    "BRYGGAN": "bryggan.toml",
    "TID": "tid.toml",
    "GRETA": "keys/greta.pub",
    "DAG": "keys/dag.pub",
    "HUVUDBOK": "huvudbok.se",
    "HUVUDBOK4": "huvudbok-4.se",
    **{x.upper(): f"{x}.csv" for x in ("januari", "februari", "rattad", "vaxt", "sen", "timmar")},
    **{x.upper(): f"{x}.csv" for x in ("oktober", "oktober-rattad")},
    **{f"UTDRAG{n}": f"utdrag-{n}.xml" for n in range(1, 5)},
}
ATTESTING = ("greta", "dag")
_DOOR = re.compile(r"(?:\[minns: (\w+)\] )?\[(besked|skillnader|kvar|föreslås|fil): ([^]]*)\] (.*)")

# In öre, by line.
PAID = {
    "L1": 6_800_000,  # 20 000 + 20 000 of the ledger, 20 000 of the file, 5 000 + 3 000
    "L2": 2_000_050,  # 8 000,50 + 8 000 of the ledger, 4 000 of the statement
    "L3": 5_550_000,  # 30 000 + 15 000 − 15 000 + 15 500, 10 000 − 10 000 + 10 000
    "L4": 1_000_000,  # 2 × 5 000, inside
}
DISBURSED, INTERNAL = 14_350_050, 1_000_000  # L1 – L3; L4
REPAID = 150_000
COSTS = ("Equity:Commitments:Disbursed", "Equity:Commitments:Internal")


class Office(Desk):
    """The officer's desk, and those of who attest, with files that come in and go out."""

    files = FILES

    def signed(self, actor, words):
        attests = words[:2] in (["request", "review"], ["request", "approve"])
        return [*words, "--sign-key", f"keys/{actor}"] if attests and self.is_file else words

    def tell(self, row):
        found = _DOOR.match(row)
        if found is None:
            super().tell(row)
            return
        self.count += 1
        name, kind, wanted, words = found.groups()
        words = [FILES.get(word, word) for word in shlex.split(words.format(**self.names))]
        self._doors[kind](self, words, wanted)
        if name:
            self.names[name] = self.newest

    def _imported(self, words, wanted):
        counts = {word: int(n) for word, n in re.findall(r"(\w+) (\d+)", wanted)}
        lost = {"unmatched", "refused"} & {*counts}
        said = self.read(*words, status=3 if lost else 4 if "conflict" in counts else 0)
        assert {word: n for word, n in said["counts"].items() if n} == counts, said["rows"]
        self.newest = said["import"]
        assert said["sha256"] == hashlib.sha256(Path(words[1]).read_bytes()).hexdigest()

    def _compared(self, words, wanted):
        kinds = dict.fromkeys(re.findall(r"([a-z-]+) \d+", wanted))
        said = self.read(*words, status=5 if kinds else 0)
        assert [row["kind"] for row in said["differences"]] == [*kinds], said

    def _left(self, words, wanted):
        assert len(self.read(*words)["rows"]) == int(wanted)
        due = [row for row in self.read("due")["rows"] if row["kind"] == "left-out"]
        assert len(due) == int(wanted)  # each is of a file of its own

    def _proposed(self, words, wanted):
        assert [row["line"] for row in self.read(*words)["rows"]] == [wanted]

    def _sent(self, words, wanted):
        said = self.read(*words, "-o", wanted)
        self.newest = said["recorded"][0]["position"]
        first = Path(wanted).read_bytes()
        self.read(*words, "-o", f"igen-{wanted}")
        assert Path(f"igen-{wanted}").read_bytes() == first
        doors_files.write([f"SV-bryggan-{self.names[name]}" for name in ("b1", "b2")])

    _doors: ClassVar = {
        "besked": _imported,
        "skillnader": _compared,
        "kvar": _left,
        "föreslås": _proposed,
        "fil": _sent,
    }


def told(samverk, lang):
    """Carry out the whole story; return the desk."""
    for file in HERE.glob("*.toml"):
        shutil.copy(file, Path())
    doors_files.write(["", ""])
    desk = Office(samverk.home, lang)
    if desk.is_file:
        for name in ATTESTING:
            make_key(Path("keys") / name)
    desk.tell_all(HERE / "commands.txt")
    return desk


@needs_openssh
def test_the_year_of_a_finance_officer_whose_money_is_elsewhere(samverk):
    desk = told(samverk, "en" if hasattr(samverk.home, "server") else "sv")
    assert desk.count > 70
    what_the_lines_cost(samverk)
    what_the_bank_was_asked(desk)
    where_a_payment_came_from(samverk, desk)
    what_goes_out(samverk)
    what_the_package_says()
    kinds = {row["kind"] for row in samverk.ok("due", "-O", "json").json["rows"]}
    assert not kinds & {"left-out", "sent-payment", "account", "payment", "claim"}
    assert samverk("verify", "--json", actor=None).json["findings"] == []


def what_the_lines_cost(samverk):
    report = samverk.report("agreement", "bryggan")
    assert {row["line"]: row["paid_minor"] for row in report["rows"]} == PAID
    totals = report["totals"]
    assert totals["disbursed_minor"] == DISBURSED
    assert totals["internal_minor"] == INTERNAL
    assert totals["repaid_minor"] == REPAID
    assert totals["net_cost_minor"] == DISBURSED + INTERNAL - REPAID
    given = samverk.report("in-kind", "bryggan")
    assert given["totals"]["delivered_minor"] == 660_000  # (10 + 12,5 + 7,5) × 220


def what_the_bank_was_asked(desk):
    """Read the files for the bank as the bank does."""
    sums = []
    for file in ("ut-1.xml", "ut-2.xml"):
        text = Path(file).read_text("utf-8")
        names = re.findall(r"<EndToEndId>([^<]+)<", text)
        amounts = re.findall(r'<InstdAmt Ccy="SEK">([^<]+)<', text)
        sums.append(dict(zip(names, amounts, strict=True)))
    one, two = (f"SV-bryggan-{desk.names[name]}" for name in ("b1", "b2"))
    assert sums == [{one: "20000.00", two: "10000.00"}, {two: "10000.00"}]


def where_a_payment_came_from(samverk, desk):
    """Go from a figure to its events, and from each to the file that it came from."""
    asked = ("explain", "agreement", "bryggan", "--line", "L3", "--year", "2025")
    made = samverk.ok(*asked, "--measure", "paid", "-O", "json").json
    changes = [row["change_minor"] for row in made["rows"]]
    assert changes == [
        3_000_000,
        1_500_000,
        1_550_000,
        -1_500_000,
        1_000_000,
        -1_000_000,
        1_000_000,
    ]
    assert made["figure"]["value"] == PAID["L3"]
    first = samverk.ok("show", made["rows"][0]["position"], "-O", "json").json
    assert first["causation"] == desk.names["jan"]
    assert "januari.csv" in samverk.ok("show", first["causation"]).out
    rows = samverk.ok("imports", "show", desk.names["jan"], "-O", "json").json["rows"]
    vouchers = [(x["voucher"], x["line"]) for x in rows]
    assert vouchers == [
        *(("A 101", "L1"), ("A 102", "L2"), ("A 103", "L3"), ("A 104", "L4")),
        ("A 105", None),  # as it was when the file was read
    ]


def what_goes_out(samverk):
    """Read what goes to the bookkeeping program and to the public, and sum it."""
    samverk.ok("export", "sie", "--period", "2025", "--accounts", "konton.toml", "-o", "ut.si")
    sums = {}
    for account, amount in re.findall(
        r"#TRANS (\d+) \{[^}]*\} (-?[\d.]+)", Path("ut.si").read_text("cp437")
    ):
        sums[account] = sums.get(account, 0) + round(float(amount) * 100)
    assert sums == {
        "4510": PAID["L1"] - REPAID,
        "5010": PAID["L2"],
        "4520": PAID["L3"],
        "7910": PAID["L4"],
        "1930": REPAID - DISBURSED,
        "7990": -INTERNAL,
    }
    samverk.ok("export", "open-ledger", "--period", "2025", "-o", "oppen.csv")
    with Path("oppen.csv").open(encoding="utf-8-sig", newline="") as file:
        published = sum(round(float(row["nettobelopp"]) * 100) for row in csv.DictReader(file))
    assert published == DISBURSED
    samverk.ok("export", "datapackage", "-o", "paket")


def what_the_package_says():
    """Recompute from the tables, without the program, what lines cost and which file said so."""

    def table(name):
        with Path("paket", f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    sums = {}
    for row in table("postings"):
        key = row["line"], row["account"]
        sums[key] = sums.get(key, 0) + int(row["amount_minor"])
    assert {line: sum(sums.get((line, x), 0) for x in COSTS) for line in PAID} == PAID
    assert sums["L1", "Equity:Claims:Settled"] == REPAID
    balances = {
        (row["line"], row["account"]): int(row["amount_minor"]) for row in table("balances")
    }
    assert {key: n for key, n in sums.items() if n} == {key: n for key, n in balances.items() if n}
    events = {row["position"]: row for row in table("events")}
    read = {at for at, row in events.items() if row["event"] == "import-read/1"}
    came = {row["voucher"] for row in events.values() if row["causation"] in read}
    assert {"A 101", "A 207", "A 802"} < came
