"""The sentence and the hint for every code that the ledger answers with.

A sentence has the numbers; a hint has the command that would help. The English text is
written here, the Swedish in ``swedish_refusals.py``. A test holds this table equal to the codes in
the source.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ledger.presentation import display
from ledger.presentation.language import N_, _, translate


class LedgerError(Exception):
    """As it was."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code, self.values = code, values


_END_IT = N_(
    "Nothing was written. Have it finished and try again, or have it ended: SELECT"
    " samverk.let_go({pid}), or an administrator calls pg_terminate_backend({pid})."
)
# code -> (sentence, hint)
TEXTS: dict[str, tuple[str, str]] = {
    # Parties and agreements.
    "party-exists": (
        N_("There is already a party with the id {party}: {name}."),
        N_("Choose another id, or see: samverk party list"),
    ),
    "bad-organisation-number": (
        N_("{number} is no organisation number: its check digit does not hold."),
        N_("Write the ten digits, with or without a hyphen, as in the register."),
    ),
    "party-differs": (
        N_("The file describes the party {party} differently than the book, where it is {name}."),
        N_("Remove its [[party]] block from the file, or see: samverk party list"),
    ),
    "unknown-party": (
        N_("There is no party with the id {party}."),
        N_("See: samverk party list. A new one: samverk party add {party} --name … --kind …"),
    ),
    "unknown-agreement": (
        N_("There is no agreement with the id {agreement}."),
        N_("See: samverk agreement list"),
    ),
    "agreement-exists": (
        N_("There is already an agreement with the id {agreement}."),
        N_("Choose another id in the file, or see: samverk agreement show {agreement}"),
    ),
    "starts-after-ends": (
        N_("The agreement would start {starts} and end earlier, {ends}."),
        N_("Correct starts or ends in the file."),
    ),
    "unknown-currency": (
        N_("{currency} is no currency that this program knows."),
        N_("It knows: {known}"),
    ),
    "unknown-rounding": (
        N_("The rounding '{rounding}' is none that the program knows."),
        N_("Choose one of: {known}"),
    ),
    "no-lines": (
        N_("The agreement {agreement} has no budget line."),
        N_("Write at least one [[line]] in the file."),
    ),
    "line-twice": (
        N_("The line {line} is in the file twice."),
        N_("Give each line an id of its own."),
    ),
    "line-without-amount": (
        N_("The line {line} has no amount for any year."),
        N_('Write it as: amounts = {{ 2024 = "320 000" }}'),
    ),
    "amount-not-positive": (
        N_("The amount is {amount}, and only an amount above zero can be recorded."),
        N_("Money that came back: samverk record repayment. A wrong entry: samverk reverse"),
    ),
    "amount-too-large": (
        N_("{amount} is more than {limit}, the largest amount that is recorded."),
        N_("Look for a digit too many, in this amount or in what it is added to."),
    ),
    "sum-too-large": (
        N_("The sum would be {sum}, and at most {limit} can be kept."),
        N_("Look for a digit too many in what was recorded before: samverk log"),
    ),
    "too-many-decimals": (
        N_("{number} is no number with at most {places} decimals."),
        N_("Round it."),
    ),
    "year-not-kept": (
        N_("The year {year} is not between {first} and {last}."),
        N_("Correct starts or ends in the file."),
    ),
    "year-outside-agreement": (
        N_("The year {year} lies outside the agreement, which runs from {first} to {last}."),
        N_("Give the budget year that the amount belongs to with --year."),
    ),
    "internal-across-entities": (
        N_(
            "The line {line} cannot be internal: {funder} and {performer} are not parts of one"
            " legal person."
        ),
        N_('Write settlement = "external", or correct legal_entity of the two parties.'),
    ),
    "settlement-not-said": (
        N_(
            "The line {line} does not say whether money is paid out: {funder} and {performer} are"
            " parts of one legal person."
        ),
        N_(
            'Write settlement = "internal" on the line if the cost stays within the legal person,'
            ' or settlement = "external" if money is paid to {performer}.'
        ),
    ),
    "no-accountable-signatory": (
        N_("{performer} performs the line {line} and is no signatory, so somebody must answer."),
        N_("Write accountable = with the id of the signatory that answers for it."),
    ),
    "total-differs": (
        N_(
            "The lines of {year} sum to {sum}, and the document states {stated}: a difference of"
            " {difference}."
        ),
        N_("Look for an amount that was typed wrong; then propose the file again."),
    ),
    "unknown-line-in-book": (
        N_("There is no line {line} in the book."),
        N_("Its lines are: {known}"),
    ),
    "unknown-voucher": (
        N_("Nothing in the book has the voucher {voucher}."),
        N_("See the vouchers there are: samverk log -O csv"),
    ),
    "unknown-actor": (
        N_("Nothing in the book was recorded by {actor}."),
        N_("Those who have recorded something: {known}"),
    ),
    "currency-not-there": (
        N_("Nothing that is asked for is in {currency}."),
        N_("It is in: {known}. Leave out --currency, or choose another."),
    ),
    "not-known-then": (
        N_("{id} came with event #{position}, later than what is asked about."),
        N_("Ask about a later time, or leave out --at and --known-at."),
    ),
    "unknown-line": (
        N_("There is no line {line} in the agreement."),
        N_("Its lines are: {known}"),
    ),
    "already-concluded": (
        N_("The agreement was concluded {on}."),
        N_("Later changes of an amount: samverk uplift, reallocate or release"),
    ),
    "already-decided": (
        N_("The line {line} has been decided already, in {decision}."),
        N_("A decision that was recorded wrong: samverk reverse"),
    ),
    "amount-differs": (
        N_(
            "The line {line} is proposed at {proposed} for {year}, and the decision says {decided}."
        ),
        N_("Amend it first: samverk agreement amend {agreement} {line} --year {year} --amount …"),
    ),
    "board-funds-nothing": (
        N_("{board} funds no line of the agreement."),
        N_("See who funds what: samverk agreement show"),
    ),
    "other-boards-line": (
        N_("The line {line} is funded by {funder}, so {board} cannot decide on it."),
        N_("Name the board that funds it: --board {funder}"),
    ),
    "line-undecided": (
        N_("Not decided yet: {lines}. It is for {boards} to decide."),
        N_("Record the decisions: samverk agreement approve (or decline)"),
    ),
    "nothing-approved": (
        N_("No line has been approved, so there is nothing to conclude."),
        N_("Record the approvals: samverk agreement approve"),
    ),
    "not-concluded": (
        N_("The agreement has not been concluded. Lines without a decision: {undecided}."),
        N_("Record the decisions, then: samverk agreement conclude"),
    ),
    # Commitments.
    "rate-not-positive": (
        N_("The rate is {rate} %, and an uplift raises."),
        N_("Write the rate as 2.7% or 2,7%. A commitment that lapses: samverk release"),
    ),
    "rate-too-large": (
        N_("The rate is {rate} %, and at most {limit} % is taken."),
        N_("Write the rate as 2.7% or 2,7%."),
    ),
    "uplift-unusual": (
        N_(
            "{line} would be raised by {amount} for {year}, from {base} to {new}: {percent} %, and"
            " above {most} % is unusual."
        ),
        N_("If it was decided so, add --yes. --amount is the increase; 2.9 per cent is 2.9%"),
    ),
    "line-without-uplift": (
        N_("The line {line} is not marked for uplift."),
        N_("Lines marked for uplift: {marked}"),
    ),
    "uplift-exists": (
        N_(
            "The uplift of {line} for {year} is decided already, in {decision} (event #{position})."
        ),
        N_("If the new decision replaces it, add --supersede"),
    ),
    "nothing-to-supersede": (
        N_("There is no uplift of {line} for {year} to supersede."),
        N_("Leave out --supersede"),
    ),
    "later-uplift-exists": (
        N_("An uplift of {line} for {year} was built on this one (event #{position})."),
        N_("Reverse the later one first: samverk reverse {position} --reason …"),
    ),
    "nothing-to-uplift": (
        N_("The line {line} has no approved amount for {year}."),
        N_("See what is approved: samverk agreement show"),
    ),
    "same-line": (
        N_("The amount would move from {line} to {line}."),
        N_("Name two different lines."),
    ),
    "line-declined": (
        N_("The line {line} was declined, so nothing can be moved to it."),
        N_("See the decisions: samverk agreement show"),
    ),
    "decision-of-which-board": (
        N_("Two boards are concerned, and it is not said which of them decided {reference}."),
        N_("Write each as --decision BOARD=REFERENCE. The boards: {boards}"),
    ),
    "decision-missing": (
        N_("A decision is missing by: {boards}."),
        N_("Write each as --decision BOARD=REFERENCE"),
    ),
    "exceeds-undisbursed": (
        N_("{amount} is {excess} more than the {limit} that is unpaid on {line} {year}."),
        N_("At most {limit} can be moved, released or taken back."),
    ),
    # Money.
    "exceeds-remaining": (
        N_("{amount} is {excess} more than the {limit} that remains on {line} {year}."),
        N_("At most {limit} can be recorded. See what was paid: samverk log --line {line}"),
    ),
    "exceeds-claimable": (
        N_(
            "{amount} is {excess} more than the {limit} of {line} {year} that was disbursed and"
            " not claimed back."
        ),
        N_("At most {limit} can be claimed."),
    ),
    "exceeds-claim": (
        N_("{amount} is {excess} more than the {limit} that is open on the claim."),
        N_("At most {limit} can be recorded. See: samverk log --line {line}"),
    ),
    "internal-line": (
        N_("The line {line} is internal: its money never leaves the municipality."),
        N_("Record the cost: samverk record internal-cost"),
    ),
    "external-line": (
        N_("The line {line} is paid out to its performer; it has no internal costs."),
        N_("Record the payment: samverk record disbursement"),
    ),
    "payee-not-performer": (
        N_("{payee} does not perform the line {line}: {performer} does."),
        N_("Check the line, or leave out --payee: the performer is paid."),
    ),
    "bank-reference-seen": (
        N_("The bank reference {reference} was recorded before, as event #{position}."),
        N_("See it: samverk show {position}"),
    ),
    "unknown-claim": (
        N_("Event #{position} is no recovery claim of this agreement."),
        N_("Its claims are: {known}"),
    ),
    # In kind.
    "party-not-in-agreement": (
        N_("{party} is no party to the agreement."),
        N_("The parties: {known}"),
    ),
    "no-worth": (
        N_("Quantity ({quantity}) and unit value ({unit_value}) must both be above zero."),
        N_("A contribution that did not happen: samverk in-kind reject, or samverk reverse"),
    ),
    "rounds-to-nothing": (
        N_("The result rounds to nothing: the agreement rounds to {rounding}."),
        N_("Record several together, or look for a digit too few."),
    ),
    "quantity-too-large": (
        N_("The quantity would come to {quantity}, and at most {limit} is taken."),
        N_("Look for a digit too many, in this quantity or in those recorded before."),
    ),
    "worth-too-large": (
        N_("Quantity × unit value is {value}; at most {limit} can be recorded."),
        N_("Correct the quantity or the unit value."),
    ),
    "unknown-pledge": (
        N_("Event #{position} is no pledge by {party} in this agreement."),
        N_("Its pledges are: {known}"),
    ),
    "value-differs": (
        N_(
            "The stated value is {stated}, and quantity × unit value is {value}: a difference"
            " of {difference}."
        ),
        N_("Correct the quantity, the unit value or the value."),
    ),
    "not-in-kind": (
        N_("Event #{position} is no contribution in kind that stands: it is '{event}'."),
        N_("Find it with: samverk log --event in-kind-recorded"),
    ),
    "in-kind-decided": (
        N_("The contribution was verified or rejected already, in event #{by}."),
        N_("See it: samverk show {by}"),
    ),
    "same-actor": (
        N_("{actor} recorded it, and somebody else has to do this: four eyes."),
        N_("Let a colleague do it: in a file with --actor, on a server by their own login"),
    ),
    "no-evidence": (
        N_("Event #{position} names no evidence, so there is nothing to verify it against."),
        N_("Reverse it, and record it again with --evidence REFERENCE:FILE"),
    ),
    # Corrections.
    "unknown-position": (
        N_("There is no event #{position} in the book."),
        N_("See what there is: samverk log"),
    ),
    "not-reversible": (
        N_("Event #{position}, '{event}', cannot be taken back."),
        N_("Only decisions, payments, reports, claims and contributions can be reversed."),
    ),
    "is-a-reversal": (
        N_("Event #{position} is itself a reversal."),
        N_("Record again what should stand."),
    ),
    "already-reversed": (
        N_("Event #{position} was reversed already, by event #{by}."),
        N_("See it: samverk show {by}"),
    ),
    "reversal-before-entry": (
        N_("The reversal would be dated {day}, before the entry itself ({entry_day})."),
        N_("Leave out --on, or give a day that is not earlier."),
    ),
    "depended-upon": (
        N_("Event #{position} cannot be taken back, because {because}."),
        N_("Reverse what depends on it first: samverk log shows it"),
    ),
    # Dates.
    "before-basis": (
        N_(
            "{day} is before {basis_day}, the day of what it rests on: '{event}', event"
            " #{position}."
        ),
        N_("Give a day that is not earlier. Is the other day wrong? samverk show {position}"),
    ),
    "date-in-future": (
        N_("{day} is in the future: today is {today}."),
        N_("Record it when it has happened; or correct the day, or the clock of the computer."),
    ),
    "after-end": (
        N_("{day} is after the agreement's end, {ends}."),
        N_("If the day is right, add --outside-term"),
    ),
    "before-start": (
        N_("{day} is before the agreement's start, {starts}."),
        N_("If the day is right, add --outside-term"),
    ),
    "due-before-claim": (
        N_("The claim of {day} would be due before that, {due}."),
        N_("Give a later day with --due"),
    ),
    "pledge-for-the-past": (
        N_("A pledge of {day} cannot be for {year}, which is over by then."),
        N_("Give the day it was made with --on, or record what was done: samverk record in-kind"),
    ),
    # Periods.
    "period-closed": (
        N_("{day} lies in a closed period: everything up to {closed_through} is closed."),
        N_(
            "Date it in an open period; where it has a budget year, give that with --year. Somebody"
            " else may open the newest closed period: samverk period reopen"
        ),
    ),
    "close-out-of-order": (
        N_("{period} cannot be closed now: everything up to {closed_through} is closed."),
        N_("Close the next period: samverk period list"),
    ),
    "period-not-over": (
        N_("{period} is not over: it ends {ends}."),
        N_("Close it when its last day has passed."),
    ),
    "reopen-out-of-order": (
        N_("Only the newest closed period can be opened, and {period} is not it."),
        N_("See: samverk period list"),
    ),
    # Keys.
    "key-conflict": (
        N_("The key {key} was used for something else, event #{position}. Nothing was written."),
        N_("See it: samverk show {position}. If this is another entry, give it another key."),
    ),
    "retry-differs": (
        N_("The key {key} was used for the same, event #{position}, with other {what}."),
        N_(
            "Nothing was written. See it: samverk show {position}. Repeat the command as it was,"
            " or give another key to what is something else."
        ),
    ),
    "clock-behind": (
        N_(
            "The newest event, #{position}, was recorded {newest}, and now it is {now}. Times never"
            " go back along a book, so this would get that time, too. Nothing was written."
        ),
        N_(
            "Correct the clock if it is behind. If it is right, and was ahead then, add"
            " --clock-is-right"
        ),
    ),
    # Reports.
    "mixed-currencies": (
        N_("The report would mix {currencies}, and currencies are never added."),
        N_("Choose one: --currency {first}"),
    ),
    "not-behind": (
        N_("There is nothing to compare with: position {position} is not before {at}."),
        N_("Give an earlier position or time with --compare-to"),
    ),
    "position-ahead": (
        N_("Position {position} is beyond the end of the book, which is event #{head}."),
        N_("See what there is: samverk log"),
    ),
    "not-readable-again": (
        N_("The event '{event}' could not be read again ({cause}). Nothing was recorded."),
        N_("Please tell whoever maintains the program what was to be recorded."),
    ),
    # Files that nothing is written over.
    "overwrites-book": (
        N_("{path} is a book, and a book is never written over."),
        N_("Name another file. To move a book away, use the computer's own commands."),
    ),
    "overwrites-key": (
        N_("{path} is a key, and a key is never written over."),
        N_("Name another file."),
    ),
    "overwrites-log": (
        N_("{path} has the name of a file that the database keeps beside a book."),
        N_("Name another file."),
    ),
    "overwrites-held": (
        N_("{path} is a checkpoint that is held, and is never written over."),
        N_("Name another file."),
    ),
    # The book.
    "no-book": (
        N_("There is no book at {path}."),
        N_("Make one: samverk --book {path} init. Or name another: --book PATH"),
    ),
    "not-a-book": (
        N_("{path} is no book of this program, or it is damaged."),
        N_("Name the book with --book PATH or SAMVERK_BOOK."),
    ),
    "newer-book": (
        N_("{path} was made by a newer program (form {version}; this one knows {known})."),
        N_("Install the newer program."),
    ),
    "book-exists": (
        N_("There is something at {path} already; it was left as it is."),
        N_("Name another place, or move away what is there, with its log and its key."),
    ),
    "log-left": (
        N_(
            "The log of a book that was at {path} is still there: {logs}. It would be played into"
            " the new book."
        ),
        N_(
            "If that book was moved, give the log the book's new name, beside it, and open it once:"
            " samverk --book PATH status. If it is gone for good, keep the log elsewhere. Then try"
            " again."
        ),
    ),
    "log-of-later": (
        N_(
            "The file {path} is older than the log beside it, {log}: an older copy was put in the"
            " place of the book, and the two do not belong together."
        ),
        N_(
            "Nothing was read or written. Put the newest copy in the place of the file. If there is"
            " none, move the log away and keep it: events that the older copy lacks may be in it."
        ),
    ),
    "two-names": (
        N_(
            "The file {path} has more than one name, and each would get a log of its own: what is"
            " recorded by one is lost by the other. Its other names in that folder: {others}."
        ),
        N_(
            "Find all of them: find {folder} -samefile {path} (also in other folders). When nobody"
            " uses the book, remove all names but one."
        ),
    ),
    "known-elsewhere": (
        N_(
            "Another program has the file {path} open by another name, or through another mount:"
            " each would keep a log of its own."
        ),
        N_("Let it come to its end, and always use the book by the same name."),
    ),
    "mounted-alone": (
        N_(
            "The file {path} is mounted by itself: its log would lie apart from it, and what is"
            " recorded here would be lost elsewhere."
        ),
        N_("Mount the folder that it lies in instead."),
    ),
    "book-replaced": (
        N_(
            "{path} is no longer the file that was opened: it was moved or replaced meanwhile."
            " Nothing was recorded."
        ),
        N_("See that the right book is there: samverk status. Then try again."),
    ),
    "book-changed": (
        N_("Somebody wrote to the book {path} while it was read, and you may not hold it."),
        N_("Repeat the command."),
    ),
    "book-not-allowed": (
        N_("You may not open {path}: the computer does not permit it."),
        N_("Ask its owner, or whoever keeps the computer, for the right to read it."),
    ),
    "log-of-another": (
        N_("You may not use {path}, the log of the book, which somebody else has made."),
        N_("Let its owner open the book once: samverk status. Or ask him to let you write to it."),
    ),
    "cannot-open": (
        N_("{path} cannot be opened as a book: {cause}."),
        N_("Name the book with --book PATH or SAMVERK_BOOK."),
    ),
    "log-waits": (
        N_(
            "A program that was stopped has left a log beside {path}, which only those who may"
            " write to the book can play into it."
        ),
        N_("Ask whoever keeps the book to open it once: samverk --book {path} status"),
    ),
    "book-not-made": (
        N_("The book {path} could not be made: {cause}."),
        N_("Name a file in a folder that exists and that you may write to."),
    ),
    "book-read-only": (
        N_("The book {path} may only be read by you."),
        N_(
            "Ask whoever keeps it for the right to write to the file and its folder, or on a server"
            " for the role of a recorder."
        ),
    ),
    "book-busy": (
        N_("Somebody else is writing to the book {path} and did not finish in time ({cause})."),
        N_("Nothing was written. Try again."),
    ),
    "write-failed": (
        N_("The book {path} could not be written: {cause}. Nothing was recorded."),
        N_("Make room on the disk, or ask whoever keeps the computer; then try again."),
    ),
    # The book on a server.
    "book-held": (
        N_(
            "{login} is holding the book {path} with the program {program} (process {pid}), and did"
            " not finish in time."
        ),
        _END_IT,
    ),
    "book-held-since": (
        N_(
            "{login} has been holding the book {path} since {since}, with the program {program}"
            " (process {pid}), and did not finish in time."
        ),
        _END_IT,
    ),
    "book-left-held": (
        N_(
            "The prepared transaction {prepared} of {login} has been holding the book {path} since"
            " {since}."
        ),
        N_(
            "Nothing was written. {login} or an administrator ends it: ROLLBACK PREPARED"
            " '{prepared}'"
        ),
    ),
    "no-driver": (
        N_("Books on a server need the driver psycopg, which is not installed ({cause})."),
        N_("Install it: pip install 'samverk[postgres]'"),
    ),
    "bad-connection-string": (
        N_(
            "The address of the server, {outline}, cannot be read. The rest of it is not shown,"
            " since it may hold a password."
        ),
        N_(
            "Write it as postgresql://USER@SERVER/DATABASE, or as host=… dbname=…, and the password"
            " into ~/.pgpass. In a password in an address @ is written %40, / %2F, % %25, a space"
            " %20; in password=… it stands between '…'."
        ),
    ),
    "no-connection": (
        N_("The server {path} does not let you in: {cause}."),
        N_("Check server, database and login; the password goes into ~/.pgpass."),
    ),
    "password-missing": (
        N_("The server {path} asks for a password, and there is none for it: {cause}."),
        N_(
            "Write a line SERVER:PORT:DATABASE:LOGIN:PASSWORD into ~/.pgpass, or the file that"
            " PGPASSFILE names, and let only yourself read it: chmod 600. A file that others may"
            " read is not used."
        ),
    ),
    "password-wrong": (
        N_("The server {path} does not take the password: {cause}."),
        N_(
            "Look into ~/.pgpass, or the file that PGPASSFILE names: the first line that fits"
            " server, port, database and login is used, and there : is written \\: and \\ is"
            " written \\\\."
        ),
    ),
    "not-trusted": (
        N_("The connection to the server {path} is not secure: {cause}."),
        N_(
            "The certificate has to hold the server's name as it stands in the address, and"
            " sslrootcert has to name the file of the authority that signed it. Ask whoever runs"
            " the server for both, and do not turn the check off: whoever answers in place of the"
            " server would get the password."
        ),
    ),
    "server-gone": (
        N_("The server {path} was lost and did not come back ({cause})."),
        N_("Try again when it is back."),
    ),
    "server-lost": (
        N_("The connection to the server {path} was lost ({cause}). Nothing was done."),
        N_("Try again."),
    ),
    "server-refused": (
        N_("The server {path} refused: {cause}. Nothing was recorded."),
        N_("Ask whoever runs the server."),
    ),
    "not-permitted": (
        N_("The server {path} does not permit it: {cause}."),
        N_("Ask its administrator; roles are given with: samverk grant"),
    ),
    "no-role": (
        N_("There is a book at {path}, and you have no role in it."),
        N_("Ask its administrator for one: samverk grant LOGIN --role recorder"),
    ),
    "no-such-login": (
        N_("Nobody can log in to the server as {login}."),
        N_("Let whoever runs the server make the login first, as with: createuser {login}"),
    ),
    "unknown-board": (
        N_("There is no board with the id {board} in the book."),
        N_("Its boards are: {known}"),
    ),
    "not-a-server": (
        N_("{path} is a file, and roles are given in books on a server."),
        N_("Who may read or write a file is decided by the computer."),
    ),
    "standby": (
        N_("{path} is a standby, which only answers questions."),
        N_("Name the primary, or all servers with target_session_attrs=read-write"),
    ),
    "standby-behind": (
        N_(
            "{path} is a standby that has come to event #{position}; what the ledger was told by"
            " {instant} may be more than it has seen."
        ),
        N_("Ask the primary, or ask for a position: --at {position}"),
    ),
    "not-settled": (
        N_(
            "What the ledger was told by {instant} is settled at {settled}: until then the server"
            " accepts events with such a time."
        ),
        N_("Ask again then, or ask for a position: --at {position}"),
    ),
    "partial-view": (
        N_("You see only the agreements that concern {boards}, and this needs every event."),
        N_("Ask an auditor."),
    ),
    "actor-is-login": (
        N_("You are logged in as {login}, and cannot record as {named}."),
        N_("Leave out --actor and SAMVERK_ACTOR, or log in as {named}."),
    ),
    "older-book": (
        N_("{path} has the form {version}, and this program needs {known}."),
        N_(
            "Its administrator moves it to a file with the program that made it, and back with"
            " this one: samverk migrate"
        ),
    ),
    "newer-views": (
        N_("A newer program keeps the views of {path}; they were left as they are."),
        N_("Install the newer program."),
    ),
    "database-not-utf8": (
        N_("The database {path} has the encoding {encoding}, and a book needs UTF8."),
        N_("Make another: createdb --encoding=UTF8 --template=template0 NAME"),
    ),
    "database-name-too-long": (
        N_("The name {database} is too long: the names of the book's roles would not fit."),
        N_("Name the database with at most {limit} bytes."),
    ),
    "roles-exist": (
        N_("The server already has the roles of a book in a database of that name: {roles}."),
        N_("If that book is gone, drop them: DROP ROLE. Else choose another name."),
    ),
    # Evidence.
    "key-exists": (
        N_("There is something at {path} already, where the key would be; nothing was made."),
        N_("Name another file: --key-file FILE"),
    ),
    "key-not-made": (
        N_("The key {path} could not be made: {cause}."),
        N_("Name a file in a folder that exists and that you may write to: --key-file FILE"),
    ),
    "key-torn": (
        N_("The key {path} is empty, or only a part of a key."),
        N_(
            "Bring it back from your copy. If nothing was ever signed with it, remove the file and"
            " repeat the command that makes it."
        ),
    ),
    "key-open-to-others": (
        N_("Others than you may read the key {path}."),
        N_("Close it to them: chmod 600 {path}"),
    ),
    "not-a-key": (
        N_("That is no key in the form of signed notes."),
        N_("A public key looks like NAME+12345678+AbC…; a key file is made by samverk init."),
    ),
    "no-key": (
        N_("The book {path} names no key to check signatures with."),
        N_("Make books with: samverk init"),
    ),
    "other-key": (
        N_("The key is not the one that the book {path} signs with."),
        N_("Name the book's own: --key-file FILE"),
    ),
    "not-a-checkpoint": (
        N_("{path} is no checkpoint, or it was altered."),
        N_("Ask for it again, and take care that no program changes it on the way."),
    ),
    "not-a-proof": (
        N_("That is no proof, or it was altered."),
        N_("Ask for it again, and take care that no program changes it on the way."),
    ),
    "other-book": (
        N_("The checkpoint is of another book, {origin}; this one is {own}."),
        N_("Name the other book with --book PATH"),
    ),
    "bad-signature": (
        N_("The checkpoint of {origin} is not signed by the book's key."),
        N_("Do not trust it. Ask whoever gave it to you."),
    ),
    "not-an-extension": (
        N_("The book is no extension of the checkpoint at {size} {path}: history was rewritten."),
        N_("Keep book and checkpoint as they are, and ask an auditor."),
    ),
    "behind-checkpoint": (
        N_(
            "The book has {events} events, and the checkpoint {path}, signed with its key, has"
            " {size}: an older copy stands in the place of the book, or events are gone."
        ),
        N_(
            "Nothing was recorded. Put the newest copy in the place of the book. If there is none,"
            " ask an auditor before the checkpoints are moved away."
        ),
    ),
    "not-held": (
        N_("The checkpoint {path} could not be kept: {cause}."),
        N_("Make room on the disk, or ask for the right to write there; then try again."),
    ),
    "held-unreadable": (
        N_("The checkpoints in {path} cannot be read: {cause}."),
        N_("Ask whoever keeps the book for the right to read them."),
    ),
    "altered-since-recorded": (
        N_("The {size} events are not what they were when they were recorded."),
        N_("Nothing was signed. See what differs: samverk verify"),
    ),
    "newest-altered": (
        N_(
            "The newest of the {size} events in {path} do not belong together with their index or"
            " the tree above them: a part of the book was altered, or is of another time."
        ),
        N_(
            "Nothing was recorded or signed. See what differs: samverk verify. Then restore it from"
            " a backup."
        ),
    ),
    "node-missing": (
        N_("The tree's node {level}/{place} is gone."),
        N_("See what differs: samverk verify"),
    ),
    "cache-differs": (
        N_(
            "{path} is not the book that it was: its first {position} events are others than those"
            " that your figures in {file} were made from."
        ),
        N_(
            "Compare it with a checkpoint that you hold: samverk verify --checkpoint FILE. If it is"
            " meant to be another book, remove {file}"
        ),
    ),
    "cache-ahead": (
        N_(
            "{path} is not the book that it was: it has {events} events, and your figures in {file}"
            " were made from {position}."
        ),
        N_(
            "Compare it with a checkpoint that you hold: samverk verify --checkpoint FILE. If it"
            " was put back on purpose, remove {file}"
        ),
    ),
    "not-included": (
        N_("Event #{position} is not in the checkpointed book of {size} events."),
        N_("Do not trust the proof. Ask whoever gave it to you."),
    ),
    "copy-differs": (
        N_("{path} does not verify, with {findings} findings; no copy was made."),
        N_("See what differs: samverk --book {path} verify"),
    ),
    "copy-failed": (
        N_("The copy {path} could not be made: {cause}."),
        N_("Make room, or name another file."),
    ),
    "no-command": (
        N_("{path} does not say which command made it."),
        N_("Save reports as json, html, md or txt; csv and ndjson carry rows only."),
    ),
    # Files.
    "file-unreadable": (
        N_("The file {path} cannot be read: {cause}."),
        N_("Check its name and place."),
    ),
    "file-too-large": (
        N_("The file {path} is larger than {limit} bytes, so it is no agreement."),
        N_("Check its name and place."),
    ),
    "file-not-utf8": (
        N_("The file {path} is not saved as UTF-8 (line {line})."),
        N_("Save it again with the encoding UTF-8."),
    ),
    "file-in-utf16": (
        N_("The file {path} is saved as UTF-16, which some programs call Unicode."),
        N_("Save it again with the encoding UTF-8."),
    ),
    "file-in-windows-1252": (
        N_("The file {path} is saved as Windows-1252, it seems, not as UTF-8: line {row}, {text}"),
        N_("Save it again with the encoding UTF-8."),
    ),
    "file-not-toml": (
        N_("{path}, line {row}, column {column}: {why}."),
        N_('Text and amounts stand in quotation marks: title = "…"'),
    ),
    "several-problems": (
        N_("{count} things in {path} cannot be read:\n{problems}"),
        N_("See examples/herrgarden/agreement.toml for every field."),
    ),
    "field-doubtful-amount": (
        N_("{path}, line {row}, {where}: {field} is '{text}', and can mean {whole} or {decimal}."),
        N_("Write it as {forms}."),
    ),
    "field-missing": (
        N_("{path}, line {row}, {where}: the field {field} is missing."),
        N_("See examples/herrgarden/agreement.toml for every field."),
    ),
    "field-unknown": (
        N_("{path}, line {row}, {where}: there is no field {field}."),
        N_("The fields here: {known}"),
    ),
    "field-of-other-kind": (
        N_("{path}, line {row}, {where}: the field {field} is not written as {wanted}."),
        N_('Text and amounts: "…"; dates: 2024-01-31; lists: ["a", "b"]; true or false.'),
    ),
    "field-not-one-of": (
        N_("{path}, line {row}, {where}: {field} is '{text}', which is none of the choices."),
        N_("Choose one of: {choices}"),
    ),
    "field-bad-text": (
        N_("{path}, line {row}, {where}: {field} is '{text}', and {why}."),
        N_("Write it again, without invisible characters."),
    ),
    "field-bad-amount": (
        N_("{path}, line {row}, {where}: {field} is '{text}', and {why}."),
        N_('Write it as "320 000" or "320 000,50".'),
    ),
    "field-bad-year": (
        N_("{path}, line {row}, {where}: '{text}' in {field} is no year."),
        N_('Write it as: amounts = {{ 2024 = "320 000" }}'),
    ),
}

# Why something stands in the way, or why a text was not taken.
REASONS: dict[str, str] = {
    "reason": N_("reason"),
    "evidence": N_("evidence"),
    "concluded": N_("the agreement has been concluded on it"),
    "later-uplift": N_("a later uplift replaced it or was built on it"),
    "paid": N_("it has been paid out, and too little would remain"),
    "claimed": N_("it has been claimed back, and too little would be left"),
    "repaid": N_("money has come back on it"),
    "delivered": N_("something has been delivered on it"),
    "judged": N_("it has been verified or rejected"),
    "empty": N_("it is empty"),
    "too-long": N_("it is longer than 500 characters"),
    "unseen-character": N_("it holds a character that cannot be seen"),
    "not-an-id": N_("an id has letters, digits, full stop, hyphen and underscore only"),
    "not-a-number": N_("that is no amount"),
    "ambiguous": N_("that means one thing in Swedish and another in English"),
    "too-many-places": N_("it has too many decimals"),
    "too-large": N_("it is too large"),
    "other-currency": N_("it is in another currency than the agreement's"),
    # Why a text is no TOML.
    "toml-statement": N_("a line begins with the name of a field and =, or with a heading or #"),
    "toml-line-end": N_("something follows the value on the same line"),
    "toml-heading": N_("a heading is written [[line]] or [[party]]"),
    "toml-equals": N_("there is no = after the name of the field"),
    "toml-quotation": N_("a quotation mark is not closed"),
    "toml-character": N_("there is a character that cannot stand there"),
    "toml-twice": N_("the field or heading stands there twice"),
    "toml-name": N_("the name of a field has letters from a to z, digits, - and _ only"),
    "toml-list": N_("a list is not closed by ], or a comma is missing in it"),
    "toml-braces": N_("a brace is not closed by }, or a comma or quotation mark is missing in it"),
    "toml-backslash": N_("a backslash in a text is written twice"),
    "toml-date": N_("there is no such day; a day is written 2024-01-31"),
    "toml-value": N_("a value is a text in quotation marks, a date, a list, true or false"),
    "toml-curly": N_('the quotation marks are curved, and straight ones are needed: "'),
    "toml-other": N_("that is no TOML"),
}

_MONEY = frozenset(
    [
        "amount",
        "limit",
        "excess",
        "stated",
        "sum",
        "difference",
        "proposed",
        "decided",
        "value",
        "unit_value",
        "base",
        "new",
    ]
)
_LISTED = 12

# What was not found, by code; the ``known`` ones that are most like it are proposed.
_NOT_FOUND = {
    "unknown-agreement": "agreement",
    "unknown-line": "line",
    "unknown-line-in-book": "line",
    "unknown-party": "party",
    "party-not-in-agreement": "party",
    "unknown-board": "board",
    "board-funds-nothing": "board",
    "unknown-voucher": "voucher",
    "unknown-actor": "actor",
    "currency-not-there": "currency",
    "unknown-currency": "currency",
    "field-unknown": "field",
}


def sentences(error: LedgerError) -> tuple[str, str]:
    """Return the sentence and the hint for an error, in the present language."""
    sentence, hint = TEXTS[error.code]
    values = {name: _shown(name, value, error) for name, value in error.values.items()}
    hint = _(hint, **values)
    near = _nearest(error)
    if near:
        hint = _("Did you mean {near}?", near=display.safe(near)) + " " + hint
    said = _(sentence, **values)
    if "file_row" in values:
        said = _("{file}, line {file_row}: {said}", **values, said=said)
    return said, hint


def _shown(name: str, value: Any, error: LedgerError) -> str:
    if name in _MONEY and isinstance(value, int):  # a limit may also be of bytes or per cent
        currency = error.values.get("currency")
        return display.amount(value, currency) if currency else display.quantity(str(value))
    if name == "problems":
        return "\n".join("  " + " ".join(sentences(problem)) for problem in value)
    if name in {"because", "why"}:
        return translate(REASONS[value])
    if name == "rounding" and error.code == "rounds-to-nothing":
        return _(str(value))
    if name == "event":
        return _(str(value).partition("/")[0])
    if name == "where":
        return display.safe(str(value)) or _("at the top")
    if name in {"wanted", "cause"}:
        return display.safe(translate(str(value)))
    if name == "what":
        return ", ".join(translate(REASONS[word]) for word in value)
    if isinstance(value, (list, tuple)):
        shown = ", ".join(display.safe(str(x)) for x in value[:_LISTED])
        return (shown + (" …" if len(value) > _LISTED else "")) or _("none")
    if isinstance(value, Decimal):
        return display.quantity(str(value))
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if isinstance(value, date):
        return value.isoformat()
    return _("none") if value is None else display.safe(str(value))


def _nearest(error: LedgerError) -> str | None:
    """Return the known word that is most like the one that was not found; None: nothing is."""
    name = _NOT_FOUND.get(error.code)
    word = error.values.get(name) if name else None
    return most_like(word, error.values.get("known") or ()) if isinstance(word, str) else None


def most_like(word: str, known: Iterable[Any]) -> str | None:
    """Return the known word that is most like another one; None: nothing is like it."""
    folded = {x.casefold(): x for x in known if isinstance(x, str)}
    close = difflib.get_close_matches(word.casefold(), folded, 1, cutoff=0.5)
    return folded[close[0]] if close else None
