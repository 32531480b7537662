"""Refusals that only the command line has."""

from __future__ import annotations

from decimal import Decimal

from events.facts import AmendmentId, LineId
from ledger.refusal import N_, BadInput, BookUnusable, Conflict, Money, Refused, Text


class ActorIsLogin(BadInput, code="actor-is-login"):
    login: str
    named: str

    sentence = N_("You are logged in as {login}, and cannot record as {named}.")
    hint = N_("Leave out --actor and SAMVERK_ACTOR, or log in as {named}.")


class NotConfirmed(Refused, code="not-confirmed"):
    sentence = N_("Nothing was recorded.")
    hint = N_("Give the command again with what is to be another.")


class UpliftUnusual(Refused, code="uplift-unusual"):
    line: LineId
    amount: Money
    year: int
    base: Money
    new: Money
    percent: Decimal
    most: int

    sentence = N_(
        "{line} would be raised by {amount} for {year}, from {base} to {new}: {percent} %, and"
        " above {most} % is unusual."
    )
    hint = N_("If it was decided so, add --yes. --amount is the increase; 2.9 per cent is 2.9%")


class AmendmentUnusual(Refused, code="amendment-unusual"):
    line: LineId
    year: int
    base: Money
    new: Money
    percent: Decimal
    most: int

    sentence = N_(
        "{line} would be changed from {base} to {new} for {year}: by {percent} %, and above {most}"
        " % is unusual."
    )
    hint = N_("If it is meant so, add --yes. --amount is the new amount of the year.")


class ChangeUnusual(Refused, code="change-unusual"):
    """A doubt: it may be right, and is told of."""

    line: LineId
    year: int
    base: Money
    new: Money
    percent: Decimal
    amendment: AmendmentId

    sentence = N_("Note: {line} {year} goes from {base} to {new}, by {percent} %.")
    hint = N_(
        "If that is a typing error, see samverk agreement withdraw … --amendment {amendment}, or"
        " reverse its conclusion."
    )


class NoCommand(BadInput, code="no-command"):
    path: str

    sentence = N_("{path} does not say which command made it.")
    hint = N_(
        "Save reports as pdf, xlsx, html, json, md or txt; csv and ndjson carry rows only. A file"
        " that is damaged, or that another program has saved, carries no command: make it anew."
    )


class NoBoardFunds(BadInput, code="no-board-funds"):
    sentence = N_("No board funds a line in what was asked, so there is no paper to write.")
    hint = N_("See: samverk agreement list")


class NotAPicture(BadInput, code="not-a-picture"):
    path: str

    sentence = N_("{path} is no name of a picture that a QR code is written to.")
    hint = N_("Let it end in .svg or .png; - is the terminal.")


class NoQrLibrary(BadInput, code="no-qr-library"):
    cause: Text | None

    sentence = N_("QR codes need the library segno, which is not installed ({cause}).")
    hint = N_("Install it: pip install 'samverk[qr]'. The twelve words need nothing.")


class NoLineLibrary(BadInput, code="no-line-library"):
    cause: Text | None

    sentence = N_("A shell needs the library prompt_toolkit, which is not installed ({cause}).")
    hint = N_("Install it: pip install 'samverk[shell]'. samverk batch needs nothing.")


class NoCalendarLibrary(BadInput, code="no-calendar-library"):
    cause: Text | None

    sentence = N_("A calendar needs the library icalendar, which is not installed ({cause}).")
    hint = N_("Install it: pip install 'samverk[calendar]'. Every other format needs nothing.")


class NoWebLibrary(BadInput, code="no-web-library"):
    cause: Text | None

    sentence = N_("The pages need libraries that are not installed ({cause}).")
    hint = N_("Install them: pip install 'samverk[web]'. Every other command needs nothing.")


class NoParquetLibrary(BadInput, code="no-parquet-library"):
    cause: Text | None

    sentence = N_("Parquet needs the library pyarrow, which is not installed ({cause}).")
    hint = N_("Install it: pip install 'samverk[parquet]'. CSV needs nothing: leave --parquet out.")


class FolderNotEmpty(BadInput, code="folder-not-empty"):
    path: str

    sentence = N_("{path} is there already, and is no empty folder.")
    hint = N_("Name a folder that is not there yet, or an empty one.")


class FolderInUse(BadInput, code="folder-in-use"):
    path: str

    sentence = N_("{path} is the folder that you are in, so no other can take its place.")
    hint = N_("Name a folder in it that is not there yet.")


class NotNoted(BookUnusable, code="not-noted"):
    path: str
    cause: Text | None

    sentence = N_("It could not be noted in {path}: {cause}.")
    hint = N_("Make room, or name another folder with XDG_STATE_HOME.")


class PaymentFileDiffers(Conflict, code="payment-file-differs"):
    position: int

    sentence = N_(
        "The file of event #{position} comes out otherwise than it was made: another version of the"
        " program made it."
    )
    hint = N_("Ask who made it for the file, and compare its SHA-256: samverk show {position}")
