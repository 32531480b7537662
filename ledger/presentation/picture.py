"""Small pictures in pages (SVG), drawn with the colours of their style sheet."""

from __future__ import annotations

_ALL = 10_000


def bar(share: int | None, kind: str = "bar") -> str:
    """Return a bar, as HTML. The share stands beside it, so it says nothing to who cannot see it.

    Args:
        share: that is filled, in hundredths of a per cent; None: there is nothing to divide by.
        kind: the class.
    """
    filled = min(max(share or 0, 0), _ALL) / 100
    done = f'<rect class="done" width="{filled:.4g}" height="6"/>' if filled else ""
    return (
        f'<svg class="{kind}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="rest" width="100" height="6"/>{done}</svg>'
    )
