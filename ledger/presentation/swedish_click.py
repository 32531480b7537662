"""The Swedish for what click says itself, and for what stands for a value in help texts."""

from __future__ import annotations

# Click's own. A Swedish text may leave out a value that click gives in English only.
CLICK: dict[str, str] = {
    "Usage:": "Användning:",
    "Options": "Flaggor",
    "Commands": "Kommandon",
    "Positional arguments": "Argument",
    "Show this message and exit.": "Visa den här texten och avsluta.",
    "Show the version and exit.": "Visa programmets version och avsluta.",
    "%(prog)s, version %(version)s": "%(prog)s, version %(version)s",
    "required": "obligatorisk",
    "default: {default}": "förval: {default}",
    "(dynamic)": "(beräknas)",
    "env var: {var}": "miljövariabel: {var}",
    "deprecated": "utgår",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": (
        "Varning: kommandot {name!r} utgår.{extra_message}"
    ),
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": (
        "Varning: {name!r} utgår.{extra_message}"
    ),
    "Error: {message}": "Fel: {message}",
    "Try '{command} {option}' for help.": "Hjälp: {command} {option}",
    "Aborted!": "Avbrutet!",
    "unknown error": "okänt fel",
    "Missing command.": "Kommandot saknas.",
    "Missing argument": "Ange argumentet",
    "Missing option": "Ange flaggan",
    "Missing parameter": "Ange parametern",
    "Missing parameter: {param_name}": "Ange parametern {param_name}",
    "Missing {param_type}": "Ange {param_type}",
    "No such command {name!r}.": "Det finns inget kommando {name!r}.",
    "No such option {name!r}.": "Det finns ingen flagga {name!r}.",
    "Did you mean {possibility}?": "Menade du {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Menade du någon av {possibilities}?)",
    "Got unexpected extra argument ({args})": "Ett argument för mycket ({args})",
    "Got unexpected extra arguments ({args})": "För många argument ({args})",
    "Option {name!r} does not take a value.": "Flaggan {name!r} tar inget värde.",
    "Option {name!r} requires an argument.": "Flaggan {name!r} kräver ett värde.",
    "Option {name!r} requires {nargs} arguments.": "Flaggan {name!r} kräver {nargs} värden.",
    "Argument {name!r} takes {nargs} values.": "Argumentet {name!r} tar {nargs} värden.",
    "Takes {nargs} values but 1 was given.": "Tar {nargs} värden men fick 1.",
    "Takes {nargs} values but {len} were given.": "Tar {nargs} värden men fick {len}.",
    "{len_type} values are required, but {len_value} was given.": (
        "Det ska vara {len_type} värden men är {len_value}."
    ),
    "{len_type} values are required, but {len_value} were given.": (
        "Det ska vara {len_type} värden men är {len_value}."
    ),
    "Value must be an iterable.": "Värdet ska vara en lista.",
    "Invalid value: {message}": "Ogiltigt värde: {message}",
    "Invalid value for {param_hint}: {message}": "Ogiltigt värde för {param_hint}: {message}",
    "Choose from:\n\t{choices}": "Välj bland:\n\t{choices}",
    "Choice({choices})": "Val({choices})",
    "{value!r} is not {choice}.": "{value!r} är inte {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} är inget av {choices}.",
    "{value!r} does not match the format {format}.": "{value!r} är inte skrivet som {format}.",
    "{value!r} does not match the formats {formats}.": (
        "{value!r} är inte skrivet som något av {formats}."
    ),
    "{value} is not in the range {range}.": "{value} ligger utanför {range}.",
    "{value!r} is not a valid boolean. Recognized values: {states}": (
        "{value!r} är varken ja eller nej. Skriv något av: {states}"
    ),
    "{value!r} is not a valid {number_type}.": "{value!r} är inget giltigt tal.",
    "{value!r} is not a valid UUID.": "{value!r} är inget giltigt UUID.",
    "{name} {filename!r} does not exist.": "{filename!r} finns inte.",
    "{name} {filename!r} is a file.": "{filename!r} är en fil.",
    "{name} {filename!r} is a directory.": "{filename!r} är en mapp.",
    "{name} {filename!r} is not readable.": "{filename!r} går inte att läsa.",
    "{name} {filename!r} is not writable.": "{filename!r} går inte att skriva.",
    "{name} {filename!r} is not executable.": "{filename!r} går inte att köra.",
    # Asked for when a type is made, so these stay English until a metavar is shown.
    "file": "file",
    "directory": "directory",
    "path": "path",
    "Could not open file {filename!r}: {message}": (
        "Det gick inte att öppna filen {filename!r}: {message}"
    ),
    "Unknown standard stream '{name}'": "Okänd standardström '{name}'",
    "Do you want to continue?": "Vill du fortsätta?",
    "Confirm the action without prompting.": "Bekräfta utan att fråga.",
    "Repeat for confirmation": "Upprepa för att bekräfta",
    "Error: The two entered values do not match.": "Fel: de två värdena är inte lika.",
    "Error: invalid input": "Fel: ogiltigt svar",
    "Press any key to continue...": "Tryck på en tangent för att fortsätta …",
    "d": "d",
    "{editor}: Editing failed": "{editor}: redigeringen misslyckades",
    "{editor}: Editing failed: {e}": "{editor}: redigeringen misslyckades: {e}",
    "Couldn't detect Bash version, shell completion is not supported.": (
        "Bash svarade inte på sin version; komplettering stöds inte."
    ),
    "Shell completion is not supported for Bash versions older than 4.4.": (
        "Komplettering stöds inte i Bash före 4.4."
    ),
}

# What stands for a value in help texts.
METAVARS: dict[str, str] = {
    "OPTIONS": "FLAGGOR",
    "COMMAND": "KOMMANDO",
    "ARGS": "ARGUMENT",
    "ID": "ID",
    "AGREEMENT": "AVTAL",
    "AMOUNT": "BELOPP",
    "BOARD": "NÄMND",
    "CURRENCY": "VALUTA",
    "CLAIM-POSITION": "KRAV-POSITION",
    "DATE": "DATUM",
    "EVENT": "HÄNDELSE",
    "FILE": "FIL",
    "FILENAME": "FIL",
    "FLOAT": "TAL",
    "FOLDER": "MAPP",
    "DIRECTORY": "MAPP",
    "FROM-LINE": "FRÅN-POST",
    "INTEGER": "HELTAL",
    "CHARACTERS": "TECKEN",
    "RANGE": "INOM",
    "LINE": "BUDGETPOST",
    "NAME": "NAMN",
    "NUMBER": "NUMMER",
    "PARTY": "PART",
    "PATH": "SÖKVÄG",
    "PERIOD": "PERIOD",
    "POSITION": "POSITION",
    "QUANTITY": "MÄNGD",
    "RATE": "PROCENT",
    "REF": "REF",
    "REFERENCE": "REFERENS",
    "TEXT": "TEXT",
    "TIME": "TID",
    "TO-LINE": "TILL-POST",
    "UNIT": "ENHET",
    "YEAR": "ÅR",
}
