"""The Swedish help, headings and messages of the commands."""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    # samverk
    "A ledger for agreements in which several parties each put something in.": (
        "En liggare för avtal där flera parter bidrar med var sitt."
    ),
    "Start with: samverk demo": "Börja med: samverk demo",
    "Swedish or English; also SAMVERK_LANG.": "Svenska eller engelska; även SAMVERK_LANG.",
    "Try it: the real agreement with invented payments.": (
        "Prova: det verkliga avtalet med påhittade betalningar."
    ),
    "The organisations of the book.": "Bokens organisationer.",
    "Record what has happened.": "Registrera det som har hänt.",
    "Demand money back from a performer.": "Återkräv pengar av en utförare.",
    "Promise a contribution in something else than money.": (
        "Utfäst ett bidrag i annat än pengar."
    ),
    "Balances, at any time, as known at any time.": (
        "Saldon för valfri dag, så som de var kända vid valfri tidpunkt."
    ),
    "The book is damaged: {cause}": "Boken är skadad: {cause}",
    "Something unexpected went wrong: {cause}": "Något oväntat gick fel: {cause}",
    "Developers see more with SAMVERK_TRACEBACK=1.": (
        "Utvecklare ser mer med SAMVERK_TRACEBACK=1."
    ),
    # How a run ends
    "Nothing was recorded.": "Inget registrerades.",
    "Interrupted.": "Avbrutet.",
    "Interrupted; nothing was recorded.": "Avbrutet; inget registrerades.",
    "Interrupted; it is not known whether it was recorded.": (
        "Avbrutet; det är okänt om det registrerades."
    ),
    "It is not known whether it was recorded.": "Det är okänt om det registrerades.",
    "It was recorded as {positions}.": "Det registrerades som {positions}.",
    "It was recorded as {positions}, but could not be printed: {cause}.": (
        "Det registrerades som {positions}, men kunde inte skrivas ut: {cause}."
    ),
    "It was recorded before as {positions}, and not once more now.": (
        "Det registrerades tidigare som {positions}, och inte en gång till nu."
    ),
    "That could not be printed: {cause}.": "Det kunde inte skrivas ut: {cause}.",
    "The output could not be printed: {cause}.": "Resultatet kunde inte skrivas ut: {cause}.",
    "{n} row was recorded before that, as {positions}.": (
        "{n} rad registrerades dessförinnan, som {positions}."
    ),
    "{n} rows were recorded before that, as {positions}.": (
        "{n} rader registrerades dessförinnan, som {positions}."
    ),
    "Nothing was recorded after it.": "Inget registrerades därefter.",
    "Repeat the command with the same --key {key}: it is recorded once.": (
        "Upprepa kommandot med samma --key {key}: det registreras en gång."
    ),
    "Before you repeat it, see whether it is among the last: samverk log": (
        "Se efter om det är bland det sista innan du upprepar det: samverk log"
    ),
    "Before you repeat it, see whether it is among the last: samverk log --agreement {agreement}": (
        "Se efter om det är bland det sista innan du upprepar det: samverk log --agreement"
        " {agreement}"
    ),
    "nobody reads it": "ingen läser det",
    "it is closed": "det är stängt",
    "the disk cannot be written": "disken går inte att skriva till",
    "See whether it is there: samverk --book {path} status": (
        "Se efter om den finns: samverk --book {path} status"
    ),
    "See whether it is there and whole: samverk --book {path} verify": (
        "Se efter om den finns och är hel: samverk --book {path} verify"
    ),
    "Repeat the command: done twice is done once.": (
        "Upprepa kommandot: två gånger är detsamma som en."
    ),
    "{path} was written.": "{path} skrevs.",
    "The checkpoint is held as {path}.": "Kontrollpunkten finns kvar som {path}.",
    "{path} is signed.": "{path} är signerad.",
    "The book is kept.": "Boken finns kvar.",
    "See what differs: samverk verify. Then restore it from a backup.": (
        "Se vad som skiljer: samverk verify. Återställ den sedan från en säkerhetskopia."
    ),
    "Refused": "Avvisat",
    "Conflict": "Konflikt",
    "Altered": "Ändrad",
    "Error": "Fel",
    "Hint: {hint}": "Tips: {hint}",
    # init, status, doctor, demo, export
    "Make a new, empty book.": "Skapa en ny, tom bok.",
    "Made the book {path}.": "Boken {path} är skapad.",
    "Next: samverk agreement propose FILE.toml": "Härnäst: samverk agreement propose FIL.toml",
    "What the book holds, in a few lines.": "Vad boken innehåller, på några rader.",
    "Book": "Bok",
    "(may only be read)": "(får bara läsas)",
    "Parties": "Parter",
    "none yet": "inga än",
    "{n}, the newest recorded {instant}": "{n}, den senaste registrerad {instant}",
    "{n}, of which concluded: {concluded}": "{n}, varav gällande: {concluded}",
    "Closed through": "Stängt till och med",
    "You record as": "Du registrerar som",
    "Look for what is wrong with the installation.": "Kontrollera installationen.",
    "Program: {version}": "Program: {version}",
    "Book: {path}": "Bok: {path}",
    "Book: none at {path}": "Bok: ingen på {path}",
    "Another program's package is in the way: {cause}. Install samverk in an environment of its"
    " own.": (
        "Ett annat programs paket står i vägen: {cause}. Installera samverk i en egen miljö."
    ),
    "The database says: {cause}. Restore the book from a backup.": (
        "Databasen säger: {cause}. Återställ boken från en säkerhetskopia."
    ),
    "The database does not wait for the disk: {cause}.": (
        "Databasen väntar inte på disken: {cause}."
    ),
    "Nothing wrong was found.": "Inget fel hittades.",
    "Load the real agreement with invented payments, and print the reports.": (
        "Läs in det verkliga avtalet med påhittade betalningar, och skriv ut rapporterna."
    ),
    "The book is thrown away afterwards; keep it with --keep.": (
        "Boken tas bort efteråt; behåll den med --keep."
    ),
    "Make the book here and keep it.": "Skapa boken här och behåll den.",
    "The agreement is real; every payment, decision and date after the proposal is invented.": (
        "Avtalet är verkligt; varje betalning, beslut och datum efter förslaget är påhittat."
    ),
    "1. The first year, as it was known when it had been closed:": (
        "1. Det första året, så som det var känt när det hade stängts:"
    ),
    "2. The same year as it is known now, and what has changed since: a payment had been booked"
    " on the wrong line.": (
        "2. Samma år så som det är känt nu, och vad som har ändrats: en betalning hade bokförts"
        " på fel budgetpost."
    ),
    "3. The second year, raised by the rate that each board gets:": (
        "3. Det andra året, uppräknat med den procentsats som varje nämnd får:"
    ),
    "4. A statement of account:": "4. Ett kontoutdrag:",
    "5. What was given in something else than money:": "5. Vad som har getts i annat än pengar:",
    "The book is kept. Go on with, for example:": "Boken är kvar. Fortsätt till exempel med:",
    "The book was thrown away. To keep it: samverk demo --keep demo.book": (
        "Boken är borttagen. Behåll den med: samverk demo --keep demo.book"
    ),
    "Write the postings for another ledger program, with balances to check them by.": (
        "Skriv konteringarna för ett annat bokföringsprogram, med saldon att stämma av mot."
    ),
    "For beancount and fava.": "För beancount och fava.",
    "For hledger and ledger-cli.": "För hledger och ledger-cli.",
    "Write to a file.": "Skriv till en fil.",
    "Choose a form: --beancount or --hledger.": "Välj form: --beancount eller --hledger.",
    # party
    "Make an organisation known to the book.": "Registrera en organisation i boken.",
    "Name, as it stands in reports.": "Namnet, så som det står i rapporter.",
    "What it is.": "Vad den är.",
    "The legal person it belongs to, if not its own.": (
        "Den juridiska person den hör till, om den inte är en egen."
    ),
    "Organisation number, ten digits.": "Organisationsnummer, tio siffror.",
    "List the organisations.": "Lista organisationerna.",
    "Name": "Namn",
    "Legal person": "Juridisk person",
    "Organisation number": "Organisationsnummer",
    # agreement
    "Proposals, decisions and conclusion.": "Förslag, beslut och ikraftträdande.",
    "The board that decides.": "Nämnden som beslutar.",
    "Reference of the decision.": "Beslutets beteckning.",
    "Day of the decision.": "Beslutsdag.",
    "Only this line; all undecided lines of the board if left out. May be repeated.": (
        "Bara denna budgetpost; annars alla nämndens poster utan beslut. Kan upprepas."
    ),
    "Read a proposed agreement from a file.": "Läs in ett föreslaget avtal från en fil.",
    "Give a proposed line a new amount, before conclusion.": (
        "Ge en föreslagen budgetpost ett nytt belopp, innan avtalet gäller."
    ),
    "Budget year.": "Budgetår.",
    "The new amount of the year, in place of the present one.": (
        "Årets nya belopp, i stället för det nuvarande."
    ),
    "Record that a board approved the lines it funds.": (
        "Registrera att en nämnd har beslutat om budgetposterna den finansierar."
    ),
    "Amount as decided, YEAR=AMOUNT, for one line; it is compared with the proposal.": (
        "Belopp enligt beslutet, ÅR=BELOPP, för en budgetpost; det jämförs med förslaget."
    ),
    "Record that a board declined lines it was to fund.": (
        "Registrera att en nämnd har avslagit budgetposter den skulle finansiera."
    ),
    "Record the final decision: the agreement is in force.": (
        "Registrera det slutliga beslutet: avtalet gäller."
    ),
    "Agreements": "Avtal",
    "List the agreements.": "Lista avtalen.",
    "Show an agreement: its marks as an IOP, and who has decided and who has not.": (
        "Visa ett avtal: dess kännetecken som IOP, och vem som har beslutat och inte."
    ),
    "Format; table if left out.": "Format; annars tabell.",
    "Id": "Id",
    "Title": "Titel",
    "Diary number": "Diarienummer",
    "Starts": "Börjar",
    "Ends": "Slutar",
    "Reference": "Beteckning",
    "concluded {day}, {decision}": "gäller sedan {day}, {decision}",
    "proposed, not concluded": "föreslaget, gäller inte än",
    "Status: {status}": "Status: {status}",
    "Extends: {agreement}": "Förlänger: {agreement}",
    "Purpose: {purpose}": "Ändamål: {purpose}",
    "Signatories: {names}": "Avtalsparter: {names}",
    "The three marks of an IOP:": "De tre kännetecknen på ett IOP:",
    "Public and civil-society parties: {public}; {civil}": (
        "Offentliga och idéburna parter: {public}; {civil}"
    ),
    "A common purpose is stated": "Ett gemensamt ändamål är angivet",
    "Every party contributes": "Varje part bidrar",
    "Every party contributes; none recorded yet: {names}": (
        "Varje part bidrar; ännu inget registrerat: {names}"
    ),
    "missing": "saknas",
    "Not decided: {board} ({lines})": "Inte beslutat: {board} ({lines})",
    # uplift, reallocate, release
    "Raise what a board has committed.": "Räkna upp det en nämnd har åtagit sig.",
    "First budget year that is raised.": "Första budgetåret som räknas upp.",
    "Rate in per cent, such as 2,7%.": "Procentsats, till exempel 2,7%.",
    "Only this line; all marked lines if left out.": ("Bara denna budgetpost; annars alla märkta."),
    "The increase, instead of a rate: it is added to each year's amount; needs --line.": (
        "Höjningen, i stället för procent: den läggs till varje års belopp; kräver --line."
    ),
    "Record it although it is unusual; a terminal is asked, anything else refused.": (
        "Registrera fast det är ovanligt; i en terminal ställs en fråga, annars nekas det."
    ),
    "Record it?": "Registrera det?",
    "Replace the earlier uplift for the year.": "Ersätt den tidigare uppräkningen för året.",
    "Give either --rate or --line with --amount.": (
        "Ange antingen --rate eller --line med --amount."
    ),
    "--amount needs --line: the line that is raised by it.": (
        "--amount kräver --line: budgetposten som räknas upp med beloppet."
    ),
    "Move a part of a commitment to another line.": (
        "Flytta en del av ett åtagande till en annan budgetpost."
    ),
    "Reference of the decision; BOARD=REFERENCE for each where two boards fund.": (
        "Beslutets beteckning; NÄMND=BETECKNING för vardera där två nämnder finansierar."
    ),
    "Let a part of a commitment lapse unused.": "Återlämna en oanvänd del av ett åtagande.",
    # record, claim, pledge
    "Day it left the account.": "Dagen pengarna lämnade kontot.",
    "Day it was booked.": "Bokföringsdag.",
    "Day of the report.": "Dagen för återrapporteringen.",
    "Day it was done.": "Dagen det utfördes.",
    "Day it reached the account.": "Dagen pengarna nådde kontot.",
    "Day it happened; today if left out.": "Dagen det skedde; annars i dag.",
    "Voucher of the posting.": "Verifikation.",
    "The bank's reference, unique in the book.": "Bankens referens, unik i boken.",
    "Budget year it belongs to; the year of the date if left out.": (
        "Budgetåret det hör till; annars datumets år."
    ),
    "What is contributed.": "Vad som bidras med.",
    "What it was; nothing about persons.": "Vad det var; inget om personer.",
    "Money paid out to the performer of a line.": "Pengar utbetalda till en budgetposts utförare.",
    "Who was paid; the performer of the line if left out.": (
        "Vem som fick betalt; annars budgetpostens utförare."
    ),
    "A cost of an internal line.": "En kostnad på en intern budgetpost.",
    "What a performer reports that it has spent.": "Återrapportering: vad en utförare har använt av pengarna.",
    "Reference of the report.": "Återrapporteringens beteckning.",
    "A contribution in something else than money.": "Ett bidrag i annat än pengar.",
    "How much, such as 212,5.": "Hur mycket, till exempel 212,5.",
    "Of what, such as h.": "Av vad, till exempel h.",
    "What one unit is worth.": "Vad en enhet är värd.",
    "Position of the pledge that it fulfils.": "Positionen för utfästelsen som det uppfyller.",
    "How the unit value was arrived at.": "Hur värdet per enhet bestämdes.",
    "The value as stated; it is checked.": "Värdet som det angetts; det kontrolleras.",
    "Money that came back on a recovery claim.": "Pengar som kom tillbaka på ett återkrav.",
    "Day it is to be paid back.": "Dagen det ska vara återbetalt.",
    "Why it is demanded.": "Varför det återkrävs.",
    "Year it is promised for.": "Året det utfästs för.",
    # in-kind, reverse, period
    "Verify or reject contributions in kind: four eyes.": (
        "Bestyrk eller underkänn bidrag i annat än pengar: fyraögonsprincipen."
    ),
    "Confirm a contribution against its evidence.": "Bestyrk ett bidrag mot dess underlag.",
    "Find that a contribution does not hold.": "Underkänn ett bidrag.",
    "Take an entry back; then record it right.": "Ta tillbaka en post; registrera den sedan rätt.",
    "Day of the reversal; the entry's own if left out.": "Rättelsens dag; annars postens egen.",
    "Close and reopen periods.": "Stäng och öppna perioder.",
    "Let nothing more be dated in a period, or before it.": (
        "Låt inget mer dateras i en period, eller före den."
    ),
    "Undo the newest closing: four eyes.": "Öppna den senast stängda perioden: fyraögonsprincipen.",
    "List the closed periods.": "Lista de stängda perioderna.",
    "Closed periods": "Stängda perioder",
    "Last day": "Sista dag",
    # report
    "An agreement, line by line and year by year.": "Ett avtal, post för post och år för år.",
    "What a board has committed and paid, in all agreements.": (
        "Vad en nämnd har åtagit sig och utfallet, i alla avtal."
    ),
    "Statement of account: promised to or by a party, paid, used, owed back, in kind.": (
        "Kontoutdrag: utfäst till eller av en part, utfall, återrapporterat, att återbetala, annat än"
        " pengar."
    ),
    "Contributions in something else than money.": "Bidrag i annat än pengar.",
    "Paid and still to pay, by month and line.": (
        "Utfall och kvar att betala, per månad och budgetpost."
    ),
    "Only facts about this day or earlier (effective date).": (
        "Bara det som gäller denna dag eller tidigare."
    ),
    "Only what the ledger had been told by then; a day ends at 24:00 UTC.": (
        "Bara det som hade registrerats då; en dag slutar kl. 24.00 UTC."
    ),
    "Only the first so many events.": "Bara så många av de första händelserna.",
    "2024, 2024-Q1, 2024-T2 (four months) or 2024-05.": (
        "2024, 2024-Q1, 2024-T2 (tertial) eller 2024-05."
    ),
    "Add what has changed since then, and by which events.": (
        "Lägg till vad som har ändrats sedan dess, och genom vilka händelser."
    ),
    "Which, where there are several.": "Vilken, om det finns flera.",
    "Write to a file; its ending decides the format.": (
        "Skriv till en fil; dess ändelse avgör formatet."
    ),
    # log, show, replay
    "The audit trail: what happened, who, when, why.": (
        "Behandlingshistoriken: vad som hände, vem, när, varför."
    ),
    "Audit trail": "Behandlingshistorik",
    "Only this agreement.": "Bara detta avtal.",
    "Only this line.": "Bara denna budgetpost.",
    "Only what concerns this party.": "Bara det som rör denna part.",
    "Only what concerns lines of this board.": "Bara det som rör denna nämnds budgetposter.",
    "Only this event, such as disbursement-recorded.": (
        "Bara denna händelse, till exempel disbursement-recorded."
    ),
    "Only this voucher.": "Bara denna verifikation.",
    "Only what this actor recorded.": "Bara det som denna användare registrerat.",
    "Recorded": "Registrerad",
    "Effective": "Gäller per",
    "Event": "Händelse",
    "What": "Vad",
    "Actor": "Vem",
    "Assurance": "Identitet",
    "Why": "Varför",
    "Evidence": "Underlag",
    "Follows from": "Följer av",
    "Key": "Nyckel",
    "Stream": "Ström",
    "Leaf hash": "Kontrollsumma",
    "about no day": "ingen viss dag",
    "not stated": "inte angivet",
    "nothing": "inget",
    "Stored:": "Lagrat:",
    "What it changed:": "Vad den ändrade:",
    "One event in full, and what it changed.": "En händelse i sin helhet, och vad den ändrade.",
    "Rebuild every projection from the events, and say whether the views agree.": (
        "Räkna om alla saldon från händelserna, och säg om vyerna stämmer."
    ),
    "Make the views anew from the events.": "Räkna om vyerna från händelserna.",
    "Replaying": "Räknar om",
    "{events} replayed; all postings sum to {total}.": (
        "Räknade om {events}; summan av alla konteringar är {total}."
    ),
    "The views show the present, so they were not compared with the past.": (
        "Vyerna visar nuläget, så de jämfördes inte med det förflutna."
    ),
    "The views differ from the events. Make them anew: samverk replay --rebuild": (
        "Vyerna skiljer sig från händelserna. Räkna om dem: samverk replay --rebuild"
    ),
    "No views were compared: questions are answered from the events here.": (
        "Inga vyer jämfördes: här besvaras frågor direkt ur händelserna."
    ),
    "The views agree with the events.": "Vyerna stämmer med händelserna.",
    # What every command that writes has in common.
    "Why.": "Varför.",
    "What it rests on; of a file the SHA-256 is kept. May be repeated.": (
        "Vad det grundas på; av en fil sparas SHA-256. Kan upprepas."
    ),
    "Idempotency key: the same command twice is recorded once.": (
        "Nyckel mot dubbletter: samma kommando två gånger registreras en gång."
    ),
    "Show what would be recorded, and record nothing.": (
        "Visa vad som skulle registreras, och registrera inget."
    ),
    "How to print what was recorded.": "Hur det registrerade skrivs ut.",
    "Recorded before under this key, by {actor}; nothing was written now:": (
        "Redan registrerat med denna nyckel, av {actor}; inget skrevs nu:"
    ),
    "This would be recorded:": "Detta skulle registreras:",
    "Nothing was written.": "Inget skrevs.",
    "takes back #{position}: {entry}": "tar tillbaka #{position}: {entry}",
    "due {day}": "förfaller {day}",
    "on claim #{position}": "på återkrav #{position}",
    "committed": "åtaget",
    "paid": "utfall",
    "remaining": "återstår",
    "reported": "återrapporterat",
    "owed back": "att återbetala",
    "held": "kvar hos utföraren",
    "%": "%",
}
