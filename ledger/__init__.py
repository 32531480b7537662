"""The write side and the edges, one room for each matter.

Read them from the bottom: ``refusal`` (how no is said), ``rules`` (may this happen?), ``books``
(where events are kept) and ``presentation`` (words and pictures), ``work`` (recording and asking),
``proof`` and ``exchange``, ``demo``, and ``cli`` on top. A room imports from those below it, never
from those above (pyproject.toml, import contracts).
"""
