"""The Swedish texts about books on a server: roles, moves, and what can go wrong on the way."""

from __future__ import annotations

SERVER: dict[str, str] = {
    # The book, who records
    "BOOK": "BOK",
    "LOGIN": "INLOGGNING",
    "recorder": "registrerare",
    "auditor": "revisor",
    "The book: a file, or a server (postgresql://…); also SAMVERK_BOOK.": (
        "Boken: en fil eller en server (postgresql://…); även SAMVERK_BOOK."
    ),
    "Who records; also SAMVERK_ACTOR. The user of this computer if left out; on a server, always the user there.": (
        "Vem som registrerar; även SAMVERK_ACTOR. Annars datorns användare; på en server alltid användaren där."
    ),
    "Who records; the user of this computer if left out, or of the server.": (
        "Vem som registrerar; annars datorns användare, eller serverns."
    ),
    "{actor}, who may only read": "{actor}, som bara får läsa",
    "You see": "Du ser",
    "the agreements that concern {boards}": "de avtal som rör {boards}",
    "You see only the agreements that concern {boards}.": "Du ser bara de avtal som rör {boards}.",
    # grant
    "Let somebody into a book on a server.": "Ge någon behörighet till en bok på en server.",
    "Let somebody into a book on a server, as an administrator.": (
        "Ge någon behörighet till en bok på en server, som administratör."
    ),
    "A recorder records and reads, an auditor reads, and a board's user reads the agreements that concern the board. Nobody can alter what is recorded.": (
        "En registrerare (recorder) registrerar och läser, en revisor (auditor) läser, och en nämnds användare (board) läser de avtal som rör nämnden. Ingen kan ändra det som är registrerat."
    ),
    "Which role.": "Vilken roll.",
    "With --role board: which board.": "Med --role board: vilken nämnd.",
    "Take the role away.": "Ta ifrån rollen.",
    "Next, for each who records: samverk grant LOGIN --role recorder": (
        "Härnäst, för var och en som registrerar: samverk grant INLOGGNING --role recorder"
    ),
    "--board goes with --role board, and only with it.": (
        "--board hör ihop med --role board, och bara med det."
    ),
    "{login} has the role {role} {board}": "{login} har rollen {role} {board}",
    "{login} no longer has the role {role} {board}": "{login} har inte längre rollen {role} {board}",
    # migrate, verify
    "Move a book from a file to a server, or back, and verify it.": (
        "Flytta en bok från en fil till en server, eller tillbaka, och kontrollera den."
    ),
    "Move a book to another database: from a file to a server, or back.": (
        "Flytta en bok till en annan databas: från en fil till en server, eller tillbaka."
    ),
    "The new book has the same events, name and root, so checkpoints and proofs hold for it; it is verified before and after. The old one is left as it is: let nobody record in it any more.": (
        "Den nya boken har samma händelser, namn och rot, så kontrollpunkter och bevis gäller för den; den kontrolleras före och efter. Den gamla lämnas som den är: låt ingen registrera i den mer."
    ),
    "The book: a file, or a server (postgresql://…).": (
        "Boken: en fil eller en server (postgresql://…)."
    ),
    "Where to: a file that is not there, or a database with no book in it.": (
        "Vart: en fil som inte finns, eller en databas utan bok."
    ),
    "Its key stays where it is. Sign with --key-file {path}": (
        "Dess nyckel ligger kvar där den är. Signera med --key-file {path}"
    ),
    "Not checked: the server's own indexes. For that an administrator installs the extension amcheck, and lets this user run bt_index_check.": (
        "Inte kontrollerat: serverns egna index. För det installerar en administratör tillägget amcheck och låter användaren köra bt_index_check."
    ),
    "Not closed: what whoever is let in could fill the server's disk or memory with, or keep others from it. A superuser closes it as docs/OPERATIONS.md says.": (
        "Inte stängt: det som den som släpps in kan fylla serverns disk eller minne med, eller stänga ute andra med. En superanvändare stänger det så som docs/OPERATIONS.md beskriver."
    ),
    "The list of what concerns which party is wrong about {party} and {stream}.": (
        "Listan över vad som rör vilken part stämmer inte för {party} och {stream}."
    ),
    "This table, trigger or right is not as this program makes it: {name}.": (
        "Denna tabell, utlösare eller rättighet är inte så som programmet gör den: {name}."
    ),
    # What can go wrong
    "{login} is holding the book {path} with the program {program} (process {pid}), and did not finish in time.": (
        "{login} håller boken {path} med programmet {program} (process {pid}) och blev inte klar i tid."
    ),
    "{login} has been holding the book {path} since {since}, with the program {program} (process {pid}), and did not finish in time.": (
        "{login} håller boken {path} sedan {since} med programmet {program} (process {pid}) och blev inte klar i tid."
    ),
    "Nothing was written. Have it finished and try again, or have it ended: SELECT samverk_calls.let_go({pid}), or an administrator calls pg_terminate_backend({pid}).": (
        "Inget skrevs. Se till att det avslutas och försök igen, eller låt avbryta det: SELECT samverk_calls.let_go({pid}), eller så anropar en administratör pg_terminate_backend({pid})."
    ),
    "The prepared transaction {prepared} of {login} has been holding the book {path} since {since}.": (
        "Den förberedda transaktionen {prepared} från {login} håller boken {path} sedan {since}."
    ),
    "Nothing was written. {login} or an administrator ends it: ROLLBACK PREPARED '{prepared}'": (
        "Inget skrevs. {login} eller en administratör avslutar den: ROLLBACK PREPARED '{prepared}'"
    ),
    "Ask whoever keeps it for the right to write to the file and its folder, or on a server for the role of a recorder.": (
        "Be den som har hand om den om rätten att skriva i filen och dess mapp, eller på en server om rollen som registrerare (recorder)."
    ),
    "Books on a server need the driver psycopg, which is not installed ({cause}).": (
        "Böcker på en server behöver drivrutinen psycopg, som inte är installerad ({cause})."
    ),
    "Install it: pip install 'samverk[postgres]'": (
        "Installera den: pip install 'samverk[postgres]'"
    ),
    "The address of the server, {outline}, cannot be read. The rest of it is not shown, since it may hold a password.": (
        "Serveradressen {outline} går inte att läsa. Resten av den visas inte, eftersom den kan innehålla ett lösenord."
    ),
    "Write it as postgresql://USER@SERVER/DATABASE, or as host=… dbname=…, and the password into ~/.pgpass. In a password in an address @ is written %40, / %2F, % %25, a space %20; in password=… it stands between '…'.": (
        "Skriv den som postgresql://ANVÄNDARE@SERVER/DATABAS, eller som host=… dbname=…, och lösenordet i ~/.pgpass. I ett lösenord i en adress skrivs @ som %40, / som %2F, % som %25 och mellanslag som %20; i password=… står det mellan '…'."
    ),
    "A file has to be named here, and {outline} looks like the address of a server. A server is named with --book, or with migrate --from and --to. If it is the name of a file, write ./ before it.": (
        "Här ska en fil anges, och {outline} ser ut som en serveradress. En server anges med --book, eller med --from och --to i migrate. Är det namnet på en fil, skriv ./ framför."
    ),
    "The server {path} asks for a password, and there is none for it: {cause}.": (
        "Servern {path} kräver ett lösenord, och det finns inget för den: {cause}."
    ),
    "Write a line SERVER:PORT:DATABASE:LOGIN:PASSWORD into ~/.pgpass, or the file that PGPASSFILE names, and let only yourself read it: chmod 600. A file that others may read is not used.": (
        "Skriv en rad SERVER:PORT:DATABAS:INLOGGNING:LÖSENORD i ~/.pgpass, eller i filen som PGPASSFILE anger, och låt bara dig själv läsa den: chmod 600. En fil som andra får läsa används inte."
    ),
    "The server {path} does not take the password: {cause}.": (
        "Servern {path} godtar inte lösenordet: {cause}."
    ),
    "Look into ~/.pgpass, or the file that PGPASSFILE names: the first line that fits server, port, database and login is used, and there : is written \\: and \\ is written \\\\.": (
        "Se efter i ~/.pgpass, eller i filen som PGPASSFILE anger: den första raden som passar server, port, databas och inloggning används, och där skrivs : som \\: och \\ som \\\\."
    ),
    "The connection to the server {path} is not secure: {cause}.": (
        "Förbindelsen med servern {path} är inte säker: {cause}."
    ),
    "The certificate has to hold the server's name as it stands in the address, and sslrootcert has to name the file of the authority that signed it. Ask whoever runs the server for both, and do not turn the check off: whoever answers in place of the server would get the password.": (
        "Certifikatet ska innehålla serverns namn så som det står i adressen, och sslrootcert ska ange filen med certifikatet för den utfärdare som har undertecknat det. Fråga den som sköter servern efter båda, och stäng inte av kontrollen: den som svarar i serverns ställe skulle få lösenordet."
    ),
    "The server {path} does not let you in: {cause}.": "Servern {path} släpper inte in dig: {cause}.",
    "Check server, database and login; the password goes into ~/.pgpass.": (
        "Kontrollera server, databas och inloggning; lösenordet skrivs i ~/.pgpass."
    ),
    "The server {path} was lost and did not come back ({cause}).": (
        "Servern {path} försvann och kom inte tillbaka ({cause})."
    ),
    "Try again when it is back.": "Försök igen när den är tillbaka.",
    "The connection to the server {path} was lost ({cause}). Nothing was done.": (
        "Förbindelsen med servern {path} bröts ({cause}). Inget gjordes."
    ),
    "Try again.": "Försök igen.",
    "The server {path} refused: {cause}. Nothing was recorded.": (
        "Servern {path} nekade: {cause}. Inget registrerades."
    ),
    "Ask whoever runs the server.": "Fråga den som sköter servern.",
    "The server {path} does not permit it: {cause}.": "Servern {path} tillåter det inte: {cause}.",
    "Ask its administrator; roles are given with: samverk grant": (
        "Fråga dess administratör; roller ges med: samverk grant"
    ),
    "There is a book at {path}, and you have no role in it.": (
        "Det finns en bok på {path}, och du har ingen roll i den."
    ),
    "Ask its administrator for one: samverk grant LOGIN --role recorder": (
        "Be dess administratör om en: samverk grant INLOGGNING --role recorder"
    ),
    "Nobody can log in to the server as {login}.": "Ingen kan logga in på servern som {login}.",
    "Let whoever runs the server make the login first, as with: createuser {login}": (
        "Låt den som sköter servern först göra inloggningen, till exempel med: createuser {login}"
    ),
    "There is no board with the id {board} in the book.": (
        "Det finns ingen nämnd med id {board} i boken."
    ),
    "Its boards are: {known}": "Dess nämnder är: {known}",
    "{path} is a file, and roles are given in books on a server.": (
        "{path} är en fil, och roller ges i böcker på en server."
    ),
    "Who may read or write a file is decided by the computer.": (
        "Vem som får läsa eller skriva en fil bestämmer datorn."
    ),
    "{path} is a standby, which only answers questions.": (
        "{path} är en reservserver, som bara svarar på frågor."
    ),
    "Name the primary, or all servers with target_session_attrs=read-write": (
        "Ange huvudservern, eller alla servrar med target_session_attrs=read-write"
    ),
    "{path} is a standby that has come to event #{position}; what the ledger was told by {instant} may be more than it has seen.": (
        "{path} är en reservserver som kommit till händelse #{position}; till och med {instant} kan mer ha registrerats än den har sett."
    ),
    "Ask the primary, or ask for a position: --at {position}": (
        "Fråga huvudservern, eller fråga om en position: --at {position}"
    ),
    "What the ledger was told by {instant} is settled at {settled}: until then the server accepts events with such a time.": (
        "Vad som hade registrerats {instant} ligger fast först {settled}: till dess godtar servern händelser med en sådan tid."
    ),
    "Ask again then, or ask for a position: --at {position}": (
        "Fråga igen då, eller fråga om en position: --at {position}"
    ),
    "You see only the agreements that concern {boards}, and this needs every event.": (
        "Du ser bara de avtal som rör {boards}, och detta behöver alla händelser."
    ),
    "Ask an auditor.": "Fråga en revisor.",
    "You are logged in as {login}, and cannot record as {named}.": (
        "Du är inloggad som {login} och kan inte registrera som {named}."
    ),
    "Leave out --actor and SAMVERK_ACTOR, or log in as {named}.": (
        "Utelämna --actor och SAMVERK_ACTOR, eller logga in som {named}."
    ),
    "{path} has the form {version}: this program reads it, and writes only to the form {known}.": (
        "{path} har formen {version}: programmet läser den, men skriver bara i formen {known}."
    ),
    "Its administrator upgrades it: samverk --book {path} upgrade": (
        "Bokens administratör uppgraderar den: samverk --book {path} upgrade"
    ),
    "The form of {path} is not the one that this program knows: it was upgraded meanwhile.": (
        "{path} har inte den form som programmet känner till: boken har uppgraderats under tiden."
    ),
    "Nothing was recorded. Update samverk, and repeat the command.": (
        "Inget registrerades. Uppdatera samverk och upprepa kommandot."
    ),
    "{login} has {path} open with the program {program} (process {pid}), and did not let go of it in time. Nothing was changed.": (
        "{login} har {path} öppen med programmet {program} (process {pid}) och släppte den inte i tid. Inget ändrades."
    ),
    "Have it finished and try again, or an administrator ends it: SELECT pg_terminate_backend({pid})": (
        "Låt det bli klart och försök igen, eller låt en administratör avsluta det: SELECT pg_terminate_backend({pid})"
    ),
    "{path} would not be like a new book after the upgrade, and was left as it is. What differs: {names}": (
        "{path} skulle inte bli som en ny bok efter uppgraderingen och lämnades som den är. Det som skiljer: {names}"
    ),
    "Somebody else has put it there. Keep a backup, remove it, and try again; the program that made the book names it, too: samverk verify": (
        "Någon annan har lagt dit det. Gör en säkerhetskopia, ta bort det och försök igen; programmet som skapade boken nämner det också: samverk verify"
    ),
    # upgrade
    "Bring a book of an older form to the newest.": "Uppgradera en bok av äldre form till den nyaste.",
    "Bring a book of an older form to the newest, as its administrator.\n\nA newer program reads a book of an older form, and records in it once it is upgraded. Events, key and root stay as they are, and so do roles on a server. Either all of it is done or nothing. Make a backup first, and see that every user gets the newer program.": (
        "Uppgradera en bok av äldre form till den nyaste, som dess administratör.\n\nEtt nyare program läser en bok av äldre form och registrerar i den när den har uppgraderats. Händelser, nyckel och rot förblir som de är, liksom rollerna på en server. Antingen görs allt eller inget. Gör en säkerhetskopia först och se till att alla användare får det nyare programmet."
    ),
    "{path} has the newest form ({form}).": "{path} har den nyaste formen ({form}).",
    "{path} was brought from form {before} to form {form}: {events}, root {root} as before.": (
        "{path} uppgraderades från form {before} till form {form}: {events}, rot {root} som tidigare."
    ),
    "Next, check all of it: samverk --book {path} verify": (
        "Härnäst, kontrollera hela boken: samverk --book {path} verify"
    ),
    "Not checked: what only a book of the newest form has. This one is of an older form, and nothing can be recorded in it until it is upgraded: samverk upgrade": (
        "Inte kontrollerat: det som bara en bok av den nyaste formen har. Den här har en äldre form, och inget kan registreras i den förrän den har uppgraderats: samverk upgrade"
    ),
    "Form": "Form",
    "an older one; nothing can be recorded until its administrator runs: samverk --book {path} upgrade": (
        "en äldre; inget kan registreras förrän bokens administratör kör: samverk --book {path} upgrade"
    ),
    "A newer program keeps the views of {path}; they were left as they are.": (
        "Ett nyare program har hand om vyerna i {path}; de lämnades som de är."
    ),
    "The database {path} has the encoding {encoding}, and a book needs UTF8.": (
        "Databasen {path} har kodningen {encoding}, och en bok behöver UTF8."
    ),
    "Make another: createdb --encoding=UTF8 --template=template0 NAME": (
        "Gör en annan: createdb --encoding=UTF8 --template=template0 NAMN"
    ),
    "The name {database} is too long: the names of the book's roles would not fit.": (
        "Namnet {database} är för långt: bokens roller får inte plats med sina namn."
    ),
    "Name the database with at most {limit} bytes.": "Ge databasen ett namn på högst {limit} byte.",
    "The server already has the roles of a book in a database of that name: {roles}.": (
        "Servern har redan rollerna för en bok i en databas med det namnet: {roles}."
    ),
    "If that book is gone, drop them: DROP ROLE. Else choose another name.": (
        "Om den boken är borta, ta bort dem: DROP ROLE. Välj annars ett annat namn."
    ),
}
