"""Accounts, and files by which a bank pays requests, on the command line: on both databases."""

import json
from hashlib import sha256

import pytest
import xmlschema
from conftest import this_day
from forks import Running
from ssh_keys import needs_openssh
from test_attesting import ADMIN, KS, TERM, Office, office  # noqa: F401 - a fixture
from test_pain import SCHEMA, read

from ledger.exchange import payment_orders

pytestmark = needs_openssh
FROM = ("--from", "991-2346", "--until", "2024-04-30")


class Bank(Office):
    """An office that has accounts, and asks a bank to pay."""

    def account(self, party, *words, by="a", confirmed_by="b"):
        """Add an account, and let somebody else confirm it; return its position."""
        at = self.ok(by, "party", "account", "add", party, *words)
        if confirmed_by:
            self.ok(confirmed_by, "party", "account", "confirm", at)
        return at

    def approved(self, amount="100 000", **more):
        """Return the position of a request that was approved."""
        at = self.request(amount, **more)
        self.ok("b", "request", "review", at)
        self.ok("d", "request", "approve", at)
        return int(at)

    def send(self, file, *words, charged=FROM):
        """Ask for a file; return what was said of it."""
        done = self.do("a", "export", "payments", *charged, "-o", file, *words, "-O", "json")
        assert done.status == 0, done.err
        return {**done.json, "err": done.err}

    def not_sent(self, file, *words, charged=FROM):
        """Ask for a file that is refused; return the code."""
        done = self.do("a", "export", "payments", *charged, "-o", file, *words)
        assert done.status != 0, done.out
        assert not file.exists()
        return done.code


@pytest.fixture
def bank(office, tmp_path):  # noqa: F811
    """The office, with confirmed accounts of who pays and who is paid."""
    made = Bank(office.program, tmp_path / "keys")
    made.account("kommunstyrelsen", "--bankgiro", "991-2346", "--town", "Malmö")
    made.account("radda-barnen", "--bankgiro", "5050-1055", "--town", "Stockholm")
    return made


def test_two_people_see_to_an_account_and_the_newest_confirmed_is_used(office, tmp_path):  # noqa: F811
    bank = Bank(office.program, tmp_path)
    add = ("party", "account", "add", "radda-barnen")
    assert bank.refused("a", *add, "--bankgiro", "5050-1056")[0] == "bad-account"
    assert bank.refused("a", *add, "--bankgiro", "1", "--iban", "2")[1].startswith("Usage")
    assert bank.refused("a", *add, "--account", "1")[1].startswith("Usage")
    first = bank.account("radda-barnen", "--bankgiro", "5050-1055", confirmed_by=None)
    code, said = bank.refused("a", "party", "account", "confirm", first)
    assert code == "own-account"
    assert "telephone" in said
    if bank.is_file:
        assert bank.refused("A", "party", "account", "confirm", first)[0] == "own-account"
    assert bank.refused("b", "party", "account", "confirm", "1")[0] == "unknown-account"
    bank.ok("b", "party", "account", "confirm", first)
    second = bank.account(
        "radda-barnen", "--clearing", "5140", "--account", "321 56 42", confirmed_by=None
    )
    rows = bank.program.ok("party", "account", "list", "-O", "json").json["rows"]
    assert [(row["position"], row["standing"]) for row in rows] == [
        (int(first), "in use"),
        (int(second), "to confirm"),
    ]
    bank.ok("c", "party", "account", "confirm", second)
    listed = bank.program.ok("party", "account", "list", "--party", "radda-barnen", lang="sv").out
    assert "i bruk" in listed
    assert "ersatt" in listed
    assert bank.refused("d", "party", "account", "confirm", second)[0] == "account-confirmed"
    assert bank.program.ok("verify", "--json", actor=None).json["findings"] == []


def test_what_is_approved_and_due_is_sent_once_and_made_again_to_the_byte(bank, tmp_path):
    one = bank.approved("178 750")
    two = bank.approved("50 000.50", due="2024-04-30")
    later = bank.approved("1", due="2024-05-01")
    waits = int(bank.request("2"))
    file = tmp_path / "ut.xml"
    dry = bank.send(file, "-n")
    assert dry["dry_run"] is True
    assert not file.exists()
    done = bank.send(file)
    assert done["payment_file"]["requests"] == [one, two]
    assert done["left_out"] == []
    assert "no organisation number" in done["err"]
    content = file.read_bytes()
    assert done["payment_file"]["sha256"] == sha256(content).hexdigest()
    xmlschema.XMLSchema(str(SCHEMA)).validate(content.decode())
    payments, stated = read(content)
    assert [(x, str(y)) for x, _day, y in payments] == [
        (f"SV-herrgarden-{one}", "178750.00"),
        (f"SV-herrgarden-{two}", "50000.50"),
    ]
    days = {day for _x, day, _y in payments}
    assert days == {this_day().isoformat()}  # banks take no day that has gone
    assert [str(total) for _n, total in stated] == ["228750.50"] * 2
    (made,) = done["recorded"]
    assert made["event"] == "payment-file-made/1"

    # Once more, while nothing is new: the same bytes, and nothing recorded.
    head = bank.program.ok("status", "-O", "json").json["events"]
    other = tmp_path / "igen.xml"
    repeated = bank.send(other)
    assert repeated["repeated"] is True
    assert repeated["recorded"] == []
    assert "the same file as before" in repeated["err"]
    assert other.read_bytes() == content
    assert bank.program.ok("status", "-O", "json").json["events"] == head
    until = ("--from", "9912346", "--until", "2024-04-29")
    assert bank.not_sent(tmp_path / "n.xml", charged=until) == "request-already-sent"

    # What became due since is in a file of its own.
    more = bank.send(
        tmp_path / "mer.xml", charged=("--from", "bg 991-2346", "--until", "2024-05-01")
    )
    assert more["payment_file"]["requests"] == [later]
    assert waits not in more["payment_file"]["requests"]
    listed = bank.program.ok("payment-file", "list", "--open", "-O", "json").json["rows"]
    assert [(x["payments"], x["standing"]) for x in listed] == [(2, "sent"), (1, "sent")]
    again = tmp_path / "en-gang-till.xml"
    bank.ok("a", "payment-file", "again", made["position"], "-o", again)
    assert again.read_bytes() == content
    mixed = bank.do(
        "a", "payment-file", "again", made["position"], "-o", "/dev/stdout", "-O", "json"
    )
    assert (mixed.status, mixed.out) == (2, "")
    assert bank.program.ok("verify", "--json", actor=None).json["findings"] == []


def events(bank):
    return bank.program.ok("status", "-O", "json").json["events"]


def test_what_cannot_be_paid_is_left_out_and_said(bank, tmp_path):
    fritid = ("--board", "fritidsnamnden")
    bank.ok(ADMIN, "authority", "grant", "b", *fritid, "--step", "review", *TERM)
    bank.ok(ADMIN, "authority", "grant", "d", *fritid, "--step", "decide", *TERM)
    last = bank.ok(ADMIN, "authority", "grant", "c", *KS, "--step", "decide", *TERM)
    without = bank.approved("10 000", line="L1")
    assert bank.not_sent(tmp_path / "a.xml") == "account-missing"
    lapses = int(bank.request("20 000"))
    bank.ok("b", "request", "review", lapses)
    bank.ok("c", "request", "approve", lapses, "--authority", last)
    bank.ok(ADMIN, "authority", "withdraw", last, "--reason", "left")
    assert bank.not_sent(tmp_path / "a.xml") == "nothing-to-order"
    paid = bank.approved("30 000")
    done = bank.send(tmp_path / "a.xml")
    assert done["payment_file"]["requests"] == [paid]
    assert [(x["request"], x["code"]) for x in done["left_out"]] == [
        (without, "account-missing"),
        (lapses, "approval-lapsed"),
    ]
    assert "tif has no confirmed account" in done["err"]

    # The board pays from the legal person's account, until it has one of its own.
    bank.account("tif", "--plusgiro", "28 65 43-4")
    bank.account("fritidsnamnden", "--clearing", "5140", "--account", "321 56 42")
    words = ("a", "export", "payments", *FROM)
    assert bank.do(*words, "-o", "-").status == 2  # what was recorded is printed there
    done = bank.do(*words, "-o", tmp_path / "c.xml", "-n", "-O", "json")
    assert [(x["request"], x["code"]) for x in done.json["left_out"]] == [
        (without, "paid-from-own"),
        (lapses, "approval-lapsed"),
    ]
    own = ("--from", "5140 321 56 42", "--until", "2024-04-30")
    assert bank.send(tmp_path / "b.xml", charged=own)["payment_file"]["requests"] == [without]
    assert bank.not_sent(tmp_path / "c.xml", charged=("--from", "1", *own[2:])) == "account-unknown"
    assert bank.program.ok("verify", "--json", actor=None).json["findings"] == []


def test_a_file_is_made_again_to_the_byte_whatever_has_changed_since(bank, tmp_path):
    one, two = bank.approved("10 000"), bank.approved("20 000")
    file, other = tmp_path / "ut.xml", tmp_path / "igen.xml"
    bank.ok("a", "party", "amend", "kommunstyrelsen", "--orgnr", "212000-1124")
    done = bank.send(file)
    at = done["recorded"][0]["position"]
    assert "organisation number" not in done["err"]
    content = file.read_bytes()
    assert content.count(b"<Othr><Id>2120001124</Id></Othr>") == 2
    bank.ok("a", "party", "amend", "radda-barnen", "--name", "Rädda Barnens Riksförbund")
    bank.account("radda-barnen", "--bankgiro", "378-3511")
    bank.ok("a", "request", "cancel", one, "--reason", "twice")
    assert bank.send(file)["repeated"] is True
    bank.ok("a", "payment-file", "again", at, "-o", other)
    assert file.read_bytes() == other.read_bytes() == content
    assert b"50501055" in content

    told = bank.do("a", "payment-file", "again", at, "-o", other, "-O", "json")
    assert told.json["payment_file"]["requests"] == [one, two]
    assert f"Request #{one} in it: it was cancelled." in told.err

    # Voided: what is unpaid goes into another file, to the account that is in use by then.
    bank.ok("c", "payment-file", "void", at, "--reason", "the bank turned it down")
    assert (
        bank.refused("c", "payment-file", "void", at, "--reason", "r")[0] == "unknown-payment-file"
    )
    assert bank.refused("a", "payment-file", "again", at, "-o", other)[0] == "unknown-payment-file"
    done = bank.send(tmp_path / "ny.xml")
    assert done["payment_file"]["requests"] == [two]
    assert b"3783511" in (tmp_path / "ny.xml").read_bytes()
    rows = bank.program.ok("payment-file", "list", "-O", "json").json["rows"]
    assert [x["standing"] for x in rows] == ["voided", "sent"]
    bank.ok("a", "request", "cancel", two, "--reason", "twice")
    now = done["recorded"][0]["position"]
    assert bank.refused("c", "payment-file", "void", now, "--reason", "r")[0] == "payment-file-paid"
    assert bank.program.ok("verify", "--json", actor=None).json["findings"] == []


def test_nothing_is_recorded_where_the_file_cannot_be_written(bank, tmp_path):
    bank.approved()
    head = events(bank)
    for file in (tmp_path / "no" / "such.xml", tmp_path):
        done = bank.do("a", "export", "payments", *FROM, "-o", file)
        assert done.status != 0
        assert events(bank) == head
    assert bank.send(tmp_path / "ut.xml")["repeated"] is False
    assert list(tmp_path.glob(".samverk-*")) == []


def test_two_clients_at_the_same_time_make_one_file(bank, tmp_path):
    """Whoever comes second finds the file made, and writes it, too."""
    at = bank.approved()
    place, named = bank.program.home.place_of("a")
    options = ["--book", str(place), "--lang", "en", *named]
    running = [
        Running([*options, "export", "payments", *FROM, "-o", str(tmp_path / f"{n}.xml")])
        for n in range(3)
    ]
    for one in running:
        with one:
            _out, err = one.communicate()
            assert one.returncode == 0, err
    rows = bank.program.ok("payment-file", "list", "-O", "json").json["rows"]
    assert [row["waiting"] for row in rows] == [[f"#{at}"]]
    (content,) = {(tmp_path / f"{n}.xml").read_bytes() for n in range(3)}
    assert sha256(content).hexdigest() == rows[0]["sha256"]


def test_a_file_is_made_anew_where_a_payee_changes_meanwhile(bank, tmp_path, monkeypatch):
    """Else money went to the account before, and the file could not be made again."""
    bank.approved()
    made, changes = payment_orders.order, [("--bankgiro", "378-3511")]

    def slowly(*words):
        done = made(*words)
        while changes:
            bank.account("radda-barnen", *changes.pop())
        return done

    monkeypatch.setattr(payment_orders, "order", slowly)
    at = bank.send(tmp_path / "ut.xml")["recorded"][0]["position"]
    assert b"3783511" in (tmp_path / "ut.xml").read_bytes()
    bank.ok("a", "payment-file", "again", at, "-o", tmp_path / "igen.xml")
    assert (tmp_path / "igen.xml").read_bytes() == (tmp_path / "ut.xml").read_bytes()


def test_organs_of_a_legal_person_pay_from_the_account_that_they_share(bank, tmp_path):
    at = bank.approved()
    bank.account("fritidsnamnden", "--bankgiro", "991-2346")
    assert bank.send(tmp_path / "ut.xml")["payment_file"]["requests"] == [at]


def test_what_was_in_no_file_is_another_books_payment(bank, tmp_path):
    """Two books may have requests of one name; only who has sent one knows it in a statement."""
    at = bank.approved()
    back = tmp_path / "kontoutdrag.xml"
    back.write_text(statement(1, (100_000, "R1", f"SV-herrgarden-{at}")))
    taken = bank.do("a", "import", back, "-O", "json")
    assert [row["code"] for row in taken.json["rows"]] == ["route-missing"]
    file = bank.send(tmp_path / "ut.xml")["recorded"][0]["position"]
    bank.ok("a", "payment-file", "void", file, "--reason", "wrong")  # but the bank has paid it
    taken = bank.do("a", "import", back, "-O", "json")
    assert taken.json["counts"]["recorded"] == 1, taken.out


def test_a_file_whose_payment_was_taken_back_is_not_paid(bank, tmp_path):
    one, two = bank.approved("10 000"), bank.approved("20 000")
    bank.send(tmp_path / "ut.xml")
    back = tmp_path / "kontoutdrag.xml"
    back.write_text(statement(1, (10_000, "R1", f"SV-herrgarden-{one}")))
    assert bank.do("a", "import", back).status == 0
    bank.ok("c", "request", "return", two, "--reason", "wrong")
    (row,) = bank.program.ok("payment-file", "list", "-O", "json").json["rows"]
    assert (row["standing"], row["waiting"]) == ("over", [])
    assert "avslutad" in bank.program.ok("payment-file", "list", lang="sv").out


def statement(number, *entries, day="2024-04-03"):
    """Return a bank's statement: amount out (in: below zero), bank's reference, name of payment."""
    told = "".join(
        f"""<Ntry><Amt Ccy="SEK">{abs(amount):.2f}</Amt>
<CdtDbtInd>{"DBIT" if amount > 0 else "CRDT"}</CdtDbtInd>
<RvslInd>{"true" if amount < 0 else "false"}</RvslInd><Sts>BOOK</Sts>
<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{own}</AcctSvcrRef>
<NtryDtls><TxDtls><Refs><EndToEndId>{name}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>"""
        for amount, own, name in entries
    )
    total = -sum(amount for amount, _own, _name in entries)
    balances = "".join(
        f"""<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">{value:.2f}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2024-04-03</Dt></Dt></Bal>"""
        for code, value in (("OPBD", 900_000), ("CLBD", 900_000 + total))
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M{number}</MsgId><CreDtTm>2024-04-03T18:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S{number}</Id><CreDtTm>2024-04-03T18:00:00</CreDtTm>
<Acct><Id><Othr><Id>9912346</Id></Othr></Id></Acct>{balances}{told}</Stmt>
</BkToCstmrStmt></Document>"""


def test_out_to_the_bank_and_back(bank, tmp_path):
    """Request, attest, file, statement, recorded with the bank's reference; one comes back."""
    _one, two = bank.approved("100 000"), bank.approved("100 000")
    file = tmp_path / "ut.xml"
    first = bank.send(file)["recorded"][0]["position"]
    names = [name for name, _day, _amount in read(file.read_bytes())[0]]

    def standing():
        rows = bank.program.ok("request", "list", "-O", "json").json["rows"]
        return [row["status"] for row in rows]

    def due(kind):
        rows = bank.program.ok("due", "-O", "json").json["rows"]
        return [row["position"] for row in rows if row["kind"] == kind]

    assert due("sent-payment") == [first, first]
    assert due("payment") == []
    back = tmp_path / "kontoutdrag.xml"
    back.write_text(statement(1, (100_000, "R1", names[0]), (100_000, "R2", names[1])))
    taken = bank.do("a", "import", back, "-O", "json")
    assert taken.status == 0, taken.err
    assert taken.json["counts"]["recorded"] == 2, taken.out
    assert standing() == ["paid", "paid"]
    assert due("sent-payment") == []
    listed = bank.program.ok("log", "-O", "json", "--event", "disbursement-recorded")
    payment = json.loads(listed.out)["rows"][-1]["position"]
    shown = bank.program.ok("show", payment, "-O", "json").json
    assert shown["fact"]["bank_reference"] == "9912346/R2/1"
    assert shown["causation"] == two
    again = bank.do("a", "import", back, "-O", "json")
    assert again.json["counts"]["already"] == 2, again.out

    # The second payment comes back: the request is unpaid again, and in a file that stands.
    back.write_text(statement(2, (-100_000, "R3", names[1])))
    returned = bank.do("a", "import", back, "-O", "json")
    assert returned.status == 0, returned.out
    assert standing() == ["paid", "approved"]
    assert due("sent-payment") == [first]
    bank.account("radda-barnen", "--bankgiro", "378-3511")
    bank.ok("a", "payment-file", "void", first, "--reason", "The account was closed")
    second = bank.send(tmp_path / "ny.xml")
    assert second["payment_file"]["requests"] == [two]
    back.write_text(statement(3, (100_000, "R4", names[1])))
    assert bank.do("a", "import", back, "-O", "json").json["counts"]["recorded"] == 1
    assert standing() == ["paid", "paid"]
    # What the bank pays once more, against the book, is a row that is refused.
    back.write_text(statement(4, (100_000, "R5", names[0])))
    twice = bank.do("a", "import", back, "-O", "json")
    assert twice.status != 0
    assert [row["code"] for row in twice.json["rows"]] == ["looks-recorded"]
    assert bank.program.ok("verify", "--json", actor=None).json["findings"] == []


def test_what_lapsed_after_the_file_is_refused_until_somebody_approves_anew(bank, tmp_path):
    at = bank.approved()
    bank.send(tmp_path / "ut.xml")
    mandates = bank.program.ok("authority", "list", "-O", "json").json["rows"]
    (own,) = [x["position"] for x in mandates if x["actor"] == "d"]
    bank.ok(ADMIN, "authority", "withdraw", own, "--reason", "left")
    back = tmp_path / "kontoutdrag.xml"
    back.write_text(
        statement(1, (100_000, "R1", f"SV-herrgarden-{at}"), day=this_day().isoformat())
    )
    taken = bank.do("a", "import", back, "-O", "json")
    assert taken.status != 0
    assert [row["code"] for row in taken.json["rows"]] == ["approval-lapsed"]
    kinds = [x["kind"] for x in bank.program.ok("due", "-O", "json").json["rows"]]
    assert {"lapsed-approval"} <= set(kinds)
    bank.ok("c", "request", "approve", at)
    assert bank.do("a", "import", back, "-O", "json").json["counts"]["recorded"] == 1
