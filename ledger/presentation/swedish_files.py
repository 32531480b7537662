"""The Swedish texts about a book's file and what lies beside it."""

from __future__ import annotations

FILES: dict[str, str] = {
    "The log of a book that was at {path} is still there: {logs}. It would be played into the new book.": (
        "Loggen efter en bok som fanns på {path} ligger kvar: {logs}. Den skulle läsas in i den nya boken."
    ),
    "If that book was moved, give the log the book's new name, beside it, and open it once: samverk --book PATH status. If it is gone for good, keep the log elsewhere. Then try again.": (
        "Har boken flyttats: lägg loggen bredvid den, under bokens nya namn, och öppna boken en gång: samverk --book SÖKVÄG status. Är boken borta för gott: spara loggen på ett annat ställe. Försök sedan igen."
    ),
    "The file {path} is older than the log beside it, {log}: an older copy was put in the place of the book, and the two do not belong together.": (
        "Filen {path} är äldre än loggen bredvid den, {log}: en äldre kopia har lagts på bokens plats, och de två hör inte ihop."
    ),
    "Nothing was read or written. Put the newest copy in the place of the file. If there is none, move the log away and keep it: events that the older copy lacks may be in it.": (
        "Inget lästes eller skrevs. Lägg den nyaste kopian på filens plats. Finns ingen sådan: flytta undan loggen och spara den, för händelser som den äldre kopian saknar kan finnas där."
    ),
    "The file {path} has more than one name, and each would get a log of its own: what is recorded by one is lost by the other. Its other names in that folder: {others}.": (
        "Filen {path} har mer än ett namn, och varje namn skulle få en egen logg: det som registreras under det ena går förlorat under det andra. Dess andra namn i mappen: {others}."
    ),
    "Find all of them: find {folder} -samefile {path} (also in other folders). When nobody uses the book, remove all names but one.": (
        "Leta upp alla namn: find {folder} -samefile {path} (även i andra mappar). Ta bort alla namn utom ett när ingen använder boken."
    ),
    "Another program has the file {path} open by another name, or through another mount: each would keep a log of its own.": (
        "Ett annat program har filen {path} öppen under ett annat namn eller genom en annan montering: var och en skulle föra en egen logg."
    ),
    "Let it come to its end, and always use the book by the same name.": (
        "Låt det programmet avslutas, och använd alltid boken under samma namn."
    ),
    "The file {path} is mounted by itself: its log would lie apart from it, and what is recorded here would be lost elsewhere.": (
        "Filen {path} är monterad för sig själv: dess logg skulle ligga skild från den, och det som registreras här skulle gå förlorat på andra håll."
    ),
    "Mount the folder that it lies in instead.": "Montera i stället mappen som den ligger i.",
    "{path} is no longer the file that was opened: it was moved or replaced meanwhile. Nothing was recorded.": (
        "{path} är inte längre den fil som öppnades: den har flyttats eller bytts ut under tiden. Inget registrerades."
    ),
    "See that the right book is there: samverk status. Then try again.": (
        "Se efter att rätt bok ligger där: samverk status. Försök sedan igen."
    ),
    "Somebody wrote to the book {path} while it was read, and you may not hold it.": (
        "Någon skrev i boken {path} medan den lästes, och du har inte rätt att hålla kvar den."
    ),
    "Repeat the command.": "Upprepa kommandot.",
    "You may not open {path}: the computer does not permit it.": (
        "Du får inte öppna {path}: datorn tillåter det inte."
    ),
    "Ask its owner, or whoever keeps the computer, for the right to read it.": (
        "Be filens ägare, eller den som sköter datorn, om rätt att läsa den."
    ),
    "You may not use {path}, the log of the book, which somebody else has made.": (
        "Du får inte använda {path}, bokens logg, som någon annan har skapat."
    ),
    "Let its owner open the book once: samverk status. Or ask him to let you write to it.": (
        "Låt loggens ägare öppna boken en gång: samverk status. Eller be om rätt att skriva i den."
    ),
    "{path} cannot be opened as a book: {cause}.": "{path} kan inte öppnas som en bok: {cause}.",
    "it is a folder": "det är en mapp",
    "it is no file": "det är ingen fil",
    "A program that was stopped has left a log beside {path}, which only those who may write to the book can play into it.": (
        "Ett program som avbröts har lämnat en logg bredvid {path}, som bara den som får skriva i boken kan läsa in."
    ),
    "Ask whoever keeps the book to open it once: samverk --book {path} status": (
        "Be den som sköter boken att öppna den en gång: samverk --book {path} status"
    ),
    "The key {path} is empty, or only a part of a key.": (
        "Nyckeln {path} är tom eller bara en del av en nyckel."
    ),
    "Bring it back from your copy. If nothing was ever signed with it, remove the file and repeat the command that makes it.": (
        "Återställ den från din kopia. Om inget någonsin har signerats med den: ta bort filen och upprepa kommandot som skapar den."
    ),
    "The book has {events} events, and the checkpoint {path}, signed with its key, has {size}: an older copy stands in the place of the book, or events are gone.": (
        "Boken har {events} händelser, och kontrollpunkten {path}, som är signerad med bokens nyckel, har {size}: en äldre kopia ligger på bokens plats, eller så saknas händelser."
    ),
    "Nothing was recorded. Put the newest copy in the place of the book. If there is none, ask an auditor before the checkpoints are moved away.": (
        "Inget registrerades. Lägg den nyaste kopian på bokens plats. Finns ingen: rådfråga revisorn innan kontrollpunkterna flyttas undan."
    ),
    "The checkpoint {path} could not be kept: {cause}.": (
        "Kontrollpunkten {path} kunde inte sparas: {cause}."
    ),
    "Make room on the disk, or ask for the right to write there; then try again.": (
        "Frigör plats på disken, eller be om rätt att skriva där; försök sedan igen."
    ),
    "The checkpoints in {path} cannot be read: {cause}.": (
        "Kontrollpunkterna i {path} kan inte läsas: {cause}."
    ),
    "Ask whoever keeps the book for the right to read them.": (
        "Be den som sköter boken om rätt att läsa dem."
    ),
    "Not compared: the checkpoints beside the book, which you may not read.": (
        "Inte jämförda: kontrollpunkterna bredvid boken, som du inte får läsa."
    ),
    "events are gone or were rewritten": "händelser saknas eller har skrivits om",
    "not known: you may not read the checkpoints": (
        "inte känt: du får inte läsa kontrollpunkterna"
    ),
    "There is a log without its book: {cause}. If the book was moved or has got another name, its newest events may be in that log.": (
        "Det finns en logg utan sin bok: {cause}. Om boken har flyttats eller bytt namn kan dess nyaste händelser finnas i den loggen."
    ),
    "{cause} lies beside a link to the book and is not looked at. Move it beside the book.": (
        "{cause} ligger bredvid en länk till boken och används inte. Flytta dit där boken ligger."
    ),
}
