"""Refusals about a book, and about the files that lie beside it."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.refusal import N_, BadInput, BookUnusable, Bytes, Cause, Conflict, Tampered, Word


class NoBook(BookUnusable, code="no-book"):
    path: str

    sentence = N_("There is no book at {path}.")
    hint = N_("Make one: samverk --book {path} init. Or name another: --book PATH")


class NotABook(BookUnusable, code="not-a-book"):
    path: str

    sentence = N_("{path} is no book of this program, or it is damaged.")
    hint = N_("Name the book with --book PATH or SAMVERK_BOOK.")


class NewerBook(BookUnusable, code="newer-book"):
    path: str
    version: int
    known: int

    sentence = N_("{path} was made by a newer program (form {version}; this one knows {known}).")
    hint = N_("Install the newer program.")


class OlderBook(BookUnusable, code="older-book"):
    path: str
    version: int
    known: int

    sentence = N_(
        "{path} has the form {version}: this program reads it, and writes only to the form {known}."
    )
    hint = N_("Its administrator upgrades it: samverk --book {path} upgrade")


class BookExists(BookUnusable, code="book-exists"):
    path: str

    sentence = N_("There is something at {path} already; it was left as it is.")
    hint = N_("Name another place, or move away what is there, with its log and its key.")


class LogLeft(BookUnusable, code="log-left"):
    path: str
    logs: Sequence[str]

    sentence = N_(
        "The log of a book that was at {path} is still there: {logs}. It would be played into"
        " the new book."
    )
    hint = N_(
        "If that book was moved, give the log the book's new name, beside it, and open it once:"
        " samverk --book PATH status. If it is gone for good, keep the log elsewhere. Then try"
        " again."
    )


class LogOfLater(Tampered, code="log-of-later"):
    path: str
    log: str

    sentence = N_(
        "The file {path} is older than the log beside it, {log}: an older copy was put in the"
        " place of the book, and the two do not belong together."
    )
    hint = N_(
        "Nothing was read or written. Put the newest copy in the place of the file. If there is"
        " none, move the log away and keep it: events that the older copy lacks may be in it."
    )


class TwoNames(BookUnusable, code="two-names"):
    path: str
    others: Sequence[str] | None
    folder: str

    sentence = N_(
        "The file {path} has more than one name, and each would get a log of its own: what is"
        " recorded by one is lost by the other. Its other names in that folder: {others}."
    )
    hint = N_(
        "Find all of them: find {folder} -samefile {path} (also in other folders). When nobody"
        " uses the book, remove all names but one."
    )


class KnownElsewhere(BookUnusable, code="known-elsewhere"):
    path: str

    sentence = N_(
        "Another program has the file {path} open by another name, or through another mount:"
        " each would keep a log of its own."
    )
    hint = N_("Let it come to its end, and always use the book by the same name.")


class MountedAlone(BookUnusable, code="mounted-alone"):
    path: str

    sentence = N_(
        "The file {path} is mounted by itself: its log would lie apart from it, and what is"
        " recorded here would be lost elsewhere."
    )
    hint = N_("Mount the folder that it lies in instead.")


class BookReplaced(BookUnusable, code="book-replaced"):
    path: str

    sentence = N_(
        "{path} is no longer the file that was opened: it was moved or replaced meanwhile."
        " Nothing was recorded."
    )
    hint = N_("See that the right book is there: samverk status. Then try again.")


class BookChanged(Conflict, code="book-changed"):
    path: str

    sentence = N_("Somebody wrote to the book {path} while it was read, and you may not hold it.")
    hint = N_("Repeat the command.")


class BookNotAllowed(BookUnusable, code="book-not-allowed"):
    path: str

    sentence = N_("You may not open {path}: the computer does not permit it.")
    hint = N_("Ask its owner, or whoever keeps the computer, for the right to read it.")


class LogOfAnother(BookUnusable, code="log-of-another"):
    path: str

    sentence = N_("You may not use {path}, the log of the book, which somebody else has made.")
    hint = N_(
        "Let its owner open the book once: samverk status. Or ask him to let you write to it."
    )


class CannotOpen(BookUnusable, code="cannot-open"):
    path: str
    cause: Cause | None

    sentence = N_("{path} cannot be opened as a book: {cause}.")
    hint = N_("Name the book with --book PATH or SAMVERK_BOOK.")


class LogWaits(BookUnusable, code="log-waits"):
    path: str

    sentence = N_(
        "A program that was stopped has left a log beside {path}, which only those who may"
        " write to the book can play into it."
    )
    hint = N_("Ask whoever keeps the book to open it once: samverk --book {path} status")


class BookNotMade(BookUnusable, code="book-not-made"):
    path: str
    cause: Cause | None

    sentence = N_("The book {path} could not be made: {cause}.")
    hint = N_("Name a file in a folder that exists and that you may write to.")


class BookReadOnly(BookUnusable, code="book-read-only"):
    path: str

    sentence = N_("The book {path} may only be read by you.")
    hint = N_(
        "Ask whoever keeps it for the right to write to the file and its folder, or on a server"
        " for the role of a recorder."
    )


class BookBusy(Conflict, code="book-busy"):
    path: str
    cause: Cause | None

    sentence = N_(
        "Somebody else is writing to the book {path} and did not finish in time ({cause})."
    )
    hint = N_("Nothing was written. Try again.")


class WriteFailed(BookUnusable, code="write-failed"):
    path: str
    cause: Cause | None

    sentence = N_("The book {path} could not be written: {cause}. Nothing was recorded.")
    hint = N_("Make room on the disk, or ask whoever keeps the computer; then try again.")


class ServerGone(Conflict, code="server-gone"):
    path: str
    cause: Cause | None

    sentence = N_("The server {path} was lost and did not come back ({cause}).")
    hint = N_("Try again when it is back.")


class PartialView(BookUnusable, code="partial-view"):
    boards: Sequence[str] | None
    path: str

    sentence = N_("You see only the agreements that concern {boards}, and this needs every event.")
    hint = N_("Ask an auditor.")


class NoDriver(BookUnusable, code="no-driver"):
    cause: Cause | None

    sentence = N_("Books on a server need the driver psycopg, which is not installed ({cause}).")
    hint = N_("Install it: pip install 'samverk[postgres]'")


class NotAServer(BookUnusable, code="not-a-server"):
    path: str

    sentence = N_("{path} is a file, and roles are given in books on a server.")
    hint = N_("Who may read or write a file is decided by the computer.")


class NotReadableAgain(BadInput, code="not-readable-again"):
    event: Word
    cause: Cause | None

    sentence = N_("The event '{event}' could not be read again ({cause}). Nothing was recorded.")
    hint = N_("Please tell whoever maintains the program what was to be recorded.")


class NotOverwritten(BadInput):
    """A file that the program never writes over."""

    path: str


class OverwritesBook(NotOverwritten, code="overwrites-book"):
    sentence = N_("{path} is a book, and a book is never written over.")
    hint = N_("Name another file. To move a book away, use the computer's own commands.")


class OverwritesKey(NotOverwritten, code="overwrites-key"):
    sentence = N_("{path} is a key, and a key is never written over.")
    hint = N_("Name another file.")


class OverwritesLog(NotOverwritten, code="overwrites-log"):
    sentence = N_("{path} has the name of a file that the database keeps beside a book.")
    hint = N_("Name another file.")


class OverwritesHeld(NotOverwritten, code="overwrites-held"):
    sentence = N_("{path} is a checkpoint that is held, and is never written over.")
    hint = N_("Name another file.")


class FileUnreadable(BadInput, code="file-unreadable"):
    path: str
    cause: Cause | None

    sentence = N_("The file {path} cannot be read: {cause}.")
    hint = N_("Check its name and place.")


class FileTooLarge(BadInput, code="file-too-large"):
    path: str
    limit: Bytes

    sentence = N_("The file {path} is larger than {limit} bytes; what belongs here is smaller.")
    hint = N_("Check its name and place.")


class FileNotUtf8(BadInput, code="file-not-utf8"):
    path: str
    line: int

    sentence = N_("The file {path} is not saved as UTF-8 (line {line}).")
    hint = N_("Save it again with the encoding UTF-8.")


class NotAKey(BadInput, code="not-a-key"):
    sentence = N_("That is no key in the form of signed notes.")
    hint = N_("A public key looks like NAME+12345678+AbC…; a key file is made by samverk init.")


class NoKey(BadInput, code="no-key"):
    path: str

    sentence = N_("The book {path} names no key to check signatures with.")
    hint = N_("Make books with: samverk init")


class NotStatements(BadInput, code="not-statements"):
    sentence = N_("That is no list of statements about a book's keys, or it was altered.")
    hint = N_("Ask whoever keeps the book for it: samverk key statements -o FILE")


class RotationFalse(Tampered, code="rotation-false"):
    position: int

    sentence = N_(
        "Event #{position} gives the book another key, and was not signed as it says: somebody"
        " without the key has written it."
    )
    hint = N_("Trust nothing that was signed after it. Keep the book as it is and ask an auditor.")


class NotACheckpoint(BadInput, code="not-a-checkpoint"):
    path: str  # empty where it came from no file

    sentence = N_("{path} is no checkpoint, or it was altered.")
    hint = N_("Ask for it again, and take care that no program changes it on the way.")


class NotAProof(BadInput, code="not-a-proof"):
    sentence = N_("That is no proof, or it was altered.")
    hint = N_("Ask for it again, and take care that no program changes it on the way.")


class NotHeld(BookUnusable, code="not-held"):
    path: str
    cause: Cause | None

    sentence = N_("The checkpoint {path} could not be kept: {cause}.")
    hint = N_("Make room on the disk, or ask for the right to write there; then try again.")


class TooManySignatures(BadInput, code="too-many-signatures"):
    size: int
    limit: int

    sentence = N_(
        "The checkpoint of {size} events would have more than {limit} signatures, with those that"
        " are held. Nothing was written."
    )
    hint = N_(
        "Take the lines that nobody knows out of the file, and try again: samverk checkpoint verify"
        " FILE names each."
    )


class HeldUnreadable(BadInput, code="held-unreadable"):
    path: str
    cause: Cause | None

    sentence = N_("The checkpoints in {path} cannot be read: {cause}.")
    hint = N_("Ask whoever keeps the book for the right to read them.")


class BehindCheckpoint(Tampered, code="behind-checkpoint"):
    events: int
    path: str
    size: int

    sentence = N_(
        "The book has {events} events, and the checkpoint {path}, signed with its key, has"
        " {size}: an older copy stands in the place of the book, or events are gone."
    )
    hint = N_(
        "Nothing was recorded. Put the newest copy in the place of the book. If there is none,"
        " ask an auditor before the checkpoints are moved away."
    )


class NotAnExtension(Tampered, code="not-an-extension"):
    size: int
    path: str

    sentence = N_(
        "The book is no extension of the checkpoint at {size} {path}: history was rewritten."
    )
    hint = N_("Keep book and checkpoint as they are, and ask an auditor.")


class NewestAltered(Tampered, code="newest-altered"):
    size: int
    path: str

    sentence = N_(
        "The newest of the {size} events in {path} do not belong together with their index or"
        " the tree above them: a part of the book was altered, or is of another time."
    )
    hint = N_(
        "Nothing was recorded or signed. See what differs: samverk verify. Then restore it from"
        " a backup."
    )


class NodeMissing(Tampered, code="node-missing"):
    level: int
    place: int

    sentence = N_("The tree's node {level}/{place} is gone.")
    hint = N_("See what differs: samverk verify")


class CopyDiffers(Tampered, code="copy-differs"):
    path: str
    findings: int

    sentence = N_("{path} does not verify, with {findings} findings; no copy was made.")
    hint = N_("See what differs: samverk --book {path} verify")
