"""The Swedish sentences and hints for what the ledger refuses: see ``refusals.py``."""

from __future__ import annotations

REFUSALS: dict[str, str] = {
    "There is already a party with the id {party}: {name}.": (
        "Det finns redan en part med id {party}: {name}."
    ),
    "Choose another id, or see: samverk party list": (
        "Välj ett annat id, eller se: samverk party list"
    ),
    "{number} is no organisation number: its check digit does not hold.": (
        "{number} är inget organisationsnummer: kontrollsiffran stämmer inte."
    ),
    "Write the ten digits, with or without a hyphen, as in the register.": (
        "Skriv de tio siffrorna, med eller utan bindestreck, som i registret."
    ),
    "The file describes the party {party} differently than the book, where it is {name}.": (
        "Filen beskriver parten {party} på ett annat sätt än boken, där den är {name}."
    ),
    "Remove its [[party]] block from the file, or see: samverk party list": (
        "Ta bort dess [[party]] ur filen, eller se: samverk party list"
    ),
    "There is no party with the id {party}.": ("Det finns ingen part med id {party}."),
    "See: samverk party list. A new one: samverk party add {party} --name … --kind …": (
        "Se: samverk party list. En ny: samverk party add {party} --name … --kind …"
    ),
    "There is no agreement with the id {agreement}.": ("Det finns inget avtal med id {agreement}."),
    "See: samverk agreement list": ("Se: samverk agreement list"),
    "There is already an agreement with the id {agreement}.": (
        "Det finns redan ett avtal med id {agreement}."
    ),
    "Choose another id in the file, or see: samverk agreement show {agreement}": (
        "Välj ett annat id i filen, eller se: samverk agreement show {agreement}"
    ),
    "The agreement would start {starts} and end earlier, {ends}.": (
        "Avtalet skulle börja {starts} och sluta tidigare, {ends}."
    ),
    "Correct starts or ends in the file.": ("Rätta starts eller ends i filen."),
    "{currency} is no currency that this program knows.": (
        "{currency} är ingen valuta som programmet känner till."
    ),
    "It knows: {known}": ("Det känner till: {known}"),
    "The agreement {agreement} has no budget line.": ("Avtalet {agreement} har ingen budgetpost."),
    "Write at least one [[line]] in the file.": ("Skriv minst en [[line]] i filen."),
    "The line {line} is in the file twice.": ("Budgetposten {line} står två gånger i filen."),
    "Give each line an id of its own.": ("Ge varje budgetpost ett eget id."),
    "The line {line} has no amount for any year.": (
        "Budgetposten {line} har inget belopp för något år."
    ),
    'Write it as: amounts = {{ 2024 = "320 000" }}': (
        'Skriv det så här: amounts = {{ 2024 = "320 000" }}'
    ),
    "The amount is {amount}, and only an amount above zero can be recorded.": (
        "Beloppet är {amount}, och bara belopp över noll kan registreras."
    ),
    "Money that came back: samverk record repayment. A wrong entry: samverk reverse": (
        "Pengar som kom tillbaka: samverk record repayment. En felaktig post: samverk reverse"
    ),
    "The year {year} lies outside the agreement, which runs from {first} to {last}.": (
        "Året {year} ligger utanför avtalet, som löper från {first} till {last}."
    ),
    "Give the budget year that the amount belongs to with --year.": (
        "Ange budgetåret som beloppet hör till med --year."
    ),
    "The line {line} cannot be internal: {funder} and {performer} are not parts of one legal person.": (
        "Budgetposten {line} kan inte vara intern: {funder} och {performer} hör inte till samma juridiska person."
    ),
    'Write settlement = "external", or correct legal_entity of the two parties.': (
        'Skriv settlement = "external", eller rätta legal_entity för de två parterna.'
    ),
    "The line {line} does not say whether money is paid out: {funder} and {performer} are parts of one legal person.": (
        "Budgetposten {line} anger inte om pengar betalas ut: {funder} och {performer} hör till samma juridiska person."
    ),
    'Write settlement = "internal" on the line if the cost stays within the legal person, or settlement = "external" if money is paid to {performer}.': (
        'Skriv settlement = "internal" på budgetposten om kostnaden stannar inom den juridiska personen, eller settlement = "external" om pengar betalas till {performer}.'
    ),
    "{performer} performs the line {line} and is no signatory, so somebody must answer.": (
        "{performer} utför budgetposten {line} och är ingen avtalspart, så någon måste svara för den."
    ),
    "Write accountable = with the id of the signatory that answers for it.": (
        "Skriv accountable = med id för den avtalspart som svarar för den."
    ),
    "The lines of {year} sum to {sum}, and the document states {stated}: a difference of {difference}.": (
        "Budgetposterna för {year} blir tillsammans {sum}, och dokumentet anger {stated}: en skillnad på {difference}."
    ),
    "Look for an amount that was typed wrong; then propose the file again.": (
        "Leta efter ett belopp som är fel skrivet; läs sedan in filen igen."
    ),
    "There is no line {line} in the agreement.": ("Det finns ingen budgetpost {line} i avtalet."),
    "Its lines are: {known}": ("Dess budgetposter är: {known}"),
    "The agreement was concluded {on}.": ("Avtalet gäller sedan {on}."),
    "Later changes of an amount: samverk uplift, reallocate or release": (
        "Senare ändringar av ett belopp: samverk uplift, reallocate eller release"
    ),
    "The line {line} has been decided already, in {decision}.": (
        "Budgetposten {line} är redan avgjord, genom {decision}."
    ),
    "A decision that was recorded wrong: samverk reverse": (
        "Ett beslut som registrerats fel: samverk reverse"
    ),
    "The line {line} is proposed at {proposed} for {year}, and the decision says {decided}.": (
        "Budgetposten {line} är föreslagen till {proposed} för {year}, och beslutet anger {decided}."
    ),
    "Amend it first: samverk agreement amend {agreement} {line} --year {year} --amount …": (
        "Ändra den först: samverk agreement amend {agreement} {line} --year {year} --amount …"
    ),
    "{board} funds no line of the agreement.": ("{board} finansierar ingen budgetpost i avtalet."),
    "See who funds what: samverk agreement show": (
        "Se vem som finansierar vad: samverk agreement show"
    ),
    "The line {line} is funded by {funder}, so {board} cannot decide on it.": (
        "Budgetposten {line} finansieras av {funder}, så {board} kan inte besluta om den."
    ),
    "Name the board that funds it: --board {funder}": (
        "Ange den nämnd som finansierar den: --board {funder}"
    ),
    "Not decided yet: {lines}. It is for {boards} to decide.": (
        "Ännu inte avgjort: {lines}. Beslutet tas av {boards}."
    ),
    "Record the decisions: samverk agreement approve (or decline)": (
        "Registrera besluten: samverk agreement approve (eller decline)"
    ),
    "No line has been approved, so there is nothing to conclude.": (
        "Ingen budgetpost är beslutad, så det finns inget avtal som kan börja gälla."
    ),
    "Record the approvals: samverk agreement approve": (
        "Registrera besluten: samverk agreement approve"
    ),
    "The agreement has not been concluded. Lines without a decision: {undecided}.": (
        "Avtalet gäller inte än. Budgetposter utan beslut: {undecided}."
    ),
    "Record the decisions, then: samverk agreement conclude": (
        "Registrera besluten, och sedan: samverk agreement conclude"
    ),
    "The rate is {rate} %, and an uplift raises.": (
        "Procentsatsen är {rate} %, och en uppräkning höjer."
    ),
    "Write the rate as 2.7% or 2,7%. A commitment that lapses: samverk release": (
        "Skriv den som 2,7% eller 2.7%. En del av ett åtagande som inte behövs: samverk release"
    ),
    "The line {line} is not marked for uplift.": (
        "Budgetposten {line} är inte märkt för uppräkning."
    ),
    "Lines marked for uplift: {marked}": ("Budgetposter som är märkta för uppräkning: {marked}"),
    "The uplift of {line} for {year} is decided already, in {decision} (event #{position}).": (
        "Uppräkningen av {line} för {year} är redan beslutad, genom {decision} (händelse #{position})."
    ),
    "If the new decision replaces it, add --supersede": (
        "Om det nya beslutet ersätter det gamla, lägg till --supersede"
    ),
    "There is no uplift of {line} for {year} to supersede.": (
        "Det finns ingen uppräkning av {line} för {year} att ersätta."
    ),
    "Leave out --supersede": ("Utelämna --supersede"),
    "An uplift of {line} for {year} was built on this one (event #{position}).": (
        "En uppräkning av {line} för {year} bygger på denna (händelse #{position})."
    ),
    "Reverse the later one first: samverk reverse {position} --reason …": (
        "Rätta den senare först: samverk reverse {position} --reason …"
    ),
    "The line {line} has no approved amount for {year}.": (
        "Budgetposten {line} har inget beslutat belopp för {year}."
    ),
    "See what is approved: samverk agreement show": (
        "Se vad som är beslutat: samverk agreement show"
    ),
    "The amount would move from {line} to {line}.": (
        "Beloppet skulle flyttas från {line} till {line}."
    ),
    "Name two different lines.": ("Ange två olika budgetposter."),
    "The line {line} was declined, so nothing can be moved to it.": (
        "Budgetposten {line} avslogs, så inget kan flyttas till den."
    ),
    "See the decisions: samverk agreement show": ("Se besluten: samverk agreement show"),
    "Two boards are concerned, and it is not said which of them decided {reference}.": (
        "Två nämnder berörs, och det framgår inte vilken av dem som beslutade {reference}."
    ),
    "Write each as --decision BOARD=REFERENCE. The boards: {boards}": (
        "Skriv vart och ett som --decision NÄMND=BETECKNING. Nämnderna: {boards}"
    ),
    "A decision is missing by: {boards}.": ("Det saknas beslut av: {boards}."),
    "Write each as --decision BOARD=REFERENCE": (
        "Skriv vart och ett som --decision NÄMND=BETECKNING"
    ),
    "{amount} is {excess} more than the {limit} that is unpaid on {line} {year}.": (
        "På {line} {year} är {limit} ej utbetalt; {amount} är {excess} för mycket."
    ),
    "At most {limit} can be moved, released or taken back.": (
        "Högst {limit} kan flyttas, återlämnas eller tas tillbaka."
    ),
    "{amount} is {excess} more than the {limit} that remains on {line} {year}.": (
        "På {line} {year} återstår {limit}; {amount} är {excess} för mycket."
    ),
    "At most {limit} can be recorded. See what was paid: samverk log --line {line}": (
        "Högst {limit} kan registreras. Se utfallet: samverk log --line {line}"
    ),
    "{amount} is {excess} more than the {limit} of {line} {year} that was disbursed and not claimed back.": (
        "På {line} {year} är {limit} utbetalt och inte återkrävt; {amount} är {excess} för mycket."
    ),
    "At most {limit} can be claimed.": ("Högst {limit} kan återkrävas."),
    "{amount} is {excess} more than the {limit} that is open on the claim.": (
        "På återkravet är {limit} obetalt; {amount} är {excess} för mycket."
    ),
    "At most {limit} can be recorded. See: samverk log --line {line}": (
        "Högst {limit} kan registreras. Se: samverk log --line {line}"
    ),
    "The line {line} is internal: its money never leaves the municipality.": (
        "Budgetposten {line} är intern: pengarna lämnar aldrig kommunen."
    ),
    "Record the cost: samverk record internal-cost": (
        "Registrera kostnaden: samverk record internal-cost"
    ),
    "The line {line} is paid out to its performer; it has no internal costs.": (
        "Budgetposten {line} betalas ut till utföraren; den har inga interna kostnader."
    ),
    "Record the payment: samverk record disbursement": (
        "Registrera utbetalningen: samverk record disbursement"
    ),
    "{payee} does not perform the line {line}: {performer} does.": (
        "{payee} utför inte budgetposten {line}: det gör {performer}."
    ),
    "Check the line, or leave out --payee: the performer is paid.": (
        "Kontrollera budgetposten, eller utelämna --payee: utföraren får betalt."
    ),
    "The bank reference {reference} was recorded before, as event #{position}.": (
        "Bankreferensen {reference} är redan registrerad, som händelse #{position}."
    ),
    "See it: samverk show {position}": ("Se den: samverk show {position}"),
    "Event #{position} is no recovery claim of this agreement.": (
        "Händelse #{position} är inget återkrav i detta avtal."
    ),
    "Its claims are: {known}": ("Dess återkrav är: {known}"),
    "{party} is no party to the agreement.": ("{party} är ingen part i avtalet."),
    "The parties: {known}": ("Parterna: {known}"),
    "Quantity ({quantity}) and unit value ({unit_value}) must both be above zero.": (
        "Mängden ({quantity}) och värdet per enhet ({unit_value}) måste båda vara över noll."
    ),
    "A contribution that did not happen: samverk in-kind reject, or samverk reverse": (
        "Ett bidrag som inte blev av: samverk in-kind reject, eller samverk reverse"
    ),
    "Event #{position} is no pledge by {party} in this agreement.": (
        "Händelse #{position} är ingen utfästelse av {party} i detta avtal."
    ),
    "Quantity × unit value is {value}; at most {limit} can be recorded.": (
        "Mängd × värde per enhet är {value}; högst {limit} kan registreras."
    ),
    "Correct the quantity or the unit value.": "Rätta mängden eller värdet per enhet.",
    "Its pledges are: {known}": ("Dess utfästelser är: {known}"),
    "The stated value is {stated}, and quantity × unit value is {value}: a difference of {difference}.": (
        "Det angivna värdet är {stated}, och mängd × värde per enhet är {value}: en skillnad på {difference}."
    ),
    "Correct the quantity, the unit value or the value.": (
        "Rätta mängden, värdet per enhet eller värdet."
    ),
    "Event #{position} is no contribution in kind that stands: it is '{event}'.": (
        "Händelse #{position} är inget gällande bidrag i annat än pengar: den är ”{event}”."
    ),
    "Find it with: samverk log --event in-kind-recorded": (
        "Sök med: samverk log --event in-kind-recorded"
    ),
    "The contribution was verified or rejected already, in event #{by}.": (
        "Bidraget är redan bestyrkt eller underkänt, i händelse #{by}."
    ),
    "See it: samverk show {by}": ("Se den: samverk show {by}"),
    "{actor} recorded it, and somebody else has to do this: four eyes.": (
        "{actor} registrerade det, och någon annan måste göra detta: fyraögonsprincipen."
    ),
    "Let a colleague do it: in a file with --actor, on a server by their own login": (
        "Låt en kollega göra det: i en fil med --actor, på en server med egen inloggning"
    ),
    "Event #{position} names no evidence, so there is nothing to verify it against.": (
        "Händelse #{position} anger inget underlag, så det finns inget att bestyrka den mot."
    ),
    "Reverse it, and record it again with --evidence REFERENCE:FILE": (
        "Rätta den, och registrera den igen med --evidence BETECKNING:FIL"
    ),
    "There is no event #{position} in the book.": ("Det finns ingen händelse #{position} i boken."),
    "See what there is: samverk log": ("Se vad som finns: samverk log"),
    "Event #{position}, '{event}', cannot be taken back.": (
        "Händelse #{position}, ”{event}”, kan inte tas tillbaka."
    ),
    "Only decisions, payments, reports, claims and contributions can be reversed.": (
        "Bara beslut, betalningar, återrapporteringar, återkrav och bidrag kan rättas."
    ),
    "Event #{position} is itself a reversal.": ("Händelse #{position} är själv en rättelsepost."),
    "Record again what should stand.": ("Registrera på nytt det som ska gälla."),
    "Event #{position} was reversed already, by event #{by}.": (
        "Händelse #{position} är redan rättad, av händelse #{by}."
    ),
    "The reversal would be dated {day}, before the entry itself ({entry_day}).": (
        "Rättelsen skulle dateras {day}, före själva posten ({entry_day})."
    ),
    "Leave out --on, or give a day that is not earlier.": (
        "Utelämna --on, eller ange en dag som inte är tidigare."
    ),
    "Event #{position} cannot be taken back, because {because}.": (
        "Händelse #{position} kan inte tas tillbaka, eftersom {because}."
    ),
    "Reverse what depends on it first: samverk log shows it": (
        "Rätta först det som bygger på den: samverk log visar det"
    ),
    "{day} lies in a closed period: everything up to {closed_through} is closed.": (
        "{day} ligger i en stängd period: allt till och med {closed_through} är stängt."
    ),
    "Date it in an open period; where it has a budget year, give that with --year. Somebody else may open the newest closed period: samverk period reopen": (
        "Datera posten i en öppen period; har den ett budgetår, ange det med --year. Någon annan kan öppna den senast stängda perioden: samverk period reopen"
    ),
    "{period} cannot be closed now: everything up to {closed_through} is closed.": (
        "{period} kan inte stängas nu: allt till och med {closed_through} är stängt."
    ),
    "Close the next period: samverk period list": ("Stäng nästa period: samverk period list"),
    "{period} is not over: it ends {ends}.": ("{period} är inte slut: den slutar {ends}."),
    "Close it when its last day has passed.": ("Stäng den när den sista dagen har gått."),
    "Only the newest closed period can be opened, and {period} is not it.": (
        "Bara den senast stängda perioden kan öppnas, och det är inte {period}."
    ),
    "See: samverk period list": ("Se: samverk period list"),
    "The key {key} was used for something else, event #{position}. Nothing was written.": (
        "Nyckeln {key} har använts för något annat, händelse #{position}. Inget skrevs."
    ),
    "See it: samverk show {position}. If this is another entry, give it another key.": (
        "Se den: samverk show {position}. Är detta en annan post, ge den en annan nyckel."
    ),
    "The report would mix {currencies}, and currencies are never added.": (
        "Rapporten skulle blanda {currencies}, och valutor läggs aldrig ihop."
    ),
    "Choose one: --currency {first}": ("Välj en: --currency {first}"),
    "There is nothing to compare with: position {position} is not before {at}.": (
        "Det finns inget att jämföra med: position {position} ligger inte före {at}."
    ),
    "Give an earlier position or time with --compare-to": (
        "Ange en tidigare position eller tid med --compare-to"
    ),
    "Position {position} is beyond the end of the book, which is event #{head}.": (
        "Position {position} ligger bortom bokens slut, som är händelse #{head}."
    ),
    "There is no book at {path}.": ("Boken {path} finns inte."),
    "Make one: samverk --book {path} init. Or name another: --book PATH": (
        "Skapa den: samverk --book {path} init. Eller ange en annan: --book SÖKVÄG"
    ),
    "{path} is no book of this program, or it is damaged.": (
        "{path} är ingen bok för detta program, eller den är skadad."
    ),
    "Name the book with --book PATH or SAMVERK_BOOK.": (
        "Ange boken med --book SÖKVÄG eller SAMVERK_BOOK."
    ),
    "{path} was made by a newer program (form {version}; this one knows {known}).": (
        "{path} är skapad av ett nyare program (form {version}; detta känner till {known})."
    ),
    "Install the newer program.": ("Installera det nyare programmet."),
    "There is something at {path} already; it was left as it is.": (
        "Det finns redan något på {path}; det lämnades som det är."
    ),
    "Name another place, or move away what is there, with its log and its key.": (
        "Ange en annan plats, eller flytta undan det som ligger där, med logg och nyckel."
    ),
    "The book {path} could not be made: {cause}.": ("Boken {path} kunde inte skapas: {cause}."),
    "Name a file in a folder that exists and that you may write to.": (
        "Ange en fil i en mapp som finns och som du får skriva i."
    ),
    "The book {path} may only be read by you.": ("Du får bara läsa boken {path}."),
    "Somebody else is writing to the book {path} and did not finish in time ({cause}).": (
        "Någon annan skriver i boken {path} och blev inte klar i tid ({cause})."
    ),
    "Nothing was written. Try again.": ("Inget skrevs. Försök igen."),
    "The book {path} could not be written: {cause}. Nothing was recorded.": (
        "Boken {path} kunde inte skrivas: {cause}. Inget registrerades."
    ),
    "Make room on the disk, or ask whoever keeps the computer; then try again.": (
        "Gör plats på disken, eller fråga den som sköter datorn; försök sedan igen."
    ),
    "The file {path} cannot be read: {cause}.": ("Filen {path} kan inte läsas: {cause}."),
    "Check its name and place.": ("Kontrollera dess namn och plats."),
    "The file {path} is larger than {limit} bytes, so it is no agreement.": (
        "Filen {path} är större än {limit} byte, så den är inget avtal."
    ),
    "The file {path} is not saved as UTF-8 (line {line}).": (
        "Filen {path} är inte sparad som UTF-8 (rad {line})."
    ),
    "Save it again with the encoding UTF-8.": ("Spara den igen med teckenkodningen UTF-8."),
    'Text and amounts stand in quotation marks: title = "…"': (
        'Text och belopp står inom citattecken: title = "…"'
    ),
    "{path}, line {row}, {where}: the field {field} is missing.": (
        "{path}, rad {row}, {where}: fältet {field} saknas."
    ),
    "See examples/herrgarden/agreement.toml for every field.": (
        "Se examples/herrgarden/agreement.toml, där alla fält finns."
    ),
    "{path}, line {row}, {where}: there is no field {field}.": (
        "{path}, rad {row}, {where}: det finns inget fält {field}."
    ),
    "The fields here: {known}": ("Fälten här: {known}"),
    "{path}, line {row}, {where}: the field {field} is not written as {wanted}.": (
        "{path}, rad {row}, {where}: fältet {field} är inte skrivet som {wanted}."
    ),
    'Text and amounts: "…"; dates: 2024-01-31; lists: ["a", "b"]; true or false.': (
        'Text och belopp: "…"; datum: 2024-01-31; listor: ["a", "b"]; true eller false.'
    ),
    "{path}, line {row}, {where}: {field} is '{text}', which is none of the choices.": (
        "{path}, rad {row}, {where}: {field} är ”{text}”, som inte är något av valen."
    ),
    "Choose one of: {choices}": ("Välj ett av: {choices}"),
    "{path}, line {row}, {where}: {field} is '{text}', and {why}.": (
        "{path}, rad {row}, {where}: {field} är ”{text}”, och {why}."
    ),
    "Write it again, without invisible characters.": ("Skriv det igen, utan osynliga tecken."),
    'Write it as "320 000" or "320 000,50".': ('Skriv det som "320 000" eller "320 000,50".'),
    "{path}, line {row}, {where}: '{text}' in {field} is no year.": (
        "{path}, rad {row}, {where}: ”{text}” i {field} är inget år."
    ),
    "the agreement has been concluded on it": ("avtalet har börjat gälla på grund av den"),
    "a later uplift replaced it or was built on it": (
        "en senare uppräkning har ersatt den eller bygger på den"
    ),
    "it has been paid out, and too little would remain": (
        "den är utbetald, och för lite skulle återstå"
    ),
    "it has been claimed back, and too little would be left": (
        "den är återkrävd, och för lite skulle finnas kvar"
    ),
    "money has come back on it": ("pengar har kommit tillbaka på den"),
    "something has been delivered on it": ("något har levererats på den"),
    "it has been verified or rejected": ("den är bestyrkt eller underkänd"),
    "it is empty": ("det är tomt"),
    "it is longer than 500 characters": ("det är längre än 500 tecken"),
    "it holds a character that cannot be seen": ("det innehåller ett tecken som inte syns"),
    "an id has letters, digits, full stop, hyphen and underscore only": (
        "ett id har bara bokstäver, siffror, punkt, bindestreck och understreck"
    ),
    "that is no amount": ("det är inget belopp"),
    "that means one thing in Swedish and another in English": (
        "det betyder en sak på svenska och en annan på engelska"
    ),
    "it has too many decimals": ("det har för många decimaler"),
    "it is too large": ("det är för stort"),
    "at the top": ("överst"),
    "text": ("text"),
    "date": ("datum"),
    "list of ids": ("lista av id"),
    "amount": ("belopp"),
    "amounts by year": ("belopp per år"),
    "true or false": ("true eller false"),
    "tables": ("tabeller"),
    # What the operating system says.
    "No such file or directory": "filen eller mappen finns inte",
    "Permission denied": "du har inte rätt till den",
    "Is a directory": "det är en mapp",
    "Not a directory": "det är ingen mapp",
    "No space left on device": "disken är full",
    "Read-only file system": "disken får bara läsas",
    "database or disk is full": "disken är full",
    "disk I/O error": "disken kan inte skrivas",
    "attempt to write a readonly database": "den får bara läsas",
    "database is locked": "den är låst",
}
