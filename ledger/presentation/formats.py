"""The formats of reports and lists. Each has a line here, and a function that writes it.

From here the command line knows the words after ``-O``, the format of each ending of a file,
whether a width matters, and which formats ``verify --report`` can make again. A function is
imported when its format is needed.
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from ledger.presentation.data_rows import Written
    from ledger.presentation.listing import Listing
    from projections.report import Report

    Shown: TypeAlias = Report | Listing


# Of reports; it rises when what was saved would be written otherwise. In 1 and 2 the events behind
# what has changed were those of the whole row, and web pages did not say which make a figure. Up to
# 3 a web page was its tables and nothing else, and a workbook had neither sums nor events.
FORM = 4
EARLIER = (3, 2)  # of what does not name its form
TRACED = 3  # from which on the figures of a report name their own events
SET = 4  # from which on its web page is set as a paper, with a head and a foot


class How(NamedTuple):
    """Options of writing.

    Attributes:
        width: of a line, in characters; only where the format has one.
        form: of the report; one that was saved before may have an earlier one.
    """

    width: int = 0
    form: int = FORM


class Saved(NamedTuple):
    """The command and the form that a saved report states.

    Attributes:
        words: of the command that made it.
        forms: those that it may have been saved in, the likeliest first.
    """

    words: list[str]
    forms: tuple[int, ...] = (FORM, *EARLIER)


class Format(NamedTuple):
    """A format.

    Attributes:
        name: after ``-O``.
        endings: of its files.
        writer: ``module:function`` of this room. It takes a report or list, and ``How``, and
            returns a text or bytes.
        reader: ``module:function``. It takes a saved text or bytes and returns ``Saved``, or None
            if they are of another format or state no command; None: the format has no place for the
            command.
        is_text: whether it is a text: written in the encoding of a terminal, compared by lines.
        has_width: whether a width matters.
        traces: whether it says which events make each figure of a report.
        streamer: ``module:function`` of this room. It takes a list and returns how its rows are
            written one by one (``data_rows.Written``), as the writer does; None: nothing is written
            before all rows are there.
        packer: ``module:function`` of this room. It takes a list and yields the bytes that the
            writer returns, and keeps none of its rows; None: the format has no such function.
        has_events: whether the events that a report counts stand beside it.
        alike: ``module:function`` of this room. It takes two files and returns whether they say the
            same, also if their bytes differ; None: they never do.
        begins: what its files begin with, if it is no text.
    """

    name: str
    endings: tuple[str, ...]
    writer: str
    reader: str | None = None
    is_text: bool = True
    has_width: bool = False
    traces: bool = False
    streamer: str | None = None
    packer: str | None = None
    has_events: bool = False
    alike: str | None = None
    begins: bytes = b""

    @property
    def is_streamed(self) -> bool:
        """Whether a list is written while its rows come."""
        return self.streamer is not None or self.packer is not None


_DRAWN = "drawing:saved"
FORMATS = {
    form.name: form
    for form in (
        Format("table", (".txt",), "drawing:as_table", _DRAWN, has_width=True),
        Format(
            "json",
            (".json",),
            "data_formats:as_object",
            "data_formats:saved",
            streamer="data_formats:each_of_object",
        ),
        Format(
            "ndjson",
            (".ndjson", ".jsonl"),
            "data_formats:as_lines",
            streamer="data_formats:each_line",
        ),
        Format(
            "csv",
            (".csv",),
            "data_formats:as_spreadsheet",
            streamer="data_formats:each_csv_row",
        ),
        Format("md", (".md",), "drawing:as_markdown", _DRAWN),
        Format("html", (".html", ".htm"), "drawing:as_page", _DRAWN, traces=True),
        Format(
            "xlsx",
            (".xlsx",),
            "xlsx:write",
            "xlsx:saved",
            is_text=False,
            has_events=True,
            packer="xlsx:packed",
            alike="xlsx:is_same",
            begins=b"PK\x03\x04",
        ),
        Format("pdf", (".pdf",), "pdf:write", "pdf:saved", is_text=False, begins=b"%PDF"),
    )
}
DEFAULT = "table"


def endings() -> dict[str, str]:
    """Return the format of each ending of a file."""
    return {ending: form.name for form in FORMATS.values() for ending in form.endings}


def render(shown: "Shown", name: str, *, width: int = 0, form: int = FORM) -> str | bytes:
    """Return a report or a list in a format, in the present language.

    Args:
        shown: a report, or a list.
        name: one of ``FORMATS``.
        width: of a line, in characters; only where the format has one.
        form: of a report; one that was saved before may have an earlier one.
    """
    from ledger.presentation.display import told_in

    with told_in(shown.zone):
        content: str | bytes = _function(FORMATS[name].writer)(shown, How(width, form))
    return content


def streamed(shown: "Listing", name: str) -> Iterator[str] | Iterator[bytes]:
    """Yield a list in a format that ``is_streamed``, as its rows come; see ``render``.

    Its rows may be an iterator, and may become text in blocks.
    """
    from ledger.presentation.display import told_in
    from ledger.presentation.listing import RowsInBlocks

    with told_in(shown.zone):
        packer = FORMATS[name].packer
        if packer is not None:
            yield from _function(packer)(shown)
            return
        how = written(shown, name)
        if isinstance(shown.rows, RowsInBlocks):
            yield from how.joined(shown.rows.texts(how, name))
        else:
            yield from how.parts(shown.rows)


def written(shown: "Listing", name: str) -> "Written":
    """Return how the rows of a list are written in a format that has a ``streamer``."""
    streamer = FORMATS[name].streamer
    assert streamer is not None
    how: Written = _function(streamer)(shown)
    return how


def saved(content: bytes) -> Saved | None:
    """Return the command and the form that a saved report states; None: it states none."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    readers = {form.reader: form.is_text for form in FORMATS.values() if form.reader}
    for reader, is_text in readers.items():
        whole = text if is_text else content
        found: Saved | None = None if whole is None else _function(reader)(whole)
        if found is not None:
            return found
    return None


def is_no_text(content: bytes) -> bool:
    """Return whether a file begins as those of a format that is no text, whoever saved it."""
    return any(form.begins and content.startswith(form.begins) for form in FORMATS.values())


def are_alike(name: str, one: bytes, other: bytes) -> bool:
    """Return whether two files of a format whose bytes differ say the same all the same."""
    alike = FORMATS[name].alike
    return alike is not None and bool(_function(alike)(one, other))


def _function(place: str) -> Any:
    module, _colon, name = place.partition(":")
    return getattr(import_module(f"ledger.presentation.{module}"), name)
