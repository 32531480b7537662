"""The Swedish texts about values: numbers, ids that are not there, files that are proposed."""

from __future__ import annotations

VALUES: dict[str, str] = {
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
