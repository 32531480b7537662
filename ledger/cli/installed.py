"""Sentences about a damaged installation, also where most of the program cannot be imported."""

from __future__ import annotations

from ledger.presentation.language import N_, _

# By the codes of ``ledger.cli.packages``.
PROBLEMS: dict[str, str] = {
    "shadowed": N_(
        "Another program's package is in the way: {cause}. Install samverk in an environment of"
        " its own."
    ),
    "other-package": N_(
        "Another program has put its files among those of samverk: {cause}. Install samverk in an"
        " environment of its own."
    ),
    "file-altered": N_("This file is not as it was installed: {cause}"),
    "file-missing": N_("This file is gone since it was installed: {cause}"),
    "file-foreign": N_("This file is not samverk's, but lies among its files: {cause}"),
}
_MOST = 10


def explanation(error: Exception) -> list[str]:
    """Return the faults of the installation, after an error; empty: no known fault.

    A part that is missing or belongs to another program shows itself as a failed import, or as a
    missing name.
    """
    if not isinstance(error, ImportError | AttributeError | NameError | SyntaxError):
        return []
    from ledger.cli import packages

    found = [_(PROBLEMS[code], cause=_plain(cause)) for code, cause in packages.problems()]
    if not found and not isinstance(error, ModuleNotFoundError):
        return []
    return [
        _(
            "The installation of samverk is damaged: {cause}",
            cause=_plain(f"{type(error).__name__}: {error}"),
        ),
        *found[:_MOST],
        _("Install it anew, in an environment of its own; your books are not touched by that."),
    ]


def _plain(text: str) -> str:
    return ascii(text)[1:-1]  # the module that does this elsewhere may be missing
