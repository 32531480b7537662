"""The first digits of payments, against those of amounts that nobody has made up.

Source: F. Benford 1938; M. Nigrini, Benford's Law (2012), for the thresholds of the mean absolute
deviation of first digits.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Annotated, TypedDict

from projections.audits.declaring import Declaration, Found, Parameter
from projections.audits.material import Material, population
from projections.report import Field, Notice

# Shares in millionths, log10(1 + 1/digit): as integers, so that every computer says the same.
EXPECTED = {
    1: 301_030, 2: 176_091, 3: 124_939, 4: 96_910, 5: 79_181,
    6: 66_947, 7: 57_992, 8: 51_153, 9: 45_757,
}  # fmt: skip
_ALL = 1_000_000
# Chi-square of 8 degrees of freedom, in hundredths: chance exceeds it so often.
_ONCE_IN_TWENTY, _ONCE_IN_A_HUNDRED = 1551, 2009
# Nigrini's limits, in hundred-thousandths: below each, the digits conform to that degree.
_CONFORMS = ((600, "closely"), (1200, "acceptably"), (1500, "marginally"))


class BenfordRow(TypedDict):
    """A first digit."""

    digit: Annotated[int, Field("Digit", "number", is_key=True)]
    count: Annotated[int, Field("Number", "number")]
    expected_count: Annotated[str, Field("Expected number", "quantity")]
    observed_percent: Annotated[int, Field("Observed", "percent")]
    expected_percent: Annotated[int, Field("Expected", "percent")]
    difference_percent: Annotated[int, Field("Difference", "percent")]


def find(found: Material, *, minimum: int) -> Found:
    """Return how often each digit comes first, and how well that fits.

    Args:
        found: the events.
        minimum: how many payments have to be there; the test does not judge fewer.
    """
    payments = found.payments()
    notices = population(found, payments)
    total = len(payments)
    if total < minimum:
        few = {"count": total, "minimum": minimum}
        return Found(rows=[], notices=[*notices, Notice("benford-too-few", few)])
    counted = Counter(int(str(x.minor)[0]) for x in payments)
    shares = {digit: Fraction(counted[digit], total) for digit in EXPECTED}
    expected = {digit: Fraction(millionths, _ALL) for digit, millionths in EXPECTED.items()}
    rows = [
        {
            "digit": digit,
            "count": counted[digit],
            "expected_count": _decimals(expected[digit] * total, 1),
            "observed_percent": round(shares[digit] * 10_000),
            "expected_percent": round(expected[digit] * 10_000),
            "difference_percent": round((shares[digit] - expected[digit]) * 10_000),
        }
        for digit in EXPECTED
    ]
    chi_square = sum(
        (shares[digit] - expected[digit]) ** 2 / expected[digit] * total for digit in EXPECTED
    )
    apart = sum(abs(shares[digit] - expected[digit]) for digit in EXPECTED)
    told = [_chi_square(Fraction(chi_square)), _deviation(Fraction(apart, len(EXPECTED)))]
    return Found(rows=rows, notices=[*notices, *told])


def _chi_square(value: Fraction) -> Notice:
    hundredths = round(value * 100)
    code = "benford-chance"
    if hundredths > _ONCE_IN_A_HUNDRED:
        code = "benford-once-in-a-hundred"
    elif hundredths > _ONCE_IN_TWENTY:
        code = "benford-once-in-twenty"
    return Notice(code, {"chi_square": _decimals(value, 2)})


def _deviation(mean: Fraction) -> Notice:
    level = next((word for below, word in _CONFORMS if mean * 100_000 < below), "not")
    return Notice(f"benford-conforms-{level}", {"mean": _decimals(mean, 5)})


def _decimals(value: Fraction, places: int) -> str:
    """Return a number as text with ``places`` decimals; it is not below zero."""
    whole, part = divmod(round(value * 10**places), 10**places)
    return f"{whole}.{part:0{places}}"


AUDIT = Declaration(
    row=BenfordRow,
    find=find,
    reads_period=True,
    ask=(
        "Look at the payments that begin with the digits that are too many. Amounts that an"
        " agreement fixes, such as one a quarter, do not follow the law, and no fault is shown by"
        " that."
    ),
    parameters=(
        Parameter(
            "minimum",
            "number",
            "Of payments: fewer are not judged; 300 if left out.",
            300,
            least=50,
        ),
    ),
)
