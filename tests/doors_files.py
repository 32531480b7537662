"""The files of tests/doors_year: what an ERP system, a bank and an association's diary write.

Each month's ledger has another encoding, delimiter, decimal mark, line end and order of columns and
rows, as programs change them. All is invented: the organisations, their numbers and the amounts.
"""

from pathlib import Path

BUYER = ("212000-9010", "Ekhamns kommun (påhittad)")
ASEN = ("Bryggföreningen Åsen (påhittad)", "802499-1013")
SOUP = ("Soppköket Östra Kajen (påhittat)", "802499-2029")
SCHOOL = ("Öppna förskolan i Ekhamn (påhittad)", "")
PAPER = ("Kontorsgrossen på Hörnet AB (påhittat)", "")
COLUMNS = (
    *("kopare_id", "kopare", "verifikationsnummer", "leverantor", "leverantor_id", "konto_nr"),
    *("konto_text", "bokforingsdatum", "forvaltning", "fakturanummer", "nettobelopp"),
)
MOVED = [COLUMNS[i] for i in (7, 2, 9, 10, 3, 4, 5, 6, 8, 1, 0)]

JANUARY = (
    ("A 101", ASEN, "4510", "2025-01-31", "Kultur", "F-1", "20000.00"),
    ("A 102", ASEN, "5010", "2025-01-31", "Kultur", "F-2", "8000.50"),
    ("A 103", SOUP, "4520", "2025-01-31", "Social", "S-1", "30000.00"),
    ("A 104", SCHOOL, "7910", "2025-01-31", "Social", "", "5000.00"),
    ("A 105", PAPER, "6110", "2025-01-30", "Kultur", "991", "1250.00"),
)
FEBRUARY = (
    ("A 201", ASEN, "4510", "2025-02-28", "Kultur", "F-3", "20000.00"),
    ("A 202", SOUP, "4520", "2025-02-28", "Social", "S-2", "15000.00"),
    ("A 203", SCHOOL, "7910", "2025-02-28", "Social", "", "5000.00"),
    ("A 204", PAPER, "6110", "2025-02-27", "Kultur", "992", "700.00"),
)
CHANGED = ("A 202", SOUP, "4520", "2025-02-28", "Social", "S-2", "15500.00")
ADDED = (
    ("A 205", ASEN, "5010", "2025-03-28", "Kultur", "F-4", "8000.00"),
    ("A 206", SOUP, "4520", "2025-03-28", "Social", "S-2", "-15000.00"),  # the credit note
    ("A 207", SOUP, "4520", "2025-03-28", "Social", "S-3", "15500.00"),
)
LATE = (("A 301", ASEN, "5010", "2025-03-31", "Kultur", "F-5", "90.00"),)
OCTOBER = (
    ("A 801", ASEN, "4511", "2025-10-31", "Kultur", "F-8", "5000.00"),
    ("A 802", ASEN, "4510", "2025-10-31", "Kultur", "F-9", "3000.00"),
)
RECODED = ("A 802", ASEN, "4511", "2025-10-31", "Kultur", "F-9", "3000.00")


def ledger(rows, encoding, delimiter, *, columns=COLUMNS, mark=",", end="\r\n", total=None):
    """Return an open supplier ledger as bytes."""
    made = [dict.fromkeys(columns, "") | dict(zip(columns, columns, strict=True))]
    for voucher, (payee, number), account, day, board, invoice, amount in rows:
        cells = (*BUYER, voucher, payee, number, account, "Påhittat", day, board, invoice, amount)
        made.append(dict(zip(COLUMNS, cells, strict=True)))
        made[-1]["nettobelopp"] = amount.replace(".", mark)
    lines = [[row[column] for column in columns] for row in made]
    if total:
        lines.append(["Summa", *[""] * (len(columns) - 2), total.replace(".", mark)])
    text = "".join(
        delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in line) + end
        for line in lines
    )
    return text.encode(encoding)


def general_ledger(rows):
    """Return the vouchers of ledgers as SIE 4, in code page 437."""
    out = [
        "#FLAGGA 0",
        "#FORMAT PC8",
        "#SIETYP 4",
        '#PROGRAM "Demo" 1',
        "#ORGNR 212000-9010",
        '#FNAMN "Ekhamns kommun (påhittad)"',
        "#RAR 0 20250101 20251231",
        '#DIM 1 "Kostnadsställe"',
        '#OBJEKT 1 "Kultur" "Kultur"',
        '#OBJEKT 1 "Social" "Social"',
    ]
    for voucher, (payee, _number), account, day, board, _invoice, amount in rows:
        series, number = voucher.split()
        back = amount.removeprefix("-") if amount.startswith("-") else f"-{amount}"
        out += [
            f'#VER {series} {number} {day.replace("-", "")} "{payee}"',
            "{",
            f'   #TRANS {account} {{1 "{board}"}} {amount}',
            f"   #TRANS 1930 {{}} {back}",
            "}",
        ]
    return "\r\n".join([*out, ""]).encode("cp437")


def statement(number, day, *entries):
    """Return a bank's camt.053: amount out (in: below zero), its reference, name, text, return."""
    told = ""
    for amount, own, name, text, is_return in entries:
        refs = f"<Refs><EndToEndId>{name}</EndToEndId></Refs>" if name else ""
        told += (
            f'<Ntry><Amt Ccy="SEK">{abs(amount):.2f}</Amt>'
            f"<CdtDbtInd>{'DBIT' if amount > 0 else 'CRDT'}</CdtDbtInd>"
            f"<RvslInd>{str(is_return).lower()}</RvslInd><Sts>BOOK</Sts>"
            f"<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{own}</AcctSvcrRef>"
            f"<NtryDtls><TxDtls>{refs}<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls>"
            "</Ntry>"
        )
    closing = 900_000 - sum(entry[0] for entry in entries)
    balances = "".join(
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">{value:.2f}</Amt>'
        f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
        for code, value in (("OPBD", 900_000), ("CLBD", closing))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>M{number}</MsgId><CreDtTm>{day}T18:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>S{number}</Id><CreDtTm>{day}T18:00:00</CreDtTm>"
        f"<Acct><Id><Othr><Id>9912346</Id></Othr></Id></Acct>{balances}{told}</Stmt>"
        "</BkToCstmrStmt></Document>"
    ).encode()


HOURS = "Utfört;Insats;Antal h\n2025-07-05;kaffe;10\n2025-08-02;kaffe;12,5\n2025-09-06;kaffe;7,5\n"


def write(names):
    """Write the files into the present folder.

    Args:
        names: of the payments that the book orders, which the bank gives back in its statements.
    """
    grown = JANUARY + FEBRUARY + ADDED
    recoded = (RECODED, OCTOBER[0])
    q4 = (OCTOBER[0], RECODED, ("A 899", ASEN, "5010", "2025-12-30", "Kultur", "F-12", "250.00"))
    made = {
        "januari.csv": ledger(JANUARY, "utf-16", ","),
        "februari.csv": ledger(FEBRUARY[::-1], "cp1252", ";", columns=MOVED, total="40700.00"),
        "rattad.csv": ledger(
            (FEBRUARY[0], CHANGED, *FEBRUARY[2:]), "utf-8-sig", "\t", mark=".", end="\r"
        ),
        "vaxt.csv": ledger(grown, "cp437", ";", columns=MOVED, end="\n"),
        "sen.csv": ledger(LATE, "utf-8", ";"),
        "oktober.csv": ledger(OCTOBER, "cp1252", ";"),
        "oktober-rattad.csv": ledger(recoded, "utf-8", ";", columns=MOVED),
        "huvudbok.se": general_ledger(grown),
        "huvudbok-4.se": general_ledger(q4),
        "timmar.csv": HOURS.encode(),
        "utdrag-1.xml": statement(
            1,
            "2025-04-30",
            (20_000, "R1", names[0], "", False),
            (10_000, "R2", names[1], "", False),
            (4_000, "R3", "ERP-77", "Hyreskontoret april", False),
        ),
        "utdrag-2.xml": statement(2, "2025-05-02", (-10_000, "R4", names[1], "", True)),
        "utdrag-3.xml": statement(3, "2025-05-12", (10_000, "R5", names[1], "", False)),
        "utdrag-4.xml": statement(4, "2025-12-20", (-1_500, "R6", "", "Återbetalning", False)),
    }
    for name, content in made.items():
        Path(name).write_bytes(content)
