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
        "Det är i: {known}. Utelämna --currency, eller välj en annan."
    ),
    "{id} came with event #{position}, and the question ends with event #{at}.": (
        "{id} kom med händelse #{position}, och frågan slutar med händelse #{at}."
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
        "'{text}' kan betyda {all} eller {decimal}. Skriv {all}; högst {places} decimaler ryms."
    ),
    "'{text}' can mean {all} or {decimal}. Write {all}; there are no decimals.": (
        "'{text}' kan betyda {all} eller {decimal}. Skriv {all}; valutan har inga decimaler."
    ),
    "'{text}' can mean {all} or {decimal}. Write {all} or {decimal}.": (
        "'{text}' kan betyda {all} eller {decimal}. Skriv {all} eller {decimal}."
    ),
    "'{text}' can mean {all} or {decimal}. Write {two_sv} or {two_en}.": (
        "'{text}' kan betyda {all} eller {decimal}. Skriv {two_sv} eller {two_en}."
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
