"""The Swedish texts, by the English ones. A test fails for a text that is missing here.

Append to the part it belongs to; a larger topic may have a module of its own, like the
refusals. Placeholders are the same in both languages. Help texts are written here paragraph
by paragraph, each as one line.
"""

from __future__ import annotations

from ledger.presentation.swedish_click import CLICK, METAVARS
from ledger.presentation.swedish_commands import COMMANDS
from ledger.presentation.swedish_files import FILES
from ledger.presentation.swedish_refusals import REFUSALS
from ledger.presentation.swedish_rules import RULES
from ledger.presentation.swedish_server import SERVER
from ledger.presentation.swedish_shell import SHELL
from ledger.presentation.swedish_trust import TRUST
from ledger.presentation.swedish_values import VALUES

# Closed vocabularies, as they are stored; ``formats.word`` shows them.
WORDS: dict[str, str] = {
    # Events.
    "party-registered": "part registrerad",
    "agreement-proposed": "avtal föreslaget",
    "budget-line-proposed": "budgetpost föreslagen",
    "line-amended": "budgetpost ändrad",
    "commitment-approved": "åtagande beslutat",
    "commitment-declined": "åtagande avslaget",
    "agreement-concluded": "avtalet gäller",
    "uplift-applied": "uppräkning beslutad",
    "reallocated": "omfördelning",
    "commitment-released": "åtagande återlämnat",
    "disbursement-recorded": "utbetalning registrerad",
    "internal-cost-recorded": "intern kostnad registrerad",
    "use-reported": "återrapportering",
    "repayment-claimed": "återkrav",
    "repayment-received": "återbetalning",
    "in-kind-pledged": "utfäst bidrag i annat än pengar",
    "in-kind-recorded": "bidrag i annat än pengar",
    "in-kind-verified": "bidrag i annat än pengar bestyrkt",
    "in-kind-rejected": "bidrag i annat än pengar underkänt",
    "entry-reversed": "rättelsepost",
    "period-closed": "periodstängning",
    "period-reopened": "periodöppning",
    # Parties.
    "board": "nämnd",
    "unit": "kommunal enhet",
    "state": "statligt organ",
    "civil": "idéburen organisation",
    "company": "företag",
    # Contributions in kind.
    "competence": "kompetens",
    "premises": "lokaler",
    "volunteer": "ideell tid",
    "goods": "varor",
    "pledged": "utfäst",
    "recorded": "registrerat",
    "verified": "bestyrkt",
    "rejected": "underkänt",
    # Roles.
    "funder": "finansiär",
    "performer": "utförare",
    "accountable": "ansvarig",
    "signatory": "avtalspart",
    "contributor": "bidragsgivare",
    "in-kind": "annat än pengar",
    # Decisions and agreements.
    "approved": "beslutat",
    "declined": "avslaget",
    "undecided": "ej beslutat",
    "proposed": "föreslaget",
    "concluded": "gäller",
    "open": "öppen",
    "closed": "stängd",
    # Settlement, rounding.
    "external": "extern",
    "internal": "intern",
    "ore": "öre",
    "krona": "krona",
    # How sure it is who did something (docs/DOMAIN.md).
    "claimed": "uppgiven",
    "database-attested": "styrkt av databasen",
    "signed": "signerad",
    "yes": "ja",
    "no": "nej",
    "none": "inga",
}

# Headings and sentences of reports.
REPORTS: dict[str, str] = {
    "Agreement": "Avtal",
    "Line": "Post",
    "Year": "År",
    "Budget year": "Budgetår",
    "Decision": "Beslut",
    "Month": "Månad",
    "Period": "Period",
    "Purpose": "Ändamål",
    "Funder": "Finansiär",
    "Performer": "Utförare",
    "Board": "Nämnd",
    "Party": "Part",
    "Counterparty": "Motpart",
    "Role": "Roll",
    "Lines": "Poster",
    "Voucher": "Verifikation",
    "Boards": "Nämnder",
    "Amount": "Belopp",
    "Settlement": "Betalningssätt",
    "Uplift applies": "Räknas upp",
    "Verified quantity": "Bestyrkt mängd",
    "The sums are as before": "Summorna är som förut",
    "Status": "Status",
    "Currency": "Valuta",
    "Proposed": "Föreslaget",
    "Approved": "Beslutat",
    "Uplift": "Uppräkning",
    "Reallocated": "Omfördelat",
    "Released": "Återlämnat",
    "Committed": "Åtaget",
    "Disbursed": "Utbetalt",
    "Internal cost": "Intern kostnad",
    "Internal": "Internt",
    "Paid": "Utfall",
    "Remaining": "Återstår",
    "Still to pay": "Kvar att betala",
    "Used": "Återrapporterat",
    "Reported": "Återrapporterat",
    "Reported use": "Återrapporterat",
    "Claimed": "Återkrävt",
    "Claimed back": "Återkrävt",
    "Repaid": "Återbetalt",
    "Net cost": "Nettokostnad",
    "Held": "Kvar hos utföraren",
    "Owed back": "Att återbetala",
    "Accumulated": "Ackumulerat",
    # In kind.
    "In kind": "Annat än pengar",
    "Type": "Slag",
    "Kind": "Slag",
    "Description": "Beskrivning",
    "Unit": "Enhet",
    "Quantity": "Mängd",
    "Unit value": "Värde per enhet",
    "Value": "Värde",
    "Pledged": "Utfäst",
    "Delivered": "Levererat",
    "Verified": "Bestyrkt",
    "of which verified": "varav bestyrkt",
    "Pledged quantity": "Utfäst mängd",
    "Pledged in kind": "Utfäst, annat än pengar",
    "Delivered in kind": "Levererat, annat än pengar",
    "Verified in kind": "Bestyrkt, annat än pengar",
    # The header, the last row, a comparison.
    "Total": "Summa",
    "as of {day}": "per {day}",
    "all dates": "alla datum",
    "known {instant}": "känt {instant}",
    "nothing recorded": "inget registrerat",
    "position {at}": "position {at}",
    "Changed": "Ändrat",
    "Changed since {when}": "Ändrat sedan {when}",
    "Nothing has changed.": "Inget har ändrats.",
    "Nothing to show.": "Inget att visa.",
    "Figure": "Uppgift",
    "Before": "Före",
    "Change": "Ändring",
    "Now": "Nu",
    "Events": "Händelser",
    # Notices.
    "Note: {text}": "Obs: {text}",
    "No contribution recorded for {name}.": "Inget bidrag registrerat för {name}.",
    (
        "{line}, {year}: the use reported, {reported}, exceeds what has been disbursed,"
        " {disbursed}."
    ): "{line}, {year}: återrapporterat {reported} är mer än utbetalt {disbursed}.",
    "{board} has declined {lines}.": "{board} har avslagit {lines}.",
    "{board} has not decided on {lines}.": "{board} har inte beslutat om {lines}.",
    "The party both funds and performs lines; the sums take in both.": (
        "Parten både finansierar och utför budgetposter; summorna omfattar båda."
    ),
    "The agreement {agreement} has not been concluded.": "Avtalet {agreement} gäller inte än.",
    "{amount} of what is paid is internal cost: it never left the municipality.": (
        "{amount} av utfallet är intern kostnad: pengarna har aldrig lämnat kommunen."
    ),
}

# What the program says about what somebody wrote.
INPUT: dict[str, str] = {
    "{text} is negative, and only numbers above zero are recorded.": (
        "{text} är negativt, och bara tal över noll registreras."
    ),
    "Did you mean {near}?": "Menade du {near}?",
    "is no date. Write it as YYYY-MM-DD: 2024-06-30.": (
        "är inget datum. Skriv det som ÅÅÅÅ-MM-DD: 2024-06-30."
    ),
    "is no period. Write a year, quarter, tertial or month: {examples}.": (
        "är ingen period. Skriv ett år, kvartal, tertial eller en månad: {examples}."
    ),
    "is no year. Write four digits: 2024.": "är inget år. Skriv fyra siffror: 2024.",
    "is no position. Write the number of an event: 12.": (
        "är ingen position. Skriv en händelses nummer: 12."
    ),
    "is no time. Write a day or an instant: {examples}.": (
        "är ingen tid. Skriv en dag eller en tidpunkt: {examples}."
    ),
    "is empty. Write something.": "är tomt. Skriv något.",
    "is too long. Write at most {limit} characters.": ("är för långt. Skriv högst {limit} tecken."),
    "holds a character that cannot be seen. Write it again, on one line.": (
        "innehåller ett tecken som inte syns. Skriv det igen, på en rad."
    ),
    (
        "is no id. Write letters, digits, full stop, hyphen and underscore, at most {limit},"
        " the first a letter or a digit."
    ): (
        "är inget id. Skriv bokstäver, siffror, punkt, bindestreck och understreck, högst"
        " {limit}, det första en bokstav eller siffra."
    ),
    "is no organisation number. Write ten digits: 212000-1124.": (
        "är inget organisationsnummer. Skriv tio siffror: 212000-1124."
    ),
    (
        "There is no file '{file}'. If that is a part of the reference, end it with a colon:"
        " '{text}:'"
    ): (
        "Det finns ingen fil '{file}'. Hör det till referensen, avsluta den med ett kolon:"
        " '{text}:'"
    ),
    "The file '{file}' cannot be read.": "Filen '{file}' går inte att läsa.",
    "is no rate. Write it as 2.7% or 2,7%.": (
        "är ingen procentsats. Skriv den som 2,7% eller 2.7%."
    ),
    "is no quantity. Write it as 212.5 or 212,5.": (
        "är ingen mängd. Skriv den som 212,5 eller 212.5."
    ),
    (
        "'{text}' can mean {all} or {decimal}. Write {all}, or the decimals as {two_sv}"
        " or {two_en}."
    ): (
        "”{text}” kan betyda {all} eller {decimal}. Skriv {all}, eller decimalerna som"
        " {two_sv} eller {two_en}."
    ),
    "has decimals, and this currency has none.": "har decimaler, och valutan har inga.",
    "has too many decimals. Write at most {places}.": (
        "har för många decimaler. Skriv högst {places}."
    ),
    "is too large.": "är för stort.",
    "is no amount. Write it as 1210000, 1 210 000 or 320 000,50.": (
        "är inget belopp. Skriv det som 1210000, 1 210 000 eller 320 000,50."
    ),
    "has no year. Write YEAR=AMOUNT: 2024=320000.": ("har inget år. Skriv ÅR=BELOPP: 2024=320000."),
}

# Where output goes.
OUTPUT: dict[str, str] = {
    "This format is no text, so it is not printed. Write it to a file with -o.": (
        "Formatet är inte text och skrivs därför inte ut i terminalen. Skriv det till en fil med -o."
    ),
    "the ending of {file} says no format. Use one of {endings}, or add -O.": (
        "ändelsen på {file} anger inget format. Använd någon av {endings}, eller lägg till -O."
    ),
    "{file} is a folder. Name a file in it.": "{file} är en mapp. Ange en fil i den.",
    "{file} could not be written: {cause}.": "{file} gick inte att skriva: {cause}.",
    "Wrote {file}.": "Skrev {file}.",
    "there is no such folder": "mappen finns inte",
    "you may not write there": "du får inte skriva där",
    "the disk is full": "disken är full",
    "the name is too long": "namnet är för långt",
}

SWEDISH: dict[str, str] = {
    **CLICK,
    **METAVARS,
    **WORDS,
    **REPORTS,
    **INPUT,
    **OUTPUT,
    **REFUSALS,
    **RULES,
    **COMMANDS,
    **TRUST,
    **SERVER,
    **SHELL,
    **VALUES,
    **FILES,
}
