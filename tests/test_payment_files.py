"""Accounts, and files by which a bank pays requests, on the command line: on both databases."""

from datetime import date
from hashlib import sha256

import pytest
import xmlschema
from ssh_keys import needs_openssh
from test_attesting import ADMIN, KS, TERM, Office, office  # noqa: F401 - a fixture
from test_pain import SCHEMA, read

pytestmark = needs_openssh
FROM = ("--from", "991-2346", "--until", "2024-04-30")
TODAY = date.today().isoformat()  # noqa: DTZ011 - the day that the test runs


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
    content = file.read_bytes()
    assert done["payment_file"]["sha256"] == sha256(content).hexdigest()
    xmlschema.XMLSchema(str(SCHEMA)).validate(content.decode())
    payments, stated = read(content)
    assert [(x, str(y)) for x, _day, y in payments] == [
        (f"SV-herrgarden-{one}", "178750.00"),
        (f"SV-herrgarden-{two}", "50000.50"),
    ]
    assert {day for _x, day, _y in payments} == {TODAY}  # banks take no day that has gone
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
    assert bank.program.ok("verify", "--json", actor=None).json["findings"] == []
