"""The Swedish texts about evidence: checkpoints, proofs, verification, backups."""

from __future__ import annotations

TRUST: dict[str, str] = {
    "If an earlier version of the program saved it, words and layout may differ; the list of"
    " changes says which. Every figure has to be the same.": (
        "Om en tidigare version av programmet sparade den kan ord och uppställning skilja; vilka"
        " står i ändringslistan. Varje siffra ska vara densamma."
    ),
    # init, status
    "Its key, which signs checkpoints: {path}. Keep it apart from the book.": (
        "Dess nyckel, som signerar kontrollpunkter: {path}. Förvara den skild från boken."
    ),
    "Where to make its key; also SAMVERK_KEY_FILE. Its name and .key if left out.": (
        "Var dess nyckel ska skapas; även SAMVERK_KEY_FILE. Annars bokens namn och .key."
    ),
    "Exposed": "Oskyddat",
    "{n} event": "{n} händelse",
    "{n} events": "{n} händelser",
    "{events}: no checkpoint has been cosigned": "{events}: ingen kontrollpunkt är medsignerad",
    "{events} after the checkpoint at {size} cosigned by {names}": (
        "{events} efter kontrollpunkten vid {size}, medsignerad av {names}"
    ),
    # Short help.
    "Sign what the book has come to; check and cosign what was signed.": (
        "Signera hur långt boken kommit; kontrollera och medsignera det."
    ),
    "Prove that an event is in the book, or check a proof.": (
        "Bevisa att en händelse finns i boken, eller kontrollera ett bevis."
    ),
    "Check all of the book, or a saved report, against the events.": (
        "Kontrollera hela boken, eller en sparad rapport, mot händelserna."
    ),
    "Copy the book while others write, and verify the copy.": (
        "Kopiera boken medan andra skriver, och kontrollera kopian."
    ),
    "Make the book from a backup, and verify it first.": (
        "Återställ boken från en säkerhetskopia, som först kontrolleras."
    ),
    # checkpoint
    "Hash every event anew and sign what the book has come to.": (
        "Beräkna varje händelses kontrollsumma på nytt och signera hur långt boken kommit."
    ),
    "Give it to the parties and to auditors: whoever holds one will see if anything before it is"
    " altered.": (
        "Ge den till parterna och till revisorer: den som har en ser om något före den ändras."
    ),
    "The key to sign with; also SAMVERK_KEY_FILE. The book's name and .key if left out.": (
        "Nyckeln att signera med; även SAMVERK_KEY_FILE. Annars bokens namn och .key."
    ),
    "See that today's book only adds to a checkpoint.": (
        "Se att dagens bok bara lägger till efter en kontrollpunkt."
    ),
    "The book is an extension of it: the first {size} events are the same; {after} came after.": (
        "Boken är en fortsättning på den: de första {size} händelserna är desamma; {after} kom"
        " därefter."
    ),
    "Witness a checkpoint: sign it as one that only adds to all you have seen before.": (
        "Bevittna en kontrollpunkt: medsignera att den bara lägger till det du sett förut."
    ),
    "Your key is made on the first use; what you have signed is held beside it.": (
        "Din nyckel skapas första gången; det du signerat sparas bredvid den."
    ),
    "Who you are, as a word; the actor if left out.": "Vem du är, som ett ord; annars den som registrerar.",
    "Your key; also SAMVERK_WITNESS_KEY_FILE. Your name and .key if left out.": (
        "Din nyckel; även SAMVERK_WITNESS_KEY_FILE. Annars ditt namn och .key."
    ),
    "Your public key: {key}": "Din publika nyckel: {key}",
    # prove
    "Write a proof that an event is in the book, with the event in it, or check one.": (
        "Skriv ett bevis för att en händelse finns i boken, med händelsen i, eller kontrollera ett."
    ),
    "A proof can be checked without the book: docs/check_proof.py does it with Python alone.": (
        "Ett bevis kan kontrolleras utan boken: docs/check_proof.py gör det med bara Python."
    ),
    "Check this proof.": "Kontrollera detta bevis.",
    "The book's public key; taken from the book if left out.": (
        "Bokens publika nyckel; annars tas den ur boken."
    ),
    "Give either the position of an event or --check FILE.": (
        "Ange antingen en händelses position eller --check FIL."
    ),
    "The proof holds: event #{position} of {size}, {name}, number {version} of {stream}.": (
        "Beviset håller: händelse #{position} av {size}, {name}, nummer {version} i {stream}."
    ),
    # verify
    "Check all of the book: the database, every event, the tree, the checkpoints that are held,"
    " and every view.": (
        "Kontrollera hela boken: databasen, varje händelse, trädet, sparade kontrollpunkter och"
        " varje vy."
    ),
    "It needs to read the book only.": "Den behöver bara läsa boken.",
    "A checkpoint that you hold, besides those beside the book. May be repeated.": (
        "En kontrollpunkt som du har, utöver dem bredvid boken. Kan upprepas."
    ),
    "Make a saved report again from the events, and compare.": (
        "Ta fram en sparad rapport på nytt ur händelserna och jämför."
    ),
    "Print JSON.": "Skriv JSON.",
    "Verifying": "Kontrollerar",
    "{events}, root {root}, {checkpoints}.": "{events}, rot {root}, {checkpoints}.",
    "{n} checkpoint compared": "{n} kontrollpunkt jämförd",
    "{n} checkpoints compared": "{n} kontrollpunkter jämförda",
    "Everything agrees.": "Allt stämmer.",
    "The book is NOT as it was recorded. Keep it as it is and ask an auditor.": (
        "Boken är INTE så som den registrerades. Rör den inte och fråga en revisor."
    ),
    "The report is the same, to the byte.": "Rapporten är densamma, byte för byte.",
    "The report differs from what the book says now.": (
        "Rapporten skiljer sig från vad boken säger nu."
    ),
    "The report differs from what the book says now (-: saved, +: now):": (
        "Rapporten skiljer sig från vad boken säger nu (-: sparad, +: nu):"
    ),
    "These words ask for no report.": "Dessa ord begär ingen rapport.",
    "The database is damaged: {cause}": "Databasen är skadad: {cause}",
    "What the book says of its name and its key is damaged.": (
        "Vad boken säger om sitt namn och sin nyckel är skadat."
    ),
    "Where event #{position} should be, the position is {stands}.": (
        "Där händelse #{position} ska stå är positionen {stands}."
    ),
    "Event #{position} is not the next of its stream {stream}: {version}.": (
        "Händelse #{position} är inte nästa i sin ström {stream}: {version}."
    ),
    "Event #{position}, or the tree's node {level}/{place} above it, was altered.": (
        "Händelse #{position}, eller trädets nod {level}/{place} ovanför den, har ändrats."
    ),
    "The tree has {count} nodes, and {wanted} belong to its events.": (
        "Trädet har {count} noder, och {wanted} hör till dess händelser."
    ),
    "Event #{position} is none that this program writes: {cause}": (
        "Händelse #{position} är ingen som det här programmet skriver: {cause}"
    ),
    "Event #{position} does not follow from those before it: {cause}": (
        "Händelse #{position} följer inte av dem som står före: {cause}"
    ),
    "On {agreement} {line} {year} less is committed than was paid.": (
        "På {agreement} {line} {year} är åtagandet mindre än utfallet."
    ),
    "Event #{position} was recorded before the one before it.": (
        "Händelse #{position} registrerades före den som står före."
    ),
    "The list of used references is wrong about {kind} {value}.": (
        "Listan över använda referenser har fel om {kind} {value}."
    ),
    "The postings do not sum to zero, but to {total}.": (
        "Konteringarnas summa är inte noll utan {total}."
    ),
    "A view differs from the events: {difference}. Mend it: samverk replay --rebuild": (
        "En vy skiljer sig från händelserna: {difference}. Laga den: samverk replay --rebuild"
    ),
    "The views have come to event #{position}, and there are {events} events.": (
        "Vyerna har kommit till händelse #{position}, och det finns {events} händelser."
    ),
    "The book does not begin with the {position} events that your figures in {file} were made from:"
    " history was rewritten, or events are gone.": (
        "Boken börjar inte med de {position} händelser som dina beräknade belopp i {file} bygger på:"
        " historien är omskriven, eller händelser är borta."
    ),
    "The checkpoint {source} is of another book: {origin}.": (
        "Kontrollpunkten {source} gäller en annan bok: {origin}."
    ),
    "The checkpoint {source} is not signed by the book's key.": (
        "Kontrollpunkten {source} är inte signerad med bokens nyckel."
    ),
    "The first {size} events are not those of the checkpoint {source}: history was rewritten.": (
        "De första {size} händelserna är inte de i kontrollpunkten {source}: historien har"
        " skrivits om."
    ),
    "The checkpoint {source} has {size} events, and the book only {events}: events are gone.": (
        "Kontrollpunkten {source} har {size} händelser, och boken bara {events}: händelser är"
        " borta."
    ),
    # backup, reports
    "{path} was written and verified: {events}, root {root}.": (
        "{path} är skriven och kontrollerad: {events}, rot {root}."
    ),
    "To make this report again:": "Ta fram denna rapport på nytt med:",
    "root {root}": "rot {root}",
    "Width of a table in characters; that of the terminal if left out.": (
        "En tabells bredd i tecken; annars terminalens."
    ),
    # What is refused.
    "There is something at {path} already, where the key would be; nothing was made.": (
        "Det finns redan något på {path}, där nyckeln skulle ligga; inget har skapats."
    ),
    "Name another file: --key-file FILE": "Ange en annan fil: --key-file FIL",
    "The key {path} could not be made: {cause}.": "Nyckeln {path} kunde inte skapas: {cause}.",
    "Name a file in a folder that exists and that you may write to: --key-file FILE": (
        "Ange en fil i en mapp som finns och som du får skriva i: --key-file FIL"
    ),
    "Others than you may read the key {path}.": "Andra än du får läsa nyckeln {path}.",
    "Close it to them: chmod 600 {path}": "Stäng den för dem: chmod 600 {path}",
    "That is no key in the form of signed notes.": "Det är ingen nyckel i rätt form.",
    "A public key looks like NAME+12345678+AbC…; a key file is made by samverk init.": (
        "En publik nyckel ser ut som NAMN+12345678+AbC…; en nyckelfil skapas av samverk init."
    ),
    "The book {path} names no key to check signatures with.": (
        "Boken {path} anger ingen nyckel att kontrollera signaturer med."
    ),
    "Make books with: samverk init": "Skapa böcker med: samverk init",
    "The key is not the one that the book {path} signs with.": (
        "Nyckeln är inte den som boken {path} signerar med."
    ),
    "Name the book's own: --key-file FILE": "Ange bokens egen: --key-file FIL",
    "{path} is no checkpoint, or it was altered.": (
        "{path} är ingen kontrollpunkt, eller har ändrats."
    ),
    "Ask for it again, and take care that no program changes it on the way.": (
        "Be om den igen, och se till att inget program ändrar den på vägen."
    ),
    "That is no proof, or it was altered.": "Det är inget bevis, eller det har ändrats.",
    "The checkpoint is of another book, {origin}; this one is {own}.": (
        "Kontrollpunkten gäller en annan bok, {origin}; denna är {own}."
    ),
    "Name the other book with --book PATH": "Ange den andra boken med --book SÖKVÄG",
    "The checkpoint of {origin} is not signed by the book's key.": (
        "Kontrollpunkten för {origin} är inte signerad med bokens nyckel."
    ),
    "Do not trust it. Ask whoever gave it to you.": ("Lita inte på den. Fråga den du fick den av."),
    "The book is no extension of the checkpoint at {size} {path}: history was rewritten.": (
        "Boken är ingen fortsättning på kontrollpunkten vid {size} {path}: historien har skrivits"
        " om."
    ),
    "Keep book and checkpoint as they are, and ask an auditor.": (
        "Rör inte boken och kontrollpunkten, och fråga en revisor."
    ),
    "The newest of the {size} events in {path} do not belong together with their index or the tree above them: a part of the book was altered, or is of another time.": (
        "De nyaste av de {size} händelserna i {path} hör inte ihop med sitt register eller trädet ovanför dem: en del av boken har ändrats eller är från en annan tid."
    ),
    "Nothing was recorded or signed. See what differs: samverk verify. Then restore it from a backup.": (
        "Inget registrerades eller signerades. Se vad som skiljer: samverk verify. Återställ den sedan från en säkerhetskopia."
    ),
    "The {size} events are not what they were when they were recorded.": (
        "De {size} händelserna är inte vad de var när de registrerades."
    ),
    "Nothing was signed. See what differs: samverk verify": (
        "Inget signerades. Se vad som skiljer: samverk verify"
    ),
    "The tree's node {level}/{place} is gone.": "Trädets nod {level}/{place} är borta.",
    "See what differs: samverk verify": "Se vad som skiljer: samverk verify",
    "{path} is not the book that it was: its first {position} events are others than those that"
    " your figures in {file} were made from.": (
        "{path} är inte den bok den var: dess första {position} händelser är andra än de som dina"
        " beräknade belopp i {file} bygger på."
    ),
    "Compare it with a checkpoint that you hold: samverk verify --checkpoint FILE. If it is meant to"
    " be another book, remove {file}": (
        "Jämför den med en kontrollpunkt som du har: samverk verify --checkpoint FIL. Ska det vara"
        " en annan bok, ta bort {file}"
    ),
    "{path} is not the book that it was: it has {events} events, and your figures in {file} were"
    " made from {position}.": (
        "{path} är inte den bok den var: den har {events} händelser, och dina beräknade belopp i"
        " {file} bygger på {position}."
    ),
    "Compare it with a checkpoint that you hold: samverk verify --checkpoint FILE. If it was put"
    " back on purpose, remove {file}": (
        "Jämför den med en kontrollpunkt som du har: samverk verify --checkpoint FIL. Är den"
        " återställd med avsikt, ta bort {file}"
    ),
    "Event #{position} is not in the checkpointed book of {size} events.": (
        "Händelse #{position} finns inte i kontrollpunktens bok med {size} händelser."
    ),
    "Do not trust the proof. Ask whoever gave it to you.": (
        "Lita inte på beviset. Fråga den du fick det av."
    ),
    "{path} does not verify, with {findings} findings; no copy was made.": (
        "{path} stämmer inte, på {findings} punkter; ingen kopia har skapats."
    ),
    "See what differs: samverk --book {path} verify": (
        "Se vad som skiljer: samverk --book {path} verify"
    ),
    "The copy {path} could not be made: {cause}.": "Kopian {path} kunde inte skapas: {cause}.",
    "Make room, or name another file.": "Gör plats, eller ange en annan fil.",
    "{path} does not say which command made it.": (
        "{path} anger inte vilket kommando som skapade den."
    ),
    "Save reports as json, html, md or txt; csv and ndjson carry rows only.": (
        "Spara rapporter som json, html, md eller txt; csv och ndjson har bara rader."
    ),
    # Files that nothing is written over
    "{path} is a book, and a book is never written over.": (
        "{path} är en bok, och en bok skrivs aldrig över."
    ),
    "Name another file. To move a book away, use the computer's own commands.": (
        "Ange en annan fil. Flytta undan en bok med datorns egna kommandon."
    ),
    "{path} is a key, and a key is never written over.": (
        "{path} är en nyckel, och en nyckel skrivs aldrig över."
    ),
    "{path} has the name of a file that the database keeps beside a book.": (
        "{path} har samma namn som en fil som databasen har bredvid en bok."
    ),
    "{path} is a checkpoint that is held, and is never written over.": (
        "{path} är en kontrollpunkt som bevaras, och skrivs aldrig över."
    ),
    "Name another file.": "Ange en annan fil.",
}
