"""Refusals of files that come in, and of those that go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from events.facts import AgreementId, LineId, PartyId, Position
from ledger.exchange.rows import Saw
from ledger.refusal import N_, BadInput, Bytes, Conflict, Money, Refused, Text, Told, Word

# code of a reader -> why it did not take a text or an amount
WHY: Mapping[str, str] = {
    "empty": N_("it is empty"),
    "too-long": N_("it is longer than 500 characters"),
    "unseen-character": N_("it holds a character that cannot be seen"),
    "not-an-id": N_("an id has letters, digits, full stop, hyphen and underscore only"),
    "not-a-number": N_("that is no amount"),
    "not-a-rate": N_("that is no rate in per cent"),
    "ambiguous": N_("that means one thing in Swedish and another in English"),
    "too-many-places": N_("it has too many decimals"),
    "too-large": N_("it is too large"),
    "other-currency": N_("it is in another currency than the agreement's"),
}


EVERY_FIELD = N_(
    "Every field, with what it says: samverk agreement template; of an amendment, with"
    " --amendment; of a plan: samverk plan instalments --help; of accounts: samverk export sie"
    " --help."
)


class FileInUtf16(BadInput, code="file-in-utf16"):
    path: str

    sentence = N_("The file {path} is saved as UTF-16, which some programs call Unicode.")
    hint = N_("Save it again with the encoding UTF-8.")


class FileInWindows1252(BadInput, code="file-in-windows-1252"):
    path: str
    row: int
    text: str

    sentence = N_(
        "The file {path} is saved as Windows-1252, it seems, not as UTF-8: line {row}, {text}"
    )
    hint = N_("Save it again with the encoding UTF-8.")


class FileNotToml(BadInput, code="file-not-toml"):
    path: str
    row: int
    column: int
    why: Text

    sentence = N_("{path}, line {row}, column {column}: {why}.")
    hint = N_('Text and amounts stand in quotation marks: title = "…"')


class FileOfAmendment(BadInput, code="file-of-amendment"):
    path: str

    sentence = N_("{path} is the file of an amendment, not of a new agreement.")
    hint = N_("Propose the amendment: samverk agreement change … {path}")


class FileOfProposal(BadInput, code="file-of-proposal"):
    path: str

    sentence = N_("{path} is the file of a new agreement, not of an amendment.")
    hint = N_(
        "Propose the agreement: samverk agreement propose {path}. An empty file of an amendment:"
        " samverk agreement template --amendment"
    )


class BadField(BadInput):
    """A field of the file is wrong."""

    path: str
    row: int  # of the file, from 1
    where: Text  # as "line L1"
    field: str


class SeveralProblems(BadInput, code="several-problems"):
    count: int
    path: str
    problems: Sequence[BadField]

    sentence = N_("{count} things in {path} cannot be read:\n{problems}")
    hint = EVERY_FIELD


class FieldNoAccount(BadField, code="field-no-account"):
    text: str

    sentence = N_("{path}, line {row}, {where}: {field} is '{text}', and no account.")
    hint = N_("An account has one to ten digits.")


class AccountTwice(BadField, code="account-twice"):
    text: str
    other: str

    sentence = N_("{path}, line {row}, {where}: this {field} has the account {other} already.")
    hint = N_("Keep one of them: {other} or {text}.")


class AccountUnmapped(Refused, code="account-unmapped"):
    lines: Sequence[str]

    sentence = N_("The file of accounts does not say where this is posted: {lines}.")
    hint = N_(
        "Add each line, or its coding, under [[account]]; the account of internal costs at the top."
        " What the file says: samverk export sie --help"
    )


class LegalEntityUnknown(Refused, code="legal-entity-unknown", sought="legal_entity"):
    legal_entity: str
    known: Sequence[str]

    sentence = N_("No party of the book is a part of {legal_entity}.")
    hint = N_("The book has: {known}")


class SeveralLegalEntities(Refused, code="several-legal-entities"):
    legal_entities: Sequence[str]
    first: str

    sentence = N_("The payments are those of several legal persons: {legal_entities}.")
    hint = N_(
        "A file of SIE is that of one. Say whose it is in the file of accounts:"
        ' legal_entity = "{first}"'
    )


class PlacesNotInSie(Refused, code="places-not-in-sie"):
    currency: str

    sentence = N_("Amounts in {currency} have three decimals, and SIE has two.")
    hint = N_("Write the postings in another format: samverk export --hledger")


class NotInPc8(Refused, code="not-in-pc8"):
    text: str

    sentence = N_("SIE cannot hold the id {text}: it has no such characters.")
    hint = N_(
        "Give a board a cost centre in the file of accounts. An agreement or a line keeps its id:"
        " leave it out with --agreement."
    )


class NoRoutes(Refused, code="no-routes"):
    sentence = N_("The book has no routes: nothing says which rows of a file belong to its lines.")
    hint = N_("Say it: samverk route add --help. From what was paid: samverk route learn")


class RowsNotCompared(BadInput, code="rows-not-compared"):
    file: str
    count: int
    row: int

    sentence = N_(
        "Row {row} of {file} could not be compared (such rows: {count}), so nothing was recorded."
    )
    hint = N_("See why: the same command without --record. Mend the file, or the routes.")


class RowOfOtherCurrency(Refused, code="row-of-other-currency"):
    currency: str
    wanted: str
    agreement: AgreementId

    sentence = N_("The row is in {currency}, and {agreement} is in {wanted}.")
    hint = N_("Record it by hand in the currency of the agreement: samverk record --help")


class RowDecimals(Refused, code="row-decimals"):
    amount: Decimal
    currency: str

    sentence = N_("{amount} has more decimals than an amount in {currency}.")
    hint = N_("Write the amount as it was paid.")


class UnknownMap(Refused, code="unknown-map", sought="map"):
    map: str
    known: Sequence[str]

    sentence = N_("The book has no map {map}.")
    hint = N_("Its maps: {known}. See: samverk map list")


class FieldDoubtfulAmount(BadField, code="field-doubtful-amount"):
    text: str
    whole: str
    decimal: str
    forms: str

    sentence = N_(
        "{path}, line {row}, {where}: {field} is '{text}', and can mean {whole} or {decimal}."
    )
    hint = N_("Write it as {forms}.")


class FieldMissing(BadField, code="field-missing"):
    sentence = N_("{path}, line {row}, {where}: the field {field} is missing.")
    hint = EVERY_FIELD


class FieldEmpty(BadField, code="field-empty"):
    sentence = N_("{path}, line {row}, {where}: the field {field} is empty.")
    hint = EVERY_FIELD


class FieldUnknown(BadField, code="field-unknown", sought="field"):
    known: Sequence[str]

    sentence = N_("{path}, line {row}, {where}: there is no field {field}.")
    hint = N_("The fields here: {known}")


class FieldOfOtherKind(BadField, code="field-of-other-kind"):
    wanted: Text

    sentence = N_("{path}, line {row}, {where}: the field {field} is not written as {wanted}.")
    hint = N_('Text and amounts: "…"; dates: 2024-01-31; lists: ["a", "b"]; true or false.')


class FieldBadDay(BadField, code="field-bad-day"):
    text: str

    sentence = N_("{path}, line {row}, {where}: {field} is '{text}', and that is no date.")
    hint = N_("Write it as 2024-01-31.")


class FieldNotOneOf(BadField, code="field-not-one-of"):
    text: str
    choices: Sequence[str]

    sentence = N_("{path}, line {row}, {where}: {field} is '{text}', which is none of the choices.")
    hint = N_("Choose one of: {choices}")


class FieldUnknownMeaning(BadField, code="field-unknown-meaning", sought="text"):
    text: str
    known: Sequence[str]

    sentence = N_("{path}, line {row}, {where}: {field} is '{text}', which no column can be.")
    hint = N_("What a column can be: {known}")


class FieldBadText(BadField, code="field-bad-text"):
    text: str
    why: Text

    sentence = N_("{path}, line {row}, {where}: {field} is '{text}', and {why}.")
    hint = N_("Write it again, without invisible characters.")


class FieldBadAmount(BadField, code="field-bad-amount"):
    text: str
    why: Text

    sentence = N_("{path}, line {row}, {where}: {field} is '{text}', and {why}.")
    hint = N_('Write it as "320 000" or "320 000,50".')


class FieldBadLimit(BadField, code="field-bad-limit"):
    text: str
    why: Text

    sentence = N_("{path}, line {row}, {where}: {field} is '{text}', and {why}.")
    hint = N_('Write it as "10 %" or "2,5 %", or as "none".')


class FieldBadRate(BadField, code="field-bad-rate"):
    text: str
    why: Text

    sentence = N_("{path}, line {row}, {where}: {field} is '{text}', and {why}.")
    hint = N_('Write it in per cent, as "33,33 %" or 33.333.')


class FieldBadYear(BadField, code="field-bad-year"):
    text: str

    sentence = N_("{path}, line {row}, {where}: '{text}' in {field} is no year.")
    hint = N_('Write it as: amounts = {{ 2024 = "320 000" }}')


class RowOfOtherCells(BadField, code="row-of-other-cells"):
    count: int

    sentence = N_("{path}, line {row}: it has {count} cells; wanted are two, due day and amount.")
    hint = N_(
        "Separate them with a semicolon or a tab. With commas between cells, an amount that has a"
        " comma stands in quotation marks."
    )


class CellTooLong(BadInput, code="cell-too-long"):
    path: str
    row: int

    sentence = N_("{path}, line {row}: a cell goes on for more than 100,000 characters.")
    hint = N_("Look for a quotation mark that is missing, there or in an earlier line.")


class FileWithoutInstalments(BadInput, code="file-without-instalments"):
    path: str

    sentence = N_("{path} has no instalments.")
    hint = N_("A row for each, with due day and amount. See: samverk plan instalments --help")


class FunderNoBoard(BadInput, code="funder-no-board"):
    """A doubt: it may be right, and is told of."""

    line: LineId
    funder: str
    kind: Word

    sentence = N_("{funder} is to fund the line {line}, and is no board but: {kind}.")
    hint = N_("It decides on the line as a board does. Correct funder or kind if that is wrong.")


class FunderNoSignatory(BadInput, code="funder-no-signatory"):
    """A doubt: it may be right, and is told of."""

    line: LineId
    funder: str

    sentence = N_("{funder} is to fund the line {line}, and does not sign the agreement.")
    hint = N_("Add it to signatories if it signs.")


class WeightsBelowWhole(BadInput, code="weights-below-whole"):
    """A doubt: it may be right, and is told of."""

    line: LineId
    sum: Decimal

    sentence = N_("The weights in the index of the line {line} sum to {sum} %, and not to 100 %.")
    hint = N_("The rest of the amount is not raised. If it is to follow an index, add the series.")


class YearsDoNotFollow(Refused, code="years-do-not-follow"):
    agreement: AgreementId
    ends: date
    first: int

    sentence = N_("{agreement} ends {ends}, so an agreement that prolongs it begins in {first}.")
    hint = N_("Write the years as: --prolong {first}, or --prolong {first}-… with the last year.")


class NothingToProlong(Refused, code="nothing-to-prolong"):
    agreement: AgreementId
    year: int

    sentence = N_("No line of {agreement} has anything committed for {year}, its last year.")
    hint = N_("See: samverk report agreement {agreement}")


class RouteMissing(Refused, code="route-missing"):
    has: Sequence[Told]  # what of the row a route could ask for
    asks: str  # options of "route add" that fit the row

    sentence = N_("No route fits the row. It has: {has}.")
    hint = N_(
        "Say which line such rows belong to: samverk route add {asks} --agreement AGREEMENT --line"
        " LINE. If they are of no agreement in the book: --records nothing. Proposals: samverk"
        " route learn"
    )


class RouteAmbiguous(Refused, code="route-ambiguous"):
    ways: Sequence[str]  # as "route 12 to A/L1"

    sentence = N_("Several routes fit the row and say equally much of it: {ways}.")
    hint = N_(
        "Add a route that says more of such rows, or retire one: samverk route retire POSITION"
        " --reason …"
    )


class FileExists(BadInput, code="file-exists"):
    path: str

    sentence = N_("The file {path} is there already, and is not replaced.")
    hint = N_("Name another one, or remove it first.")


class RowsWithoutHeading(BadInput, code="rows-without-heading"):
    path: str
    known: Sequence[str]

    sentence = N_("The first line of {path} has not one heading for category and one for amount.")
    hint = N_("The headings are: {known}. What the rows rest on may be left out.")


class BadRow(BadInput, code="bad-row"):
    path: str
    row: int  # of the file, from 1
    text: str
    why: Text

    sentence = N_("{path}, line {row}: '{text}': {why}.")
    hint = N_("A row is a category, an amount such as 320 000,50, and what it rests on.")


class BadRows(BadInput, code="bad-rows"):
    path: str
    count: int
    problems: Sequence[BadRow]

    sentence = N_("{count} rows of {path} cannot be read:\n{problems}")
    hint = N_("A row is a category, an amount such as 320 000,50, and what it rests on.")


class NoRows(BadInput, code="no-rows"):
    path: str

    sentence = N_("The file {path} has no rows.")
    hint = N_("A row is a category, an amount such as 320 000,50, and what it rests on.")


class UnreadableFile(BadInput):
    """A file of another program cannot be read as a whole.

    ``saw`` tells what was seen of it; None: nothing was.
    """

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.saw: Saw | None = None


class ByteNotText(UnreadableFile, code="byte-not-text"):
    offset: int
    byte: str
    encoding: str

    sentence = N_("Byte {offset} of the file ({byte}) is no text in the encoding {encoding}.")
    hint = N_("Save the file again as UTF-8, or name its encoding in a map: samverk map add --help")


class NulInText(UnreadableFile, code="nul-in-text"):
    offset: int

    sentence = N_("Byte {offset} of the file is a NUL, which no text has.")
    hint = N_("Save the file again as UTF-8, or name its encoding in a map: samverk map add --help")


class EncodingOpen(UnreadableFile, code="encoding-open"):
    known: Sequence[str]

    sentence = N_("The file is not UTF-8, and its letters do not say which encoding it has.")
    hint = N_("Name it, one of {known}: --encoding, or in a map for each such table.")


class DecimalMarkOpen(UnreadableFile, code="decimal-ambiguous"):
    row: int
    text: str

    sentence = N_(
        "Row {row} has {text}, which is one amount with a decimal comma and another with a"
        " decimal point, and no row decides."
    )
    hint = N_('Say it in a map, decimal_mark = "comma" or "point": samverk map add --help')


class DecimalMarksMixed(UnreadableFile, code="decimal-mixed"):
    row: int
    text: str
    other_row: int
    other_text: str

    sentence = N_(
        "Row {row} has a decimal comma, {text}, and row {other_row} a decimal point, {other_text}."
    )
    hint = N_("Write all amounts of the file in the same way.")


class NotDelimited(UnreadableFile, code="not-delimited"):
    row: int
    why: Text

    sentence = N_("Row {row} cannot be parted into cells: {why}.")
    hint = N_("See whether a quotation mark is not closed there.")


class NoHeader(UnreadableFile, code="no-header"):
    seen: Sequence[str]
    missing: Sequence[str]

    sentence = N_("No row names the columns that are needed: {missing}. The first rows are {seen}.")
    hint = N_(
        "Say what the columns are: samverk import -n shows the rows, and writes a map for them to"
        " correct and add."
    )


class ColumnTwice(UnreadableFile, code="column-twice"):
    row: int
    name: str
    other: str

    sentence = N_("Row {row} has two columns for the same thing: {other} and {name}.")
    hint = N_("Say which one it is: samverk map add NAME FILE.toml, and then --map NAME.")


class SumDiffers(UnreadableFile, code="sum-differs"):
    row: int
    said: Decimal
    found: Decimal

    sentence = N_("Row {row} says that the sum is {said}, and the rows above it come to {found}.")
    hint = N_("See whether rows are missing in the file.")


class ColumnsDiffer(Refused, code="columns-differ"):
    row: int
    found: int
    wanted: int

    sentence = N_("Row {row} has {found} cells, and the header {wanted}.")
    hint = N_("See whether a text has the delimiter in it and no quotation marks.")


class CellIsError(Refused, code="cell-is-error"):
    row: int
    text: str

    sentence = N_("Row {row} has a cell that shows an error, {text}.")
    hint = N_("Correct the formula, or write what the cell should say.")


class RowOfOtherBuyer(Refused, code="row-of-other-buyer"):
    row: int
    buyer: str
    first: str

    sentence = N_("Row {row} is of the buyer {buyer}, and the file begins with {first}.")
    hint = N_("Part the file: one for each buyer, since each has its own vouchers.")


class RowQuantityUnread(Refused, code="row-quantity-unread"):
    row: int
    text: str

    sentence = N_("Row {row}: '{text}' is no quantity.")
    hint = N_("Hours are written with digits, and the same decimal mark in the whole file.")


class RowDayUnread(Refused, code="row-day-unread"):
    row: int
    text: str

    sentence = N_("Row {row}: '{text}' is no date.")
    hint = N_("Dates are written 2024-01-31 or 20240131.")


class RowAmountUnread(Refused, code="row-amount-unread"):
    row: int
    text: str

    sentence = N_("Row {row}: '{text}' is no amount.")
    hint = N_("Amounts are written with digits, and the same decimal mark in the whole file.")


class SieForm(UnreadableFile, code="sie-form"):
    row: int
    why: Text

    sentence = N_("Line {row} is no SIE: {why}.")
    hint = N_("Let the program that wrote the file write it anew.")


class VoucherUnbalanced(Refused, code="voucher-unbalanced"):
    row: int
    voucher: str
    difference: Decimal

    sentence = N_(
        "The postings of voucher {voucher}, line {row}, do not sum to zero but to {difference}."
    )
    hint = N_("See whether the file is whole.")


class XmlWithDoctype(UnreadableFile, code="xml-with-doctype"):
    sentence = N_("The file has a document type declaration, which no bank writes.")
    hint = N_("Fetch the file from the bank again, and see who has changed it.")


class CamtForm(UnreadableFile, code="camt-form"):
    row: int
    cause: str

    sentence = N_("Line {row} is no camt.053 or camt.054 in a known version: {cause}.")
    hint = N_("Fetch the file from the bank again, as camt.053 or camt.054.")


class BalanceDiffers(UnreadableFile, code="balance-differs"):
    statement: str
    opening: Money | Decimal  # a number: its currency is not known
    currency: str
    entries: Money | Decimal
    closing: Money | Decimal
    closing_currency: str

    sentence = N_(
        "Statement {statement} begins with {opening} {currency}, its entries come to {entries}"
        " {currency}, and it ends with {closing} {closing_currency}."
    )
    hint = N_("Entries are missing, or the file was changed: fetch it from the bank again.")


class AmountsMissing(Refused, code="amounts-missing"):
    row: int
    transactions: int
    amount: Money | Decimal  # a number: its currency is not known

    sentence = N_(
        "Entry {row} has {transactions} transactions whose amounts do not come to its {amount}."
    )
    hint = N_("Ask the bank for a file with the amount of each transaction.")


class NoSheetLibrary(UnreadableFile, code="no-sheet-library"):
    cause: Text | None

    sentence = N_(
        "A spreadsheet needs the library python-calamine, which is not installed ({cause})."
    )
    hint = N_("Install it: pip install 'samverk[xlsx-read]'. Or save the sheet as CSV.")


class SheetTooLarge(UnreadableFile, code="sheet-too-large"):
    sentence = N_("The spreadsheet unpacks to more than any list of payments does.")
    hint = N_("Save the sheet with the payments alone, as CSV.")


class SheetUnreadable(UnreadableFile, code="sheet-unreadable"):
    why: Text

    sentence = N_("The spreadsheet cannot be read: {why}.")
    hint = N_("Open it, and save the sheet with the payments as CSV.")


class SheetsOpen(UnreadableFile, code="sheets-open"):
    sheets: Sequence[str]

    sentence = N_("Several sheets have rows of payments: {sheets}.")
    hint = N_("Save each of them as a file of its own, or hide those that are not meant.")


class OldSpreadsheet(UnreadableFile, code="old-spreadsheet"):
    sentence = N_("The file is a spreadsheet in the old form of Excel (.xls), or encrypted.")
    hint = N_("Open it, and save it as .xlsx without a password, or as CSV.")


class PageTooLarge(UnreadableFile, code="page-too-large"):
    limit: Bytes

    sentence = N_("The file is a web page of more than {limit}.")
    hint = N_("Open it in a spreadsheet, and save it as .xlsx or CSV.")


class JsonForm(UnreadableFile, code="json-form"):
    row: int
    why: Text

    sentence = N_("Line {row} is no JSON of rows: {why}.")
    hint = N_("The file is a list of objects, one for each row.")


class JsonPart(UnreadableFile, code="json-part"):
    found: int
    said: int
    name: str

    sentence = N_("The file has {found} rows, and says that there are {said} ({name}).")
    hint = N_("Fetch all of them: it is one page of several.")


class OtherFormat(UnreadableFile, code="other-format"):
    wanted: Word
    format: Word

    sentence = N_("The file was to be read as {wanted}, and is: {format}.")
    hint = N_("Leave --as out: the file says what it is.")


class EmptyFile(UnreadableFile, code="empty-file"):
    sentence = N_("The file is empty.")
    hint = N_("See whether the other program has written it, and write it again.")


class MapOfTables(UnreadableFile, code="map-fits-no-table"):
    map: str
    format: Word

    sentence = N_("The map {map} is for tables, and the file is: {format}.")
    hint = N_("Leave --map out: the file says what its parts are.")


class NothingToPublish(Refused, code="nothing-to-publish"):
    sentence = N_(
        "There is nothing to publish, and the standard has no file without anything in it."
    )
    hint = N_("360Giving has what was granted by agreements in force, IATI every agreement.")


class PublisherUnknown(Refused, code="publisher-unknown"):
    party: PartyId

    sentence = N_("IATI asks who publishes, and the book has no organisation number for {party}.")
    hint = N_("Say it: --publisher 212000-0000. Or add it: samverk party amend {party} --orgnr …")


class PublisherNotInBook(Refused, code="publisher-not-in-book"):
    number: str  # ten digits

    sentence = N_(
        "The book has no organisation {number}, and IATI asks what who publishes is called."
    )
    hint = N_(
        "Compare the number. If it is right, add it: samverk party add --help. Or leave out"
        " --publisher."
    )


class RowWithoutVoucher(Refused, code="row-without-voucher"):
    sentence = N_("The row has no number of a voucher, of an invoice or of the bank.")
    hint = N_("Say in a map which column has it: samverk map add --help")


class RowWithoutQuantity(Refused, code="row-without-quantity"):
    sentence = N_("The row says no quantity, and its route leads to a contribution in kind.")
    hint = N_("Say in a map which column has it: samverk map add --help")


class RowBadText(Refused, code="row-bad-text"):
    text: str
    why: Text

    sentence = N_("'{text}' cannot be kept: {why}.")
    hint = N_("Write it again, without invisible characters.")


class RowMoneyOut(Refused, code="row-money-out"):
    amount: Decimal
    route: int

    sentence = N_(
        "{amount} has left the account, and route #{route} leads to money that comes back."
    )
    hint = N_("Give such rows a route of their own: samverk route add --help")


class PayeeUnknown(Refused, code="payee-unknown"):
    organisation_number: str
    line: LineId

    sentence = N_(
        "No party has the organisation number {organisation_number}, so nothing can be paid to it"
        " on {line}."
    )
    hint = N_("Register the party (samverk party add), or route the rows as internal costs.")


class CreditUnmatched(Refused, code="credit-unmatched"):
    amount: Money
    line: LineId
    found: Sequence[int]

    sentence = N_(
        "The credit of {amount} on {line} has not one standing entry with its voucher or invoice"
        " and that amount, but: {found}."
    )
    hint = N_("Take the entry back that it is about: samverk reverse POSITION --reason …")


class RepaymentUnmatched(Refused, code="repayment-unmatched"):
    amount: Money
    line: LineId
    found: Sequence[int]

    sentence = N_(
        "{amount} has come back on {line}, and not one open claim takes it, but: {found}."
    )
    hint = N_("Record it on its claim: samverk record repayment --help")


class RowConflict(Conflict, code="row-conflict"):
    position: int
    voucher: str

    sentence = N_("The row of voucher {voucher} was recorded as #{position} with another content.")
    hint = N_("See it: samverk show {position}. If it was wrong, take it back and import again.")


class LooksTold(Conflict, code="looks-told"):
    row: int
    position: Position
    line: LineId
    amount: Money
    day: date
    voucher: str | None

    sentence = N_(
        "The row may be event #{position}, which is {amount} on {line} too, dated {day}, with the"
        " voucher or reference {voucher}: two files may tell of the same payment."
    )
    hint = N_(
        "See it: samverk show {position}. If it is the same payment, leave the row as it is;"
        " --partly records the others. If it is another one, say so: --again {row}"
    )


class PaidFromOwn(Refused, code="paid-from-own"):
    position: Position
    party: PartyId
    account: str

    sentence = N_("Request #{position} is paid by {party}, which has an account of its own.")
    hint = N_("Make a file from that: --from '{account}'")
