"""A password in an address is shown nowhere, and no address becomes a file."""

import pytest

from ledger.cli import run

SECRET = "hemligt"  # noqa: S105 - a test's
WRONG = [
    f"postgresql://anna:{SECRET}%zz@db/malmo",
    f"postgresql://anna:x@{SECRET}@db/malmo",
    f"postgresql://anna:x/{SECRET}@db/malmo",
    f"postgresql://anna:x {SECRET}@db/malmo",
    f"postgresql://anna:{SECRET}/malmo",
    f"postgresql:/anna:{SECRET}@db/malmo",
    f"POSTGRESQL://anna:{SECRET}%@db/malmo",
    f"mysql://anna:{SECRET}@db/malmo",
    f"anna:{SECRET}@db/malmo",
    f"password=x {SECRET} host=db",
    f"password={SECRET} hots=db",
    f"password='{SECRET} host=db",
    f"host=db password={SECRET} dbname=x y",
    f"dbname=postgresql://anna:{SECRET}@db/malmo",
]


@pytest.mark.parametrize("lang", ["en", "sv"])
@pytest.mark.parametrize("place", WRONG)
def test_a_mistyped_address_is_no_file_and_is_not_shown(place, lang, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words in (["init"], ["status"], ["log"], ["doctor"]):
        with pytest.raises(SystemExit) as exit_:
            run(["--lang", lang, "--book", place, *words])
        shown = "".join(capsys.readouterr())
        assert exit_.value.code == 2, shown
        assert SECRET not in shown
        assert "[bad-connection-string]" in shown
    assert list(tmp_path.iterdir()) == []
