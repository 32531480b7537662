"""What judges open data apart from this program: the published schemas, and plain sums."""

import csv
import io
import json
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

_SCHEMAS = Path(__file__).with_name("schemas")
COMMITMENT, DISBURSEMENT, EXPENDITURE, REIMBURSEMENT = "2", "3", "4", "7"


@cache
def _iati():
    import xmlschema

    return xmlschema.XMLSchema(_SCHEMAS / "iati-activities-schema.xsd")


@cache
def _giving():
    # Importing it takes seconds, which no process spends that is not dealt such a test.
    import jsonschema
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    grant, package = (
        json.loads((_SCHEMAS / f"360-giving-{name}-1.4.3.json").read_text(encoding="utf-8"))
        for name in ("schema", "package-schema")
    )
    named = package["properties"]["grants"]["items"]["$ref"]  # of an earlier version
    known = Registry().with_resource(named, Resource(contents=grant, specification=DRAFT202012))
    # Without the checker a day would be both of the two forms that it has to be one of.
    checker = jsonschema.FormatChecker()
    return jsonschema.Draft202012Validator(package, registry=known, format_checker=checker)


def faults_of_iati(text):
    """Return what the schema of IATI finds wrong."""
    return [str(error) for error in _iati().iter_errors(text)]


def faults_of_giving(text):
    """Return what the schema of 360Giving finds wrong."""
    return [error.message for error in _giving().iter_errors(json.loads(text))]


def parsed(text):
    """Return the root of a file in XML."""
    return ET.fromstring(text.encode())  # noqa: S314 - this program has just written it


def transactions(text):
    """Return the sums of the transactions of a file, by the last part of the id, and type."""
    found = Counter()
    for activity in parsed(text).iter("iati-activity"):
        agreement = activity.findtext("iati-identifier").split("-", 3)[-1]
        for one in activity.iter("transaction"):
            kind = one.find("transaction-type").get("code")
            found[agreement, kind] += Decimal(one.findtext("value"))
    return found


def grants(text):
    """Return what is awarded and disbursed by each grant of a file, by the grant's id."""
    package = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    found = {x["id"]: (x["amountAwarded"], x["amountDisbursed"]) for x in package["grants"]}
    assert len(found) == len(package["grants"]), "an id twice"
    return found


def payments(text):
    """Return the rows of an open ledger."""
    return list(csv.DictReader(io.StringIO(text, newline="")))
