"""Write docs/agreement.schema.json, for editors, from the fields of a proposal's file.

python docs/generate_agreement_schema.py
"""

from __future__ import annotations

from pathlib import Path

from ledger.exchange.agreement_template import schema
from ledger.presentation import language

TARGET = Path(__file__).with_name("agreement.schema.json")


def reference() -> str:
    """Return the schema as it should be, described in English."""
    language.use("en")
    return schema()


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
