"""From a request to an attested payment, on the command line, in a file and on a server."""

from datetime import date

import pytest
from at_terminal import AtTerminal
from conftest import FileHome
from prepared import _CONCLUDED, EXAMPLE
from ssh_keys import make_key, needs_openssh

TERM = ("--from", "2024-01-01", "--to", "2199-12-31", "--decision", "KS § 4")
KS = ("--board", "kommunstyrelsen")
ADMIN = None  # grants mandates: on a server, who runs the book


class Office:
    """People with their keys; each command is one person's."""

    def __init__(self, program, folder):
        self.program, self._keys = program, folder
        self.is_file = isinstance(program.home, FileHome)

    def key(self, actor):
        """Let the book know a person's key; only a file needs it."""
        if self.is_file:
            file = make_key(self._keys / actor)
            self.ok(ADMIN, "actor", "add-key", actor, f"{file}.pub")

    def do(self, actor, *words):
        """Let somebody give a command, and sign what has to be signed."""
        signs = self.is_file and words[:2] in {("request", "review"), ("request", "approve")}
        own = self._keys / str(actor)
        more = ("--sign-key", own) if signs and own.exists() else ()
        return self.program(*words, *more, actor=actor)

    def ok(self, actor, *words):
        """Let somebody give a command that succeeds; return the first position recorded."""
        done = self.do(actor, *words)
        assert done.status == 0, done.err
        told = [line for line in done.out.splitlines() if line.startswith("#")]
        return told[0].split()[0].removeprefix("#") if told else None

    def refused(self, actor, *words):
        """Let somebody give a command that is refused; return the code and the text."""
        done = self.do(actor, *words)
        assert done.status != 0
        return done.code, done.err

    def request(self, amount, due="2024-04-01", on="2024-03-01", line="L2", actor="a"):
        words = ("request", "pay", "herrgarden", line, amount, "--due", due, "--on", on)
        return self.ok(actor, *words)

    def pay(self, amount, *more, on="2024-04-01"):
        words = ("record", "disbursement", "herrgarden", "L2", amount, "--on", on, "--voucher", "V")
        return self.do("a", *words, *more)

    def balance(self):
        """Return what is said of L2 in 2024, in öre."""
        rows = self.program.report("agreement", "herrgarden")["rows"]
        (row,) = [x for x in rows if (x["line"], x["year"]) == ("L2", 2024)]
        return [row[f"{x}_minor"] for x in ("requested", "reserved", "available", "remaining")]


def kr(*amounts):
    return [round(x * 100) for x in amounts]


@pytest.fixture
def office(samverk, tmp_path):
    """The real agreement in force, attested, with a reviewer b, and c and d who decide."""
    text = EXAMPLE.read_text(encoding="utf-8")
    file = tmp_path / "attested.toml"
    file.write_text(text.replace("signatories = ", 'attest = "two"\nsignatories = ', 1), "utf-8")
    samverk.ok("agreement", "propose", file)
    for actor, words in _CONCLUDED:
        samverk.ok(*words, actor=actor)
    made = Office(samverk, tmp_path / "keys")
    for actor in "bcd":
        made.key(actor)
    made.ok(ADMIN, "authority", "grant", "b", *KS, "--step", "review", *TERM)
    made.ok(ADMIN, "authority", "grant", "c", *KS, "--step", "decide", "--limit", "150 000", *TERM)
    made.ok(ADMIN, "authority", "grant", "d", *KS, "--step", "decide", "--limit", "500 000", *TERM)
    return made


@needs_openssh
def test_a_quarter_is_requested_reviewed_approved_and_paid(office):
    at = office.request("178 750")
    assert office.balance() == kr(178_750, 0, 536_250, 715_000)
    assert office.refused("c", "request", "approve", at)[0] == "not-reviewed"
    office.ok("b", "request", "review", at)
    assert office.refused("b", "request", "approve", at)[0] == "same-actor"
    code, said = office.refused("c", "request", "approve", at)
    assert code == "over-limit"
    assert "28,750" in said
    assert office.pay("178 750").code == "request-missing"
    office.ok("d", "request", "approve", at)
    assert office.balance() == kr(0, 178_750, 536_250, 715_000)
    assert office.pay("178 750.01").code == "differs-from-request"
    paid = office.pay("178 750")
    assert paid.status == 0, paid.err
    assert office.balance() == kr(0, 0, 536_250, 536_250)
    shown = office.program.ok("request", "show", at, "-O", "json").json
    assert (shown["status"], shown["paid_minor"]) == ("paid", 17_875_000)
    payment = office.program.ok("show", shown["payment"], "-O", "json").json
    assert payment["causation"] == int(at)
    assert office.pay("178 750", "--again").code == "request-missing"
    assert office.program.ok("verify", "--json", actor=None).json["findings"] == []


@needs_openssh
def test_in_80_columns_one_reads_the_step_of_a_mandate_and_how_far_a_request_has_come(
    office, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "80")
    at = office.request("178 750")
    for words, wanted in (
        (("authority", "list"), ("decide", "review", "2199-12-31")),
        (("request", "list"), (f"{at}  herrgarden  L2", "requested")),
    ):
        out = office.program.ok(*words).out
        assert [x for x in wanted if x not in out] == [], out
        assert max(map(len, out.splitlines())) <= 80


@needs_openssh
def test_a_request_that_is_none_says_where_those_are(office):
    office.request("178 750")
    said = office.refused("b", "request", "review", "1")
    assert said[0] == "unknown-request"
    assert "none" not in said[1]
    assert "samverk request list --open" in said[1]


@needs_openssh
def test_an_approved_request_is_what_pay_proposes(office):
    at = office.request("178 750")
    office.ok("b", "request", "review", at)
    words = ("pay", "herr", "L2", "--voucher", "V", "--on", "2024-04-01")
    assert office.program(*words, "--request", at).code == "not-approved"
    office.ok("d", "request", "approve", at)
    assert office.program(*words).status == 2, "nobody can be asked"
    with AtTerminal(office.program, "pay", "herr", "L3", "--on", "2024-04-01") as user:
        status, shown = user.sees("request-missing").ends()
    assert status == 3, "nothing is asked that leads nowhere"
    assert "Amount" not in shown
    with AtTerminal(office.program, "pay", "--on", "2024-04-01") as user:
        user.sees("Voucher: ").types("V")
        user.sees("L2 2024 · 178,750 → Rädda Barnen · V", "[Y/n]: ").types("")
        status, shown = user.ends()
    assert status == 0, shown
    assert office.balance() == kr(0, 0, 536_250, 536_250)


@needs_openssh
def test_a_payment_in_two_parts_does_not_come_under_the_limit(office):
    first = office.request("89 375")
    office.ok("b", "request", "review", first)
    office.ok("c", "request", "approve", first)
    second = office.request("89 375")
    office.ok("b", "request", "review", second)
    code, said = office.refused("c", "request", "approve", second)
    assert code == "over-limit"
    assert "28,750" in said
    assert office.pay("89 375").status == 0
    assert office.refused("c", "request", "approve", second)[0] == "over-limit"
    other = office.request("10", line="L3")  # the same payee, board and day
    office.ok("b", "request", "review", other)
    assert office.refused("c", "request", "approve", other)[0] == "over-limit"
    rows = office.program.ok("request", "list", "--open", "-O", "json").json["rows"]
    assert [str(x["position"]) for x in rows] == [second, other]
    assert {x["status"] for x in rows} == {"reviewed"}


@needs_openssh
def test_what_is_unpaid_when_the_mandate_ends_is_approved_anew(office):
    at = office.request("1 000")
    office.ok("b", "request", "review", at)
    office.ok("d", "request", "approve", at)
    mandates = office.program.ok("authority", "list", "-O", "json").json["rows"]
    (mandate,) = [x["position"] for x in mandates if x["actor"] == "d"]
    ended = ("authority", "withdraw", mandate, "--on", "2024-03-31", "--reason", "slutat")
    office.ok(ADMIN, *ended)
    assert office.refused(ADMIN, *ended)[0] == "authority-not-in-force"
    for day, holders in (("2024-03-30", "bcd"), ("2024-03-31", "bc"), ("2023-12-31", "")):
        words = ("authority", "list", "--on", day, *KS, "-O", "csv")
        shown = office.program.ok(*words).out
        assert sorted(x for x in "bcd" if f",{x}," in shown) == list(holders), shown
    assert office.pay("1 000").code == "approval-lapsed"
    assert office.pay("1 000", on="2024-03-30").status == 0  # it had left the account before
    taken = office.program.ok("log", "-O", "json").json["rows"][-1]["position"]
    office.ok("a", "reverse", taken, "--reason", "fel dag")
    row = office.program.ok("request", "list", "-O", "json").json["rows"][0]
    assert (row["status"], row["approved_by"]) == ("lapsed", "d")
    office.ok("c", "request", "approve", at)
    assert office.pay("1 000", "--again").status == 0
    assert office.program.ok("verify", "--json", actor=None).json["findings"] == []


@needs_openssh
def test_what_was_requested_before_the_end_is_paid_after_it(office):
    at, late = (
        office.request("1 000"),
        ("request", "pay", "herrgarden", "L2", "5", "--due", "2024-07-01"),
    )
    office.ok("b", "request", "review", at)
    office.ok("d", "request", "approve", at)
    ends = ("--notice-on", "2024-03-05", "--ends", "2024-03-31", "--ground", "g", "--decision", "§")
    office.ok("a", "agreement", "terminate", "herrgarden", "--by", "kommunstyrelsen", *ends)
    assert office.refused("a", *late, "--on", "2024-04-01")[0] == "agreement-ended"
    assert office.pay("1 000", on="2024-04-15").status == 0
    again = office.request("5", on="2024-03-30")
    office.ok("a", "agreement", "settle", "herrgarden", "--on", "2024-04-20")
    assert office.refused("a", "agreement", "close", "herrgarden")[0] in {
        "several-refused",
        "request-open",
    }
    office.ok("a", "request", "cancel", again, "--reason", "behövs inte")


@needs_openssh
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_what_is_missing_is_said_and_no_way_round_is_taught(office, lang):
    at = office.request("1 000")
    words = ("request", "review", at)
    claimed = office.program(*words, actor="b", lang=lang)
    if office.is_file:
        assert claimed.code == "assurance-too-low"
        assert "--sign-key" in claimed.err
        assert "--actor" not in claimed.err
    else:
        assert claimed.status == 0
    office.ok(ADMIN, "actor", "represents", "d", "radda-barnen")
    nobody = office.program("request", "review", at, actor="z", lang=lang)
    assert nobody.code == ("no-authority" if office.is_file else "already-reviewed")
    if office.is_file:
        office.ok("b", *words)
    assert office.refused("d", "request", "approve", at)[0] == "conflict-of-interest"
    own = office.program("request", "return", at, "--reason", "fel", actor="a", lang=lang)
    assert own.code == "same-actor"
    assert "--actor" not in own.err
    mandate = ("authority", "grant", "e", *KS, "--step", "decide", *TERM)
    if office.is_file:
        assert office.program(*mandate, actor="E", lang=lang).code == "own-authority"
    listed = office.program.ok("actor", "list", lang=lang).out
    assert "radda-barnen" in listed
    if office.is_file:
        rows = office.program.ok("actor", "list", "-O", "json").json["rows"]
        registered = {x["actor"]: x["registered_by"] for x in rows}
        ((by, at_key),) = (x.split() for x in registered["b"])
        assert by in listed.split()
        assert office.program.ok("show", at_key[1:], "-O", "json").json["actor"] == by


@needs_openssh
def test_the_page_of_a_request_says_what_shows_who_saw_to_it(office):
    at = office.request("1 000")
    review = office.ok("b", "request", "review", at)
    approval = office.ok("d", "request", "approve", at)
    shown = " ".join(office.program.ok("request", "show", at).out.split())
    told = f"{'Signed' if office.is_file else 'Not signed'}: #{review}, #{approval}."
    assert told in shown
    other = "Not signed" if office.is_file else " Signed"
    assert other not in shown


@needs_openssh
def test_what_cannot_be_taken_back_is_ended_otherwise_and_one_is_told_how(office):
    at = office.request("1 000")
    code, said = office.refused("e", "reverse", at, "--reason", "fel")
    assert code == "not-reversible"
    for words in ("request return", "request cancel", "authority withdraw", "actor retire-key"):
        assert f"samverk {words}" in " ".join(said.split())
    for words in (("review", "9999"), ("approve", "9999"), ("show", "9999")):
        code, said = office.refused("b", "request", *words)
        assert code == "unknown-request"
        assert "none" not in said.split("Hint", 1)[1], "there is one"


@needs_openssh
def test_the_request_says_which_agreement_is_paid(office, tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8")
    file = tmp_path / "another.toml"
    text = text.replace('id = "herrgarden"', 'id = "annat"', 1)
    file.write_text(text.replace("STK-2021-567", "STK-2021-568"), "utf-8")
    office.program.ok("agreement", "propose", file)
    at = office.request("1 000")
    office.ok("b", "request", "review", at)
    office.ok("d", "request", "approve", at)
    words = ("pay", "--request", at, "--voucher", "V", "--on", "2024-04-01")
    office.ok("a", *words)
    assert office.balance() == kr(0, 0, 714_000, 714_000)
    assert office.refused("a", *words[:2], "9999", *words[3:])[0] == "unknown-request"


def test_a_limit_is_told_with_its_currency(samverk, concluded):
    words = ("grant", "e", *KS, "--step", "decide", "--limit", "1 000", "--currency", "nok", *TERM)
    assert "up to 1,000 NOK" in samverk.ok("authority", *words, actor=ADMIN).out


@needs_openssh
def test_an_activity_is_requested_line_by_line_and_paid_at_once(samverk, tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8")
    for line, share in {"L2": "40", "L3": "35", "L1": "25"}.items():
        told = f'id = "{line}"\nactivity = "motesplats"\nshare = "{share} %"'
        text = text.replace(f'id = "{line}"', told)
    text = text.replace("signatories = ", 'attest = "two"\nsignatories = ', 1)
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    samverk.ok("agreement", "propose", tmp_path / "own.toml")
    for actor, words in _CONCLUDED:
        samverk.ok(*words, actor=actor)
    office = Office(samverk, tmp_path / "keys")
    for actor in "bdgh":
        office.key(actor)
    for actor, board, step in (
        ("b", "kommunstyrelsen", "review"),
        ("d", "kommunstyrelsen", "decide"),
        ("g", "fritidsnamnden", "review"),
        ("h", "fritidsnamnden", "decide"),
    ):
        office.ok(ADMIN, "authority", "grant", actor, "--board", board, "--step", step, *TERM)
    office.request("100.01", line="motesplats")
    rows = samverk.ok("request", "list", "-O", "json").json["rows"]
    assert {x["line"]: x["amount_minor"] for x in rows} == {"L1": 2500, "L2": 4001, "L3": 3500}
    at = {x["line"]: str(x["position"]) for x in rows}
    for line, own in (("L2", "bd"), ("L3", "bd"), ("L1", "gh")):
        office.ok(own[0], "request", "review", at[line])
        office.ok(own[1], "request", "approve", at[line])
    assert office.refused("d", "request", "approve", at["L1"])[0] == "already-approved"
    few = ("--on", "2024-04-01", "--voucher", "V", "--dry-run")
    shown = samverk.ok("pay", "herr", "motes", "--request", at["L2"], *few).out
    assert [x in shown for x in ("25 →", "40.01 →", "35 →")] == [True] * 3, "all that was asked"
    assert "40.01 →" in samverk.ok("pay", "herr", "--request", at["L2"], *few).out
    pay = ("record", "disbursement", "herrgarden", "motesplats", "100.01", "--on", "2024-04-01")
    office.ok("a", *pay, "--voucher", "V")
    rows = samverk.ok("request", "list", "-O", "json").json["rows"]
    assert {x["line"]: x["paid_minor"] for x in rows} == {"L1": 2500, "L2": 4001, "L3": 3500}
    assert samverk.ok("verify", "--json", actor=None).json["findings"] == []


def test_an_agreement_says_that_its_payments_are_attested(samverk, tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8")
    file = tmp_path / "attested.toml"
    for said, is_good in (('"two"', True), ('"none"', True), ('"three"', False), ("2", False)):
        file.write_text(
            text.replace("signatories = ", f"attest = {said}\nsignatories = ", 1), "utf-8"
        )
        checked = samverk("agreement", "check", file)
        assert (checked.status == 0) == is_good, checked.err
    file.write_text(text.replace("signatories = ", 'attest = "two"\nsignatories = ', 1), "utf-8")
    samverk.ok("agreement", "propose", file)
    for actor, words in _CONCLUDED:
        samverk.ok(*words, actor=actor)
    assert samverk.ok("agreement", "show", "herrgarden", "-O", "json").json["attest"] == "two"
    assert "three persons" in " ".join(samverk.ok("agreement", "show", "herrgarden").out.split())
    draft = tmp_path / "draft.toml"
    samverk.ok("agreement", "draft", "herrgarden", "--prolong", "2026", "-o", draft)
    assert 'attest = "two"' in draft.read_text(encoding="utf-8")
    assert "attest" in samverk.ok("agreement", "template").out
    assert "attest" in samverk.ok("agreement", "template", "--schema").json["properties"]


def test_an_agreement_that_says_nothing_of_it_is_shown_as_before(concluded):
    shown = concluded.ok("agreement", "show", "herrgarden", "-O", "json").json
    assert "attest" not in shown


def test_requests_of_a_file_of_commands(samverk, concluded, tmp_path):
    """Where nothing is asked for, a payment may name a request; also in a batch."""
    file = tmp_path / "commands.txt"
    file.write_text(
        "request pay herrgarden L2 100 --due 2024-04-01 --on 2024-03-01\n"
        "request cancel 18 --reason dubblett --on 2024-03-02\n",
        encoding="utf-8",
    )
    concluded.ok("batch", file)
    (row,) = concluded.ok("request", "list", "-O", "json").json["rows"]
    assert (row["status"], row["over_because"]) == ("cancelled", "dubblett")
    assert date.fromisoformat(row["due_on"]) == date(2024, 4, 1)
