"""The Swedish texts about values: numbers, ids that are not there, files that are proposed."""

from __future__ import annotations

VALUES: dict[str, str] = {
    "Choose one of: {known}": "Välj en av: {known}",
    # Ids.
    "There is no event '{event}'.": "Det finns ingen händelse '{event}'.",
    "The events: {known}": "Händelserna: {known}",
    "There is no line {line} in the book.": "Det finns ingen budgetpost {line} i boken.",
    "Nothing in the book has the voucher {voucher}.": "Inget i boken har verifikationen {voucher}.",
    "See the vouchers there are: samverk log -O csv": "Se vilka som finns: samverk log -O csv",
    "Nothing in the book was recorded by {actor}.": "Inget i boken är registrerat av {actor}.",
    "Those who have recorded something: {known}": "De som har registrerat något: {known}",
    "Nothing that is asked for is in {currency}.": "Inget av det som efterfrågas är i {currency}.",
    "It is in: {known}. Leave out --currency, or choose another.": (
        "Valutor som finns där: {known}. Utelämna --currency, eller välj en annan."
    ),
    "{id} came with event #{position}, later than what is asked about.": (
        "{id} kom med händelse #{position}, senare än den tid frågan gäller."
    ),
    "Ask about a later time, or leave out --at and --known-at.": (
        "Fråga om en senare tidpunkt, eller utelämna --at och --known-at."
    ),
    "is no currency. Write one of: {known}": "är ingen valuta. Skriv en av: {known}",
    # An agreement.
    "As proposed, in {currency}, before uplift and other changes:": (
        "Som det föreslogs, i {currency}, före uppräkning och andra ändringar:"
    ),
    "As it stands, in {currency}, with all decisions:": (
        "Som det är nu, i {currency}, efter alla beslut:"
    ),
    "Nothing has been committed yet.": "Inget åtagande är beslutat ännu.",
    "{agreement} ended {ends}.": "{agreement} upphörde {ends}.",
    # The file of a proposal.
    "The file {path} is saved as UTF-16, which some programs call Unicode.": (
        "Filen {path} är sparad som UTF-16, som en del program kallar Unicode."
    ),
    "Save it again with the encoding UTF-8.": "Spara om den med teckenkodningen UTF-8.",
    "The file {path} is saved as Windows-1252, it seems, not as UTF-8: line {row}, {text}": (
        "Filen {path} verkar vara sparad som Windows-1252, inte som UTF-8: rad {row}, {text}"
    ),
    "{path}, line {row}, column {column}: {why}.": "{path}, rad {row}, tecken {column}: {why}.",
    "{count} things in {path} cannot be read:\n{problems}": (
        "{count} saker i {path} går inte att läsa:\n{problems}"
    ),
    "{path}, line {row}, {where}: {field} is '{text}', and can mean {whole} or {decimal}.": (
        "{path}, rad {row}, {where}: {field} är ”{text}”, och kan betyda {whole} eller {decimal}."
    ),
    "Write it as {forms}.": "Skriv det som {forms}.",
    "it is in another currency than the agreement's": "det är i en annan valuta än avtalets",
    "a line begins with the name of a field and =, or with a heading or #": (
        "en rad börjar med ett fältnamn och =, eller med en rubrik eller #"
    ),
    "something follows the value on the same line": "något står efter värdet på samma rad",
    "a heading is written [[line]] or [[party]]": "en rubrik skrivs [[line]] eller [[party]]",
    "there is no = after the name of the field": "det står inget = efter fältnamnet",
    "a quotation mark is not closed": "ett citattecken saknar sitt avslutande citattecken",
    "there is a character that cannot stand there": "där står ett tecken som inte kan stå där",
    "the field or heading stands there twice": "fältet eller rubriken står där två gånger",
    "the name of a field has letters from a to z, digits, - and _ only": (
        "ett fältnamn har bara bokstäver från a till z, siffror, - och _"
    ),
    "a list is not closed by ], or a comma is missing in it": (
        "en lista avslutas inte med ], eller så saknas ett komma i den"
    ),
    "a brace is not closed by }, or a comma or quotation mark is missing in it": (
        "en klammer avslutas inte med }, eller så saknas ett komma eller citattecken i den"
    ),
    "a backslash in a text is written twice": "ett omvänt snedstreck i en text skrivs två gånger",
    "there is no such day; a day is written 2024-01-31": (
        "det finns ingen sådan dag; en dag skrivs 2024-01-31"
    ),
    "a value is a text in quotation marks, a date, a list, true or false": (
        "ett värde är en text inom citattecken, ett datum, en lista, true eller false"
    ),
    'the quotation marks are curved, and straight ones are needed: "': (
        'citattecknen är böjda, och raka behövs: "'
    ),
    "that is no TOML": "det är inte TOML",
    "{file}, line {file_row}: {said}": "{file}, rad {file_row}: {said}",
    # What is unusual.
    (
        "{line} would be raised by {amount} for {year}, from {base} to {new}: {percent} %, and"
        " above {most} % is unusual."
    ): (
        "{line} skulle höjas med {amount} för {year}, från {base} till {new}: {percent} %, och mer"
        " än {most} % är ovanligt."
    ),
    "If it was decided so, add --yes. --amount is the increase; 2.9 per cent is 2.9%": (
        "Är det beslutat så, lägg till --yes. --amount är höjningen; 2,9 procent skrivs 2,9%."
    ),
    # Numbers.
    "'{text}' can mean {all} or {decimal}. Write {all}; at most {places} decimals fit.": (
        "”{text}” kan betyda {all} eller {decimal}. Skriv {all}; högst {places} decimaler ryms."
    ),
    "'{text}' can mean {all} or {decimal}. Write {all}; there are no decimals.": (
        "”{text}” kan betyda {all} eller {decimal}. Skriv {all}; valutan har inga decimaler."
    ),
    "'{text}' can mean {all} or {decimal}. Write {all} or {decimal}.": (
        "”{text}” kan betyda {all} eller {decimal}. Skriv {all} eller {decimal}."
    ),
    "'{text}' can mean {all} or {decimal}. Write {two_sv} or {two_en}.": (
        "”{text}” kan betyda {all} eller {decimal}. Skriv {two_sv} eller {two_en}."
    ),
    "is in another currency. Write an amount in {currency}.": (
        "är i en annan valuta. Skriv ett belopp i {currency}."
    ),
    "holds a tab or a line end. Write one number, on one line.": (
        "innehåller en tabb eller ett radslut. Skriv ett enda tal, på en rad."
    ),
    'An amount with spaces in it stands in quotation marks: "{amount}"': (
        'Ett belopp med mellanslag i skrivs inom citattecken: "{amount}"'
    ),
}
