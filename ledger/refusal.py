"""The reactions to what cannot be done, and how each of them is declared.

A refusal is a class with a stable code. It declares the values that it names, each with a type, its
sentence and its hint. These are in English, and ``ledger/presentation/refusals.py`` translates them
and shows each value by its type. Each room has its refusals in a module or a package ``refusals``.

    class ExceedsRemaining(Refused, code="exceeds-remaining"):
        amount: Money
        limit: Money
        line: LineId

        sentence = N_("{amount} is more than the {limit} that remains on {line}.")
        hint = N_("At most {limit} can be recorded.")

    raise ExceedsRemaining(amount=Money(200, "SEK"), limit=Money(100, "SEK"), line="L1")
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, NamedTuple, Self, TypeAlias, dataclass_transform


def N_(text: str) -> str:  # noqa: N802 - gettext's name for it
    """Mark a text that is translated later, where it is shown."""
    return text


class Money(NamedTuple):
    """An amount in minor units of its currency (ISO 4217)."""

    minor: int
    currency: str


class Told(NamedTuple):
    """A text of this program (``N_``) with one value of somebody else's in it, ``{value}``."""

    text: str
    value: str


# A word as it is stored, such as the name of an event or a kind of rounding.
Word: TypeAlias = Annotated[str, "a word of a closed vocabulary"]
# A text that this program has marked with ``N_``. A text from elsewhere is shown as it is.
Text: TypeAlias = Annotated[str, "a text that is translated"]
# Why something failed: a text of this program, or the words of a database or the operating system.
Cause: TypeAlias = Annotated[str, "a text that is translated, or quoted if it is not ours"]
Bytes: TypeAlias = Annotated[int, "a number of bytes"]


class Part(NamedTuple):
    """The part of a document that a refusal is about.

    Attributes:
        table: the kind of its parts, such as ``line``; ``""``: the document itself.
        number: which of them, from 1.
        field: of it.
    """

    table: str
    number: int
    field: str


class Place(NamedTuple):
    """Where in a file the refused value stands."""

    file: str
    row: int


@dataclass_transform(kw_only_default=True)
class LedgerError(Exception):
    """Something that cannot be done.

    Attributes:
        code: stable; people and programs may rely on it.
        sentence, hint: in English, with the names of values in braces.
        sought: the name of the value that was looked for among ``known``; None: there is none.
        part: the part of a document that it is about; None: it is about none.
        stands_at: where the value stands, if it was read from a file.
    """

    code: ClassVar[str]
    sentence: ClassVar[str]
    hint: ClassVar[str]
    sought: ClassVar[str | None] = None

    def __init_subclass__(cls, *, code: str | None = None, sought: str | None = None) -> None:
        super().__init_subclass__()
        if code is not None:
            cls.code, cls.sought = code, sought

    def __init__(self, **values: Any) -> None:
        super().__init__(values)
        vars(self).update(values)
        self.part: Part | None = None
        self.stands_at: Place | None = None

    def about(self, part: Part) -> Self:
        """Say which part of a document it is about."""
        self.part = part
        return self

    @classmethod
    def fields(cls) -> list[str]:
        """Return the names of the values, those of the base classes first."""
        kinds = [kind for kind in reversed(cls.__mro__) if kind.__module__ != __name__]
        return [name for kind in kinds for name in vars(kind).get("__annotations__", ())]

    @property
    def values(self) -> Mapping[str, Any]:
        """The values, by name."""
        return {name: getattr(self, name) for name in self.fields()}

    def __str__(self) -> str:
        return f"{self.code} {self.values}"


class BadInput(LedgerError):
    """A file or a text cannot be read as it is: write it another way."""


class Refused(LedgerError):
    """A rule says no: correct the input."""


class Conflict(LedgerError):
    """It collides with a recorded event, or with another client's change."""


class Tampered(LedgerError):
    """The stored history is not what it was: stop."""


class BookUnusable(LedgerError):
    """The book cannot be opened or written as it is: name another, or make room."""
