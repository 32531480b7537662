"""Every text is translated, none is left over, and values stand in it as in the English one."""

import copy
import gettext
import importlib
import io
import os
import string
import subprocess
import sys

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from texts import (
    catalogues,
    file_of,
    needs_translation,
    of_click,
    up_to_date,
    words,
    written,
)

from ledger.cli import clickwork
from ledger.presentation import data_formats, display, language
from ledger.presentation.compiling import compiled
from ledger.presentation.language import _, _p
from projections.report import Column

CATALOGUES = catalogues()
OF_CLICK = {text for _context, text, _many in of_click()}


@pytest.fixture(autouse=True)
def _swedish_again():
    yield
    language.use("sv")


def texts_of(message):
    """Return the English texts of a message, and those in another language."""
    plural = isinstance(message.id, tuple)
    return (message.id, message.string) if plural else ((message.id,), (message.string,))


def placeholders(text):
    try:
        return {name for _t, name, _f, _c in string.Formatter().parse(text) if name}
    except ValueError:  # a brace in a text that is shown as it is
        return set()


@pytest.mark.parametrize("lang", CATALOGUES)
def test_every_text_is_translated(lang):
    left = [
        message.id
        for message in CATALOGUES[lang]
        if message.id and needs_translation(message.id) and not all(texts_of(message)[1])
    ]
    assert left == []


@pytest.mark.parametrize("lang", CATALOGUES)
def test_a_catalogue_has_the_texts_there_are_and_no_others(lang):
    """``make words`` writes it; a text that is new or gone is found here."""
    catalogue = copy.deepcopy(CATALOGUES[lang])
    assert file_of(lang).read_text(encoding="utf-8") == written(up_to_date(catalogue))


@pytest.mark.parametrize("word", sorted(words()))
def test_every_stored_word_is_translated(word):
    assert all(catalogue.get(word).string for catalogue in CATALOGUES.values())


@pytest.mark.parametrize("lang", CATALOGUES)
def test_values_stand_in_every_language_where_they_stand_in_english(lang):
    """A text for click may leave one out that click gives in English only."""
    for message in CATALOGUES[lang]:
        english, other = texts_of(message)
        wanted = set().union(*map(placeholders, english))
        for text in other if message.id else ():
            found = placeholders(text)
            assert found <= wanted if english[0] in OF_CLICK else found == wanted, message.id


def test_a_text_of_clicks_is_among_them():
    assert {"Missing argument", "Usage:", "required"} <= OF_CLICK
    assert len(OF_CLICK) > 50


def test_a_text_that_is_new_or_gone_makes_a_difference():
    catalogue = copy.deepcopy(CATALOGUES["sv"])
    catalogue.add("Nobody says this.", "Ingen säger detta.")
    catalogue.delete("Usage:")
    assert written(up_to_date(catalogue)) != file_of("sv").read_text(encoding="utf-8")
    assert catalogue.get("Nobody says this.") is None
    assert not catalogue.get("Usage:").string


# ---------------------------------------------------------------- compiled


@pytest.mark.parametrize("lang", CATALOGUES)
def test_what_is_compiled_is_what_babel_compiles(lang):
    out = io.BytesIO()
    write_mo(out, CATALOGUES[lang])
    theirs = gettext.GNUTranslations(io.BytesIO(out.getvalue()))
    ours = gettext.GNUTranslations(io.BytesIO(compiled(file_of(lang).read_text(encoding="utf-8"))))
    without_header = [{k: v for k, v in x._catalog.items() if k} for x in (theirs, ours)]  # noqa: SLF001
    assert without_header[0] == without_header[1]
    assert [ours.plural(n) for n in range(4)] == [theirs.plural(n) for n in range(4)]


TRICKY = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

# A remark, and a text of several lines with marks in it.
#, python-brace-format
msgid ""
"a \"b\"\n"
"\tc {n}"
msgstr "å \\ {n}"

msgctxt "here"
msgid "none"
msgstr "ingen"

msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "{n} dag"
msgstr[1] "{n} dagar"

msgid "not translated"
msgstr ""

#~ msgid "gone"
#~ msgstr "borta"
"""


def test_contexts_plurals_and_escapes_are_compiled():
    made = gettext.GNUTranslations(io.BytesIO(compiled(TRICKY)))
    assert made.gettext('a "b"\n\tc {n}') == "å \\ {n}"
    assert (made.pgettext("here", "none"), made.gettext("none")) == ("ingen", "none")
    assert [made.ngettext("{n} day", "{n} days", n) for n in (0, 1, 2)] == [
        "{n} dagar",
        "{n} dag",
        "{n} dagar",
    ]
    assert (made.gettext("not translated"), made.gettext("gone")) == ("not translated", "gone")


# ---------------------------------------------------------------- a third language

FINNISH = {
    (None, "Usage:"): "Käyttö:",
    (None, "Options"): "Valitsimet",
    (None, "Show this message and exit."): "Näytä tämä ohje ja lopeta.",
    (None, "Line"): "Rivi",
    (None, "Amount"): "Summa",
    (None, "Paid"): "Maksettu",
    (None, "board"): "lautakunta",
    (None, "yes"): "kyllä",
    ("as a number is written", "1,234.5"): "1\u00a0234,5",
    ("as a share is written", "50%"): "50\u00a0%",
}


@pytest.fixture
def finnish(tmp_path, monkeypatch):
    """A third language: one file, with ten texts."""
    folder = tmp_path / "locale"
    monkeypatch.setattr(language, "FOLDER", str(folder))
    catalogue = Catalog(locale="fi")
    for (context, text), translated in FINNISH.items():
        catalogue.add(text, translated, context=context)
    for lang, text in (("fi", written(catalogue)), ("sv", file_of_the_program("sv"))):
        file = folder / lang / "LC_MESSAGES" / "samverk.po"
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    forget()
    clickwork.install()
    yield folder
    monkeypatch.undo()
    forget()
    clickwork.install()


def file_of_the_program(lang):
    return WHERE[lang].read_text(encoding="utf-8")


WHERE = {lang: file_of(lang) for lang in CATALOGUES}


def forget():
    for remembered in (language.languages, language.texts_of, display._notation_of):  # noqa: SLF001
        remembered.cache_clear()


def test_a_folder_without_a_catalogue_is_no_language(finnish):
    (finnish / ".DS_Store").touch()
    (finnish / "de" / "LC_MESSAGES").mkdir(parents=True)
    forget()
    assert language.languages() == ("sv", "en", "fi")


def test_a_third_language_is_one_file(finnish):
    assert language.languages() == ("sv", "en", "fi")
    assert language.language_of([], {"LANG": "fi_FI.UTF-8"}) == "fi"
    language.use("fi")
    assert (language._("Line"), display.word("board")) == ("Rivi", "lautakunta")
    assert language._("Nothing was recorded.") == "Nothing was recorded."
    assert display.amount(121_000_050, "SEK") == "1\u00a0210\u00a0000,50"
    assert display.percent(5_050) == "50,5\u00a0%"
    columns = (Column("line", "Line", "text"), Column("paid_minor", "Paid", "money"))
    rows = [{"line": "L1", "paid_minor": 1_050}]
    assert data_formats.as_csv(columns, rows, "SEK") == "\ufeffline;paid\r\nL1;10,50\r\n"
    language.use("en")
    assert display.amount(121_000_050, "SEK") == "1,210,000.50"
    assert data_formats.as_csv(columns, rows, "SEK") == "line,paid\r\nL1,10.50\r\n"


def test_the_command_line_speaks_a_third_language(finnish):
    code = (
        "import sys; from ledger.presentation import language\n"
        "language.FOLDER = sys.argv.pop(1)\n"
        "from ledger.cli.boundary import run; run()"
    )
    for words_, wanted in (
        (("--lang", "fi", "--help"), ("Käyttö: ", "Näytä tämä ohje ja lopeta.", "[sv|en|fi]")),
        (("--lang", "sv", "--help"), ("Användning: ", "Visa den här texten")),
        (("--lang", "de", "--help"), ("[sv|en|fi]",)),
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, finnish, *words_],
            capture_output=True,
            encoding="utf-8",
            check=False,
            env=os.environ | {"LANG": "fi_FI.UTF-8"},
        )
        told = done.stdout + done.stderr
        assert [text for text in wanted if text not in told] == [], told


def test_a_catalogue_that_changes_is_compiled_anew(finnish):
    language.use("fi")
    assert language._("Line") == "Rivi"
    source = finnish / "fi" / "LC_MESSAGES" / "samverk.po"
    made = source.with_suffix(".mo")
    assert made.is_file()
    source.write_text(source.read_text(encoding="utf-8").replace("Rivi", "Momentti"), "utf-8")
    os.utime(source, ns=(made.stat().st_mtime_ns + 10**9,) * 2)
    forget()
    assert language._("Line") == "Momentti"
    # Where nobody may write, its texts are there all the same.
    made.unlink()
    made.mkdir()
    os.utime(made, ns=(0, 0))
    forget()
    assert language._("Line") == "Momentti"


def test_click_is_not_patched():
    clickwork.install()
    for name in ("core", "exceptions", "types", "formatting"):
        module = importlib.import_module(f"click.{name}")
        assert module._ is gettext.gettext, name
    for lang, usage in (("sv", "Användning:"), ("en", "Usage:"), ("sv", "Användning:")):
        language.use(lang)
        assert click.Context(click.Command("x")).get_usage().startswith(usage)


def test_one_english_word_may_be_several_in_another_language():
    language.use("sv")
    assert _p("of parties", "none") == "inga"
    assert _("none") == "none"  # without a context there is none
