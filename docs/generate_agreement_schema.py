"""Write docs/agreement.schema.json and docs/amendment.schema.json, for editors.

They follow from the fields of a proposal's file, and of an amendment's.

python docs/generate_agreement_schema.py
"""

from __future__ import annotations

from pathlib import Path

from ledger.exchange.agreement_template import schema
from ledger.presentation import language

TARGET = Path(__file__).with_name("agreement.schema.json")
OF_AMENDMENTS = Path(__file__).with_name("amendment.schema.json")


def reference(*, of_amendment: bool = False) -> str:
    """Return the schema as it should be, described in English."""
    language.use("en")
    return schema(of_amendment=of_amendment)


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
    OF_AMENDMENTS.write_text(reference(of_amendment=True), encoding="utf-8")
