"""How a server judges files that came in and went out, and the accounts of parties.

``filing.sql`` has the functions that these statements call. What names an agreement or a line here
is looked up by the program alone: it moves no money.

Source: docs/ARCHITECTURE.md, "What a server judges".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from events import facts as f
from ledger.books.postgres.statements import quoted, read
from ledger.rules.payment_files import STANDING
from ledger.rules.refusals.importing import UnknownRoute


def words() -> dict[str, str]:
    """Return what stands for the words with @ in filing.sql."""
    said = " ".join(f"WHEN {quoted(x)} THEN {quoted(y)}" for x, y in STANDING.items())
    return {"standing": f"{said} END"}


def _calls(call: str) -> Callable[[], Iterator[str]]:
    def judged() -> Iterator[str]:
        yield f"done := {call};"

    return judged


_RETIRED = ", ".join(map(quoted, ("route-added/1", "route-retired/1", UnknownRoute.code)))
# The statements by which a server judges each fact.
JUDGED: dict[type[f.Event], Callable[[], Iterator[str]]] = {
    f.RouteRetired: _calls(f"require_standing(at, of_stream, 'route', data, {_RETIRED})"),
    f.PaymentFileMade: _calls("order_payments(at, of_stream, data)"),
    f.PaymentFileVoided: _calls("void_payments(at, of_stream, data)"),
    f.PartyAccountConfirmed: _calls(
        f"confirm_account(at, of_stream, data, {read('actor', 'envelope')})"
    ),
}
