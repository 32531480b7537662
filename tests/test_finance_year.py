"""The years of a finance officer: two invented agreements from proposal to end, with every figure.

The commands and why they are given: tests/finance_year/commands.txt. The figures below are worked
out by hand from them; nothing here asks the program how it came to its own.
"""

import re
import shutil
import tomllib
from pathlib import Path

from desk import Desk
from test_export import derived

HERE = Path(__file__).resolve().parent / "finance_year"
FILES = {
    "HAVSVIKEN": "havsviken.toml",
    "TILLAGG": "tillagg.toml",
    "FORLANGNING": "forlangning.toml",
    "FORSENAD": "forsenad.toml",
    "UTKAST": "utkast.toml",
}
KS, FRN, KN = "kommunstyrelsen", "fritidsnamnden", "kulturnamnden"
UR, SJ, KK, BIB = "ungdomsringen", "sjoscouterna", "kulturkollektivet", "biblioteket"

MEASURES = (
    *("proposed", "approved", "amended", "uplift", "reallocated", "carried", "released"),
    *("committed", "disbursed", "internal", "paid", "remaining", "reported", "claimed"),
    *("repaid", "held", "net_cost", "open_claim"),
)


def minor(kronor):
    return round(kronor * 100)


def decided(kronor):
    """As it was proposed, and approved."""
    return {"proposed": kronor, "approved": kronor}


def spent(kronor):
    """All that was committed has been paid to performers, and they have reported all of it."""
    return dict.fromkeys(("committed", "disbursed", "paid", "reported", "net_cost"), kronor)


def inside(kronor):
    """All that was committed has been an internal cost."""
    return dict.fromkeys(("committed", "internal", "paid", "net_cost"), kronor)


def back(kronor, net):
    """As much was claimed and came back; the net cost."""
    return {"claimed": kronor, "repaid": kronor, "net_cost": net}


# What the report says at the end, in kronor; a measure that is not named is 0.
LINES = {
    # 40 % of four payments of 250 000 a year, and the uplift by itself.
    ("L1", 2021): decided(400_000) | spent(400_000),
    ("L1", 2022): decided(400_000) | spent(410_000) | {"uplift": 10_000},  # 2.5 % of 400 000
    # 10 000, and 2.9 % of 410 000 = 11 890 (the 12 710 of 3.1 % were superseded)
    ("L1", 2023): decided(400_000) | spent(421_890) | {"uplift": 21_890},
    # 21 890, and 2 % of 421 890 = 8 437.80, in whole kronor 8 438
    ("L1", 2024): decided(400_000) | spent(430_328) | {"uplift": 30_328},
    # 35 %, and the uplift
    ("L2", 2021): decided(350_000) | spent(350_000),
    ("L2", 2022): decided(350_000) | spent(357_000) | {"uplift": 7_000},  # 2 % of 350 000
    ("L2", 2023): decided(350_000) | spent(362_000) | {"uplift": 12_000},  # 7 000 + 5 000
    # 12 000 + 1.5 % of 362 000 = 5 430; of 367 430 were 350 000 + 10 000 paid, the rest lapsed
    ("L2", 2024): decided(350_000) | spent(360_000) | {"uplift": 17_430, "released": 7_430},
    # 25 %; 2 500 came back as 1 500 + 1 000
    ("L3", 2021): decided(250_000) | spent(250_000) | back(2_500, 247_500) | {"reported": 247_500},
    ("L3", 2022): decided(250_000) | spent(250_000),
    ("L3", 2023): decided(250_000) | spent(270_000) | {"amended": 20_000},  # T3
    # T3, and 1 % of 270 000
    ("L3", 2024): decided(250_000) | spent(272_700) | {"amended": 20_000, "uplift": 2_700},
    # 60 000 of 90 000; of 150 000.01 two thirds are 100 000.006…, so 40 000.01 of 60 000.01.
    # 10 000 went to L7; 120 000 − 10 000 − 100 000.01 lapsed.
    ("L4", 2021): decided(120_000)
    | spent(100_000.01)
    | {"reallocated": -10_000, "released": 9_999.99},
    # 2 % of 120 000. Of 100 000 it is 122 400 / 188 400, 64 968.15, to the scouts, who used 50 000;
    # 122 400 − 64 968.15 = 57 431.85 to who came after them, all used: 107 431.85.
    ("L4", 2022): decided(120_000)
    | spent(122_400)
    | back(14_968.15, 107_431.85)
    | {"uplift": 2_400, "reported": 107_431.85},
    # 61 200 of 91 200; of 136 800.01 are 122 400 / 182 400 91 800.0067. 10 % of 122 400 went on,
    # 122 400 − 12 240 − 91 800.01 lapsed.
    ("L4", 2023): decided(120_000)
    | spent(91_800.01)
    | {"uplift": 2_400, "carried": -12_240, "released": 18_359.99},
    # 2 400 + 1.5 % of 122 400 = 1 836; 136 476 with what came over. Of 148 238 it is
    # 136 476 / 196 476 = 102 968.96; the settlement released the other 33 507.04.
    ("L4", 2024): decided(120_000)
    | spent(102_968.96)
    | {"uplift": 4_236, "carried": 12_240, "released": 33_507.04},
    # 30 000 + 20 000; 10 % of 60 000 went on, and 4 000 lapsed.
    ("L5", 2021): decided(60_000) | spent(50_000) | {"carried": -6_000, "released": 4_000},
    # 66 000 / 188 400 of 100 000 is 35 031.85, of which 20 000 were used, and 30 968.15 after that
    ("L5", 2022): decided(60_000)
    | spent(66_000)
    | back(15_031.85, 50_968.15)
    | {"carried": 6_000, "reported": 50_968.15},
    ("L5", 2023): decided(60_000) | spent(45_000) | {"reallocated": -5_000, "released": 10_000},
    # 148 238 − 102 968.96; the rest of 60 000 was released
    ("L5", 2024): decided(60_000) | spent(45_269.04) | {"released": 14_730.96},
    ("L6", 2021): decided(500_000) | spent(500_000),  # 11 × 41 666.67 + 41 666.63
    ("L6", 2022): decided(500_000) | spent(512_500) | {"uplift": 12_500},  # 2.5 % of 500 000
    # 12 500, and 2.9 % of 512 500 = 14 862.50, in whole kronor 14 863; so 527 363, and T4 makes it
    # 550 000. Paid: 4 × 43 946.92 + 8 × 46 776.54.
    ("L6", 2023): decided(500_000) | spent(550_000) | {"uplift": 27_363, "amended": 22_637},
    # T5, and 2 % of 550 000 = 11 000 on the 27 363. Paid: 12 × 46 750.
    ("L6", 2024): decided(500_000) | spent(561_000) | {"uplift": 38_363, "amended": 22_637},
    # 80 000 was proposed and made 75 000; 10 000 came from L4
    ("L7", 2021): decided(75_000) | spent(85_000) | {"reallocated": 10_000},
    # 50 000 + 12 500 + 12 500; of that the settlement claimed 5 000, not reported
    ("L7", 2022): decided(75_000) | spent(75_000) | back(5_000, 70_000) | {"reported": 70_000},
    ("L7", 2023): decided(75_000) | spent(79_000) | {"reallocated": 5_000, "released": 1_000},
    ("L7", 2024): decided(75_000) | spent(75_000) | back(15_000, 60_000) | {"reported": 60_000},
    ("L8", 2021): decided(100_000) | inside(97_500.50) | {"carried": -2_499.50},
    # 2 499.50 came over and 2 000 went on; 3 × 25 000 + 27 499.50 − 27 499.50 + 25 499.50
    ("L8", 2022): decided(100_000) | inside(100_499.50) | {"carried": 499.50},
    ("L8", 2023): decided(100_000) | inside(102_000) | {"carried": 2_000},  # 4 × 25 500
    ("L8", 2024): decided(100_000) | inside(95_000) | {"released": 5_000},  # 3 × 25 000 + 20 000
    **{("L9", year): {"proposed": 45_000} for year in range(2021, 2025)},  # declined
    ("L10", 2023): spent(90_000) | back(8_000, 82_000) | {"amended": 90_000, "reported": 82_000},
    ("L10", 2024): spent(90_000) | {"amended": 90_000},
}
TOTALS = {
    "proposed": 7_600_000,  # 4 × 1 900 000
    "approved": 7_420_000,  # without L9: 4 × 1 855 000
    "amended": 265_274,  # L3 40 000, L6 45 274, L10 180 000
    "uplift": 188_610,  # L1 62 218, L2 36 430, L3 2 700, L4 9 036, L6 78 226
    "released": 104_027.98,  # 2021 13 999.99, 2023 29 359.99, the settlement 60 668
    "committed": 7_769_856.02,  # 7 420 000 + 265 274 + 188 610 − 104 027.98
    "disbursed": 7_374_856.02,  # 1 735 000.01 + 1 792 900 + 1 909 690.01 + 1 937 266
    "internal": 395_000,  # 97 500.50 + 100 499.50 + 102 000 + 95 000
    "paid": 7_769_856.02,
    "reported": 7_314_356.02,  # 1 732 500.01 + 1 757 900 + 1 901 690.01 + 1 922 266
    "claimed": 60_500,  # 2 500 + 30 000 + 8 000 + 20 000
    "repaid": 60_500,
    "net_cost": 7_709_356.02,
}
# The prolongation: two quarters of 430 328 were paid before it was terminated, 15 164 of them were
# not reported, and 10 000 of those have come back.
PROLONGED = {
    ("L1", 2025): {
        **decided(430_328),
        **spent(215_164),
        **back(15_164, 205_164),
        "released": 215_164,
        "reported": 200_000,
        "repaid": 10_000,
        "held": 5_164,
        "open_claim": 5_164,
    },
    ("L1", 2026): decided(430_328) | {"released": 430_328},
}

# Committed, and net cost, by year from 2021 on.
BY_FUNDER = {
    # L1, L6 and, from 2023, L10, of which 8 000 came back
    KS: [(900_000,) * 2, (922_500,) * 2, (1_061_890, 1_053_890), (1_081_328,) * 2],
    # L2 and L4
    FRN: [(450_000.01,) * 2, (479_400, 464_431.85), (453_800.01,) * 2, (462_968.96,) * 2],
    # L3, L5, L7 and L8
    KN: [
        (482_500.50, 480_000.50),
        (491_499.50, 471_467.65),  # 15 031.85 and 5 000 came back
        (496_000,) * 2,
        (487_969.04, 472_969.04),
    ],
}
BY_ACTIVITY = {
    "oppethus": [(1_000_000, 997_500), (1_017_000,) * 2, (1_053_890,) * 2, (1_063_028,) * 2],
    "lager": [(150_000.01,) * 2, (188_400, 158_400), (136_800.01,) * 2, (148_238,) * 2],
}
# Paid, and net cost.
BY_PERFORMER = {
    UR: [(1_000_000, 997_500), (1_105_400,) * 2, (1_190_690.01,) * 2, (1_211_266,) * 2],
    SJ: [(150_000.01,) * 2, (100_000, 70_000)],
    KK: [(585_000,) * 2, (587_500, 582_500), (719_000, 711_000), (726_000, 711_000)],
    BIB: [(97_500.50,) * 2, (100_499.50,) * 2, (102_000,) * 2, (95_000,) * 2],
}

# What the officer wrote down on four days of what was known then, as of a day.
DAYS = {
    # 250 000.01 + 3 × 41 666.67 + 57 000 and 25 000, before the 57 000 were put right
    "2021-03-31": {"disbursed": 432_000.02, "internal": 25_000, "paid": 457_000.02},
    # 7 420 000 + 3 × 22 500; 1 000 000 + 150 000.01 + 500 000 + 85 000, and 97 500.50
    "2021-12-31": {
        "uplift": 67_500,
        "committed": 7_487_500,
        "paid": 1_832_500.51,
        "remaining": 5_654_999.49,
        "net_cost": 1_832_500.51,
    },
    # 67 500 + 3 × 9 400 + 2 × 26 753 + 2 × 5 000 of uplift; 13 999.99 lapsed
    "2022-12-31": {
        "uplift": 159_206,
        "released": 13_999.99,
        "committed": 7_565_206.01,
        "paid": 3_727_900.01,
        "remaining": 3_837_306,
        "reported": 1_802_500.01,
        "repaid": 32_500,
        "held": 1_692_900,
        "net_cost": 3_695_400.01,
    },
    # 159 206 + 2 700 + 8 438 + 11 000 of uplift; 265 274 of amendments
    "2023-12-31": {
        "amended": 265_274,
        "uplift": 181_344,
        "released": 14_999.99,
        "committed": 7_851_618.01,
        "paid": 5_737_590.02,
        "remaining": 2_114_027.99,
        "reported": 3_490_400.01,
        "held": 1_914_690.01,
        "net_cost": 5_705_090.02,
    },
}


class Notes(Desk):
    """The officer's desk; written down: what the report said, the newest event, and when it was."""

    files = FILES

    def write_down(self, day):
        report = self.read("report", "agreement", "havsviken", "--as-of", day)
        head = self.read("show", report["at"])
        return report, report["at"], head["recorded_at"]


def told(samverk, lang):
    """Carry out the whole story; return the desk."""
    for file in HERE.glob("*.toml"):
        shutil.copy(file, Path())
    desk = Notes(samverk.home, lang)
    desk.tell_all(HERE / "commands.txt")
    return desk


def figures(row, measures=MEASURES):
    return {name: row[f"{name}_minor"] for name in measures}


def in_full(kronor):
    """Return the figures of a row, in öre; what is not named is 0."""
    return dict.fromkeys(MEASURES, 0) | {name: minor(value) for name, value in kronor.items()}


def test_the_years_of_a_finance_officer(samverk):
    is_server = hasattr(samverk.home, "server")
    desk = told(samverk, "en" if is_server else "sv")
    assert desk.count > 250
    lines_and_totals(samverk)
    sums_by_what_they_are_about(samverk)
    other_reports(samverk)
    what_was_written_down(samverk, desk)
    explained(samverk, desk)
    how_they_stand(samverk)
    draft_of_the_prolongation()
    both_languages(samverk)
    verified = samverk("verify", "--json").json
    assert verified["findings"] == []
    asserted, _ = derived(samverk.ok("export", "--beancount").out)
    assert asserted > len(LINES)


def lines_and_totals(samverk):
    report = samverk.report("agreement", "havsviken")
    for row in report["rows"]:
        assert figures(row) == in_full(LINES[row["line"], row["year"]]), (row["line"], row["year"])
    assert len(report["rows"]) == len(LINES)
    assert figures(report["totals"]) == in_full(TOTALS)
    replaced = [x for x in report["notices"] if x["code"] == "performer-replaced"]
    assert [(x["line"], x["day"]) for x in replaced] == [("L4", "2022-07-01"), ("L5", "2022-07-01")]
    chain = samverk.report("agreement", "havsviken-2025", "--chain")
    assert chain["chain"] == ["havsviken", "havsviken-2025"]
    assert chain["rows"][: len(LINES)] == report["rows"]
    for row in chain["rows"][len(LINES) :]:
        assert figures(row) == in_full(PROLONGED[row["line"], row["year"]]), row["year"]
    assert figures(chain["totals"], ("committed", "paid", "net_cost", "open_claim")) == {
        "committed": 798_502_002,  # 7 769 856.02 + 215 164
        "paid": 798_502_002,
        "net_cost": 791_452_002,  # 7 709 356.02 + 205 164
        "open_claim": 516_400,
    }


def sums_by_what_they_are_about(samverk):
    for by, measures, expected in (
        ("funder", ("committed", "net_cost"), BY_FUNDER),
        ("activity", ("committed", "net_cost"), BY_ACTIVITY),
        ("performer", ("paid", "net_cost"), BY_PERFORMER),
    ):
        report = samverk.report("agreement", "havsviken", "--by", by)
        found = {}
        for row in report["rows"]:
            found.setdefault(row[by], {})[row["year"]] = [row[f"{x}_minor"] for x in measures]
        for name, years in expected.items():
            wanted = {2021 + n: [*map(minor, pair)] for n, pair in enumerate(years)}
            assert {year: found[name][year] for year in wanted} == wanted, name
        assert figures(report["totals"]) == in_full(TOTALS)


def other_reports(samverk):
    # 900 000 + 922 500 + 1 061 890 + 1 081 328, and 215 164 of the prolongation
    board = samverk.report("board", KS)["totals"]
    assert figures(board, ("committed", "paid", "net_cost", "open_claim")) == {
        "committed": 418_088_200,
        "paid": 418_088_200,
        "net_cost": 416_288_200,  # 8 000 and 10 000 came back
        "open_claim": 516_400,
    }
    # 1 000 000 + 1 105 400 + 1 190 690.01 + 1 211 266 + 215 164
    performer = samverk.report("party", UR)["totals"]
    assert figures(performer, ("disbursed", "reported", "repaid", "held")) == {
        "disbursed": 472_252_001,
        "reported": 470_485_601,  # 2 500, and of the prolongation 15 164, were not used
        "repaid": 1_250_000,
        "held": 516_400,
    }
    # 150 000.01 + 100 000 to the scouts, who used 70 000 of the last
    replaced = samverk.report("party", SJ)["totals"]
    assert figures(replaced, ("disbursed", "reported", "claimed", "repaid", "held")) == {
        "disbursed": 25_000_001,
        "reported": 22_000_001,
        "claimed": 3_000_000,
        "repaid": 3_000_000,
        "held": 0,
    }
    cash = samverk.report("cash-flow", "havsviken")
    assert figures(cash["totals"], ("disbursed", "internal", "paid", "remaining")) == {
        "disbursed": 737_485_602, "internal": 39_500_000, "paid": 776_985_602, "remaining": 0
    }  # fmt: skip
    paid = {(x["line"], x["year"], x["month"]): x["paid_minor"] for x in cash["rows"]}
    assert paid["L4", 2022, "2022-07"] == 5_743_185
    assert paid["L8", 2022, "2023-02"] == -200_000  # 25 499.50 in place of 27 499.50
    assert paid["L6", 2023, "2023-05"] == 4_677_654
    gifts = [
        (x["party"], x["year"], *(x[f"{y}_minor"] for y in ("pledged", "delivered", "verified")))
        for x in samverk.report("in-kind", "havsviken")["rows"]
    ]
    assert sorted(gifts) == [
        ("hogskolan", 2021, 3_404_000, 3_276_400, 3_276_400),  # 38.5 × 851 = 32 763.50, rounded
        (KK, 2021, 4_800_000, 4_800_000, 4_800_000),
        (UR, 2021, 11_000_000, 11_341_000, 11_341_000),  # (210 + 305.5) × 220; 60 h rejected
        (UR, 2022, 0, 9_476_000, 9_476_000),  # 412 × 230
        (UR, 2024, 0, 9_120_000, 9_120_000),  # 380 × 240
    ]


def what_was_written_down(samverk, desk):
    assert [*desk.days] == [*DAYS]
    for day, (then, at, recorded_at) in desk.days.items():
        expected = {name: minor(value) for name, value in DAYS[day].items()}
        assert figures(then["totals"], expected) == expected, day
        for known in (("--at", at), ("--known-at", recorded_at)):
            again = samverk.report("agreement", "havsviken", "--as-of", day, *known)
            assert (again["rows"], again["totals"]) == (then["rows"], then["totals"])
        # What was booked when the period was closed is as it was; the 57 000 were put right.
        now = samverk.report("agreement", "havsviken", "--as-of", day)["totals"]
        expected |= {"paid": 47_500_002, "disbursed": 45_000_002} if day == "2021-03-31" else {}
        assert figures(now, expected) == expected, day


def explained(samverk, desk):
    for words, measure, changes in (
        (("--line", "L4", "--year", 2022), "paid", [64_968.15, 57_431.85]),
        (
            ("--line", "L8", "--year", 2022),
            "paid",
            [25_000, 25_000, 25_000, 27_499.50, -27_499.50, 25_499.50],
        ),
        # uplift of 2022, 3.1 %, the difference to 2.9 %, T4
        (
            ("--line", "L6", "--year", 2023),
            "committed",
            [500_000, 12_500, 15_888, -1_025, 22_637],
        ),
    ):
        asked = ("explain", "agreement", "havsviken", *words, "--measure", measure, "-O", "json")
        made = samverk.ok(*asked).json
        assert [x["change_minor"] for x in made["rows"]] == [*map(minor, changes)]
        assert made["figure"]["value"] == made["figure"]["sum"] == minor(sum(changes))
    assert made["rows"][-1]["event"].startswith("amendment-concluded")


def how_they_stand(samverk):
    rows = samverk.ok("agreement", "list", "-O", "json").json["rows"]
    assert {row["agreement"]: row["status"] for row in rows} == {
        "havsviken": "closed",
        "havsviken-2025": "terminated",
    }
    shown = samverk.ok("agreement", "show", "havsviken", "-O", "json").json
    assert shown["status"] == "closed"
    # One decision of the board about two amendments: its approval, and its conclusion.
    decided = [x for x in shown["process"]["decisions"] if x["decision"] == "KS § 70/2023"]
    assert [x["amendments"] for x in decided] == [["T4", "T5"]] * 2
    later = samverk.ok("agreement", "show", "havsviken-2025", "-O", "json").json
    assert later["status"] == "terminated"


def draft_of_the_prolongation():
    """See that it had what was committed for 2024, without what was carried over or released."""
    draft = tomllib.loads(Path(FILES["UTKAST"]).read_text("utf-8"))
    amounts = {x["id"]: re.sub(r"\D", "", x["amounts"]["2026"]) for x in draft["line"]}
    assert amounts == {
        "L1": "430328",
        "L2": "367430",
        "L3": "272700",
        "L4": "124236",  # 120 000 + 4 236
        "L5": "60000",
        "L6": "561000",
        "L7": "75000",
        "L8": "100000",
        "L10": "90000",
    }
    assert re.sub(r"\D", "", draft["stated_total"]) == "2080694"
    assert [x["performer"] for x in draft["line"] if x["id"] in {"L4", "L5"}] == [UR, UR]
    assert SJ not in draft["signatories"]
    assert [draft["starts"].isoformat(), draft["extends"]] == ["2025-01-01", "havsviken"]


def both_languages(samverk):
    for lang, committed, closed, replaced in (
        ("sv", "7 769 856,02", "stängt", "är utförare från 2022-07-01; dessförinnan Sjöscouterna"),
        ("en", "7,769,856.02", "closed", "performs it from 2022-07-01; before that Sjöscouterna"),
    ):
        made = samverk.ok("report", "agreement", "havsviken", "--width", 400, lang=lang).out
        assert committed in made.replace("\xa0", " ")
        assert replaced in made
        assert closed in samverk.ok("agreement", "show", "havsviken", lang=lang).out.lower()
        assert closed in samverk.ok("agreement", "list", lang=lang).out.lower()
