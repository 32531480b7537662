"""The Swedish texts about the shell, the installation, and files of commands."""

from __future__ import annotations

SHELL: dict[str, str] = {
    # completion
    "SHELL": "SKAL",
    "Let bash, zsh or fish complete what is typed.": (
        "Låt bash, zsh eller fish komplettera det som skrivs."
    ),
    "Print the script that lets a shell complete commands, options, and the ids of agreements, lines and parties.": (
        "Skriv ut det skript som låter ett skal komplettera kommandon, flaggor och id för avtal,"
        " budgetposter och parter."
    ),
    "For bash, in ~/.bashrc:": "För bash, i ~/.bashrc:",
    "For zsh, in ~/.zshrc:": "För zsh, i ~/.zshrc:",
    "For fish, once:": "För fish, en gång:",
    # installation
    "Another program has put its files among those of samverk: {cause}. Install samverk in an environment of its own.": (
        "Ett annat program har lagt sina filer bland samverks: {cause}. Installera samverk i en egen miljö."
    ),
    "This file is not as it was installed: {cause}": (
        "Den här filen är inte som den var när den installerades: {cause}"
    ),
    "This file is gone since it was installed: {cause}": (
        "Den här filen har försvunnit sedan den installerades: {cause}"
    ),
    "This file is not samverk's, but lies among its files: {cause}": (
        "Den här filen är inte samverks, men ligger bland dess filer: {cause}"
    ),
    "The installation of samverk is damaged: {cause}": "Installationen av samverk är skadad: {cause}",
    "Install it anew, in an environment of its own; your books are not touched by that.": (
        "Installera det på nytt, i en egen miljö; böckerna rörs inte av det."
    ),
    # batch
    "PREFIX": "FÖRLED",
    "Run the commands of a file, one a line.": "Kör kommandona i en fil, ett på varje rad.",
    "Run the commands of a file, one a line, as they are written after samverk.": (
        "Kör kommandona i en fil, ett på varje rad, så som de skrivs efter samverk."
    ),
    "Words with spaces stand in quotation marks; # begins a comment. All lines are read before the first is run. Each is recorded by itself; the first that is refused stops the run, and what the lines before it recorded stays. With --key the file can then be run again: what is recorded is not recorded once more.": (
        "Ord med mellanslag står inom citattecken; # inleder en kommentar. Alla rader läses innan den"
        " första körs. Varje rad registreras för sig; den första som avvisas stoppar körningen, och det"
        " som raderna före den registrerade finns kvar. Med --key kan filen sedan köras igen: det som är"
        " registrerat registreras inte en gång till."
    ),
    "A book, a language and an actor for all lines are named before batch. A line's own -n shows what that line would record.": (
        "Bok, språk och vem som registrerar anges för alla rader före batch. Med -n på en rad visas vad"
        " den raden skulle registrera."
    ),
    "Idempotency keys for lines without one: this, a digest of the line's words, and which of several equal lines it is. Use another one for each file.": (
        "Nycklar för rader utan egen: detta, en kontrollsumma av radens ord, och vilken av flera lika"
        " rader det är. Använd ett eget förled för varje fil."
    ),
    "As each command prints, or one list with the number of each line.": (
        "Så som varje kommando skriver ut, eller en lista med varje rads nummer."
    ),
    "standard input": "standard in",
    "Write one command a line; Ctrl-D ends.": "Skriv ett kommando på varje rad; Ctrl-D avslutar.",
    "{file}, line {line}:": "{file}, rad {line}:",
    "{n} more line cannot be read.": "Ytterligare {n} rad kan inte läsas.",
    "{n} more lines cannot be read.": "Ytterligare {n} rader kan inte läsas.",
    "Nothing was run.": "Inget kördes.",
    "The line holds a character that no command can have.": (
        "Raden innehåller ett tecken som inget kommando kan ha."
    ),
    "A quotation mark is not closed, or a backslash ends the line: a command is one line.": (
        "Ett citattecken saknar sitt slut, eller så slutar raden med ett omvänt snedstreck: ett kommando är"
        " en rad."
    ),
    "--{option} is given once, before batch.": "--{option} anges en gång, före batch.",
    "{command} is no command for a batch; run it by itself.": (
        "{command} kan inte stå i en fil med kommandon; kör det för sig."
    ),
    "A line is a command; help is asked for outside.": (
        "En rad är ett kommando; hjälp visas utanför filen."
    ),
    "More words are needed: see {command} --help.": "Raden är inte fullständig: se {command} --help.",
    "Recording": "Registrerar",
    "Stopped after {file}, line {line}, which is recorded.": (
        "Stoppades efter {file}, rad {line}, som är registrerad."
    ),
    "Stopped at {file}, line {line}; {n} command before it was run.": (
        "Stoppades vid {file}, rad {line}; {n} kommando före den kördes."
    ),
    "Stopped at {file}, line {line}; {n} commands before it were run.": (
        "Stoppades vid {file}, rad {line}; {n} kommandon före den kördes."
    ),
    "{file}: {n} command was run.": "{file}: {n} kommando kördes.",
    "{file}: {n} commands were run.": "{file}: {n} kommandon kördes.",
    "{n} of them was recorded before, and not once more now.": (
        "{n} av dem var redan registrerat och registrerades inte en gång till."
    ),
    "{n} of them were recorded before, and not once more now.": (
        "{n} av dem var redan registrerade och registrerades inte en gång till."
    ),
}
