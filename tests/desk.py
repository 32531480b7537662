"""People at their desks, who carry out the commands of a story."""

import io
import json
import re
import shlex
from contextlib import redirect_stdout
from typing import ClassVar

import pytest

from ledger.cli.main import answer
from ledger.cli.session import Session
from ledger.presentation import language
from ledger.refusal import LedgerError
from ledger.work.receipt import Receipt

_MARK = re.compile(r"\[(?P<what>i fil|av|nekas|minns|provar|dag)(?:: (?P<value>[^]]*))?\] ?")
_READING = {"check", "draft"}
ADMIN = "boken"  # who the book belongs to: on a server its administrator


class Desk:
    """People at their desks, each with an open book, who give commands as the lines of a batch.

    Attributes:
        files: by the word that stands for each in the story, its file.
        names: the positions that the story speaks of.
        days: by day, what was written down then.
        count: of commands.
    """

    files: ClassVar = {}

    def __init__(self, home, lang):
        self._home, self._sessions = home, {}
        self.names, self.days, self.count = {}, {}, 0
        self.is_file = not hasattr(home, "server")
        language.use(lang)

    def close(self):
        for session in self._sessions.values():
            session.close()

    def write_down(self, day):
        """Return what the officer writes down on a day."""
        raise NotImplementedError

    def signed(self, actor, words):
        """Return the words of a command with what its actor adds to it."""
        del self, actor
        return words

    def ask(self, actor, *words, status=0):
        """Give a command that ends with a status; return what it printed.

        Raises:
            LedgerError: it is refused.
        """
        if actor not in self._sessions:
            place, named = self._home.place, ()
            if actor != ADMIN:
                place, named = self._home.place_of(actor)
            self._sessions[actor] = Session(
                address=str(place), named_actor=named[1] if named else None, receipt=Receipt()
            )
        session = self._sessions[actor]
        told = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        session.receipt.begin()
        session.source = None
        with redirect_stdout(told):
            assert answer([*map(str, words)], session) == status
        return told.buffer.getvalue().decode()

    def read(self, *words, status=0):
        """Return what a command of the officer's says, as data."""
        return json.loads(self.ask("ekonom", *words, "-O", "json", status=status))

    def tell(self, row):
        """Carry out a line of the story."""
        marks = {}
        while found := _MARK.match(row):
            marks[found["what"]] = found["value"]
            row = row[found.end() :]
        if "dag" in marks:
            self.days[marks["dag"]] = self.write_down(marks["dag"])
        if row and not row.startswith("#") and ("i fil" not in marks or self.is_file):
            self.count += 1
            self._carry_out(shlex.split(row.format(**self.names)), marks)

    def tell_all(self, story):
        """Carry out a file of commands, and close the books."""
        try:
            for number, row in enumerate(story.read_text("utf-8").splitlines(), 1):
                try:
                    self.tell(row)
                except BaseException as error:
                    error.add_note(f"{story.name}, line {number}: {row}")
                    raise
        finally:
            self.close()

    def _carry_out(self, words, marks):
        actor, code = marks.get("av", "ekonom"), marks.get("nekas")
        words = self.signed(actor, [self.files.get(word, word) for word in words])
        if code is not None:
            with pytest.raises(LedgerError) as refused:
                self.ask(actor, *words)
            assert refused.value.code == code
            return
        if words[1] in _READING:
            self.ask(actor, *words)
            return
        told = self.ask(actor, *words, "-O", "json", *(["-n"] if "provar" in marks else []))
        made = [event["position"] for event in json.loads(told)["recorded"]]
        assert made
        names = marks.get("minns", "").split()
        assert len(names) <= len(made)
        self.names |= zip(names, made, strict=False)
