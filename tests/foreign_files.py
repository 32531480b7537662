"""Files as other programs write them, made for the tests: tables, spreadsheets, SIE and camt.

Each has the traps of the real ones. ``changed`` damages them: whatever the readers are given, they
read it or refuse it. ``test_reading*.py`` run short forms, and ``make soak`` long ones.
"""

import csv
import io
import itertools
import random
import resource
import sys
import time
import zipfile
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.exchange import reading
from ledger.refusal import BadInput, LedgerError

SLOWEST, LARGEST = 2.0, 300  # seconds for one file, and MiB for all of them

# ---------------------------------------------------------------- tables

WAYS = st.fixed_dictionaries(
    {
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp437"]),
        "delimiter": st.sampled_from([";", ",", "\t", "|"]),
        "mark": st.sampled_from([",", "."]),
        "group": st.sampled_from(["", " ", "\u00a0", "\u202f", "'", "other"]),
        "end": st.sampled_from(["\r\n", "\n", "\r"]),
        "minus": st.sampled_from(["before", "after", "around", "dash"]),
        "day": st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y-%m-%d 00:00:00"]),
        "order": st.permutations(["Datum", "Belopp", "Ver.nr", "Leverantör", "Konto"]),
        "rows": st.randoms(use_true_random=False),
        "titles": st.integers(0, 3),
        "places": st.sampled_from([0, 1, 2, 3]),
        "sum": st.booleans(),
        "quotes": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        "spare": st.booleans(),
    }
)
MINOR = (
    st.integers(-(10**12), 10**12)
    | st.integers(-2000, 2000)
    | st.integers(-9, 9).map((1000).__mul__)
)
TEXTS = (
    "Rädda Barnen",
    "Å, B",
    'sa "ja"',
    "a;b",
    "|",
    "Örat",
    "x",
    "Summa",
    "1,5",
    "",
    "två\nrader",
)
ROWS = st.lists(
    st.tuples(st.integers(0, 800), MINOR, st.integers(1, 10**6), st.sampled_from(TEXTS)),
    max_size=8,
)


def amount_written(way, value):
    """Return an amount as a program writes it that has these ways."""
    places = way["places"]
    whole, _, part = f"{abs(value):.{places}f}".partition(".")
    by = {"other": "." if way["mark"] == "," else ","}.get(way["group"], way["group"])
    if by:
        head = len(whole) % 3 or 3
        whole = by.join([whole[:head], *(whole[x : x + 3] for x in range(head, len(whole), 3))])
    text = f"{whole}{way['mark']}{part}" if part else whole
    if value >= 0:
        return text
    forms = {
        "before": f"-{text}",
        "after": f"{text}-",
        "around": f"({text})",
        "dash": f"\u2212{text}",
    }
    return forms[way["minus"]]


def table_written(way, rows):
    """Return a table in a text, and the rows that it has; None: the encoding has no such letter."""
    scale = Decimal(1).scaleb(-way["places"])
    wanted = [
        (date(2023, 1, 1) + timedelta(day), minor * scale, voucher, payee)
        for day, minor, voucher, payee in rows
    ]
    way["rows"].shuffle(wanted)
    out = io.StringIO()
    # Python's writer leaves a line end of another kind without quotation marks.
    quotes = csv.QUOTE_ALL if way["end"] == "\r" else way["quotes"]
    writer = csv.writer(out, delimiter=way["delimiter"], lineterminator=way["end"], quoting=quotes)
    for n in range(way["titles"]):
        writer.writerow([f"Titel {n}"])
    spare = [""] if way["spare"] else []
    writer.writerow([*way["order"], *spare])
    for day, money, voucher, payee in wanted:
        cells = {
            "Datum": f"{day:{way['day']}}",
            "Belopp": amount_written(way, money),
            "Ver.nr": str(voucher),
            "Leverantör": payee,
            "Konto": "45100",
        }
        writer.writerow([*(cells[x] for x in way["order"]), *spare])
    if way["sum"] and way["order"][0] != "Belopp":
        cells = ["Summa", *("" for _ in range(4))]
        total = sum((x for _, x, *_ in wanted), Decimal(0))
        cells[way["order"].index("Belopp")] = amount_written(way, total)
        writer.writerow([*cells, *spare])
    try:
        return out.getvalue().encode(way["encoding"]), wanted
    except UnicodeEncodeError:  # a program of that age has no such space
        return None


def read_back(way, rows):
    """Write a table and read it: the same rows, or a refusal; say whether it was read."""
    written = table_written(way, rows)
    if written is None:
        return False
    raw, wanted = written
    try:
        found = reading.read(raw)
        got = [(x.day, x.amount, int(x.voucher), x.payee) for x in found.rows()]
    except BadInput as refused:
        # Bytes need not say their encoding, nor whole numbers in groups their mark.
        assert refused.code in {"encoding-open", "decimal-ambiguous"}, refused
        return False
    assert got == wanted
    assert found.totals.sum == sum((x for _, x, *_ in wanted), Decimal(0))
    assert found.totals.rows == len(wanted)
    return True


def read_back_many(count):
    """Write and read tables; return (count, read, refused); other rows are an error."""
    seen = [0, 0]

    @settings(max_examples=count, deadline=None, database=None)
    @given(WAYS, ROWS)
    def each(way, rows):
        seen[read_back(way, rows)] += 1

    each()
    return sum(seen), seen[1], seen[0]


# ---------------------------------------------------------------- spreadsheets

_NS = "http://schemas.openxmlformats.org"
_TYPES = (
    f'<Types xmlns="{_NS}/package/2006/content-types"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_MAIN = f"{_NS}/spreadsheetml/2006/main"
_RELATIONS = f"{_NS}/officeDocument/2006/relationships"


def _relations(targets):
    each = (
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return (
        f'<Relationships xmlns="{_NS}/package/2006/relationships">{"".join(each)}</Relationships>'
    )


SHARED = "Rädda Barnen"  # a text that lies in a part of its own


def letters(column):
    """Return the letters of a column, from 1."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def cell_xml(value, place):
    """Return a cell: a date has a style, a text that begins with # is an error."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    if value == SHARED:
        return f'<c r="{place}" t="s"><v>0</v></c>'
    if value.startswith("#"):
        return f'<c r="{place}" t="e"><v>{value}</v></c>'
    text = value.replace("&", "&amp;").replace("<", "&lt;")
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet_xml(rows, first=1, left=1):
    """Return a sheet whose first row and column are those."""
    made = (
        f'<row r="{n}">'
        + "".join(cell_xml(value, f"{letters(left + m)}{n}") for m, value in enumerate(row))
        + "</row>"
        for n, row in enumerate(rows, first)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(made)}</sheetData></worksheet>'


def xlsx_parts(sheets, *, hidden=(), from_1904=False):
    """Return the parts of a workbook: name -> text.

    Args:
        sheets: name -> rows, or the text of a sheet.
        hidden: names of sheets that nobody sees.
        from_1904: whether days are counted from 1904.
    """
    named = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"'
        f"{' state=' + chr(34) + 'hidden' + chr(34) if name in hidden else ''}/>"
        for n, name in enumerate(sheets, 1)
    )
    properties = '<workbookPr date1904="1"/>' if from_1904 else ""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{properties}'
        f"<sheets>{named}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)),
                ("styles", "styles.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            ]
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" count="1" uniqueCount="1">'
        f"<si><t>{SHARED}</t></si></sst>",
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    for n, rows in enumerate(sheets.values(), 1):
        text = rows if isinstance(rows, str) else sheet_xml(rows)
        parts[f"xl/worksheets/sheet{n}.xml"] = text
    return parts


def zipped(parts, kind=zipfile.ZIP_DEFLATED):
    """Return an archive of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, part in parts.items():
            # The same bytes at any time: no clock is in it.
            archive.writestr(zipfile.ZipInfo(name), part, kind)
    return out.getvalue()


def xlsx(rows, **more):
    """Return a workbook with one sheet, or with several."""
    return zipped(xlsx_parts(rows if isinstance(rows, dict) else {"Blad1": rows}, **more))


# ---------------------------------------------------------------- SIE and camt

SIE = """\
#FLAGGA 0
#PROGRAM "Bokföring" 5.1
#FORMAT PC8
#GEN 20240601
#SIETYP 4
#FNR "C:\\Program Files\\Företag\\"
#ORGNR 212000-0142
#FNAMN "Göteborgs ""
#KONTO 4510 "Bidrag"
#EGET "x" {odd
#VER A 1 20240115 "Bidrag kv 1" 20240116
{
   #TRANS 4510 {1 "1100" 6 "P 1"} 178750.00
\t#BTRANS 4511 {} 5.00
\t#RTRANS 4510 {1 "1100"} 80000.5 20240117 "sa \\"ja\\" {nej}"
\t#TRANS 4510 {1 "1100"} 80000.5 20240117 "sa \\"ja\\" {nej}"
#TRANS 1930 {} -258750.5
}
#VER "" "" 20240201
{
#TRANS 4510 {} 10
#TRANS 1930 {} -10
}
#VER A 3 20240301 "struken"
{
#BTRANS 4510 {} 7
}
"""

CAMT = """\
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2024-05-02T08:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2024-05-02T08:00:00</CreDtTm>
<Acct><Id><IBAN>SE4550000000058398257466</IBAN></Id><Ccy>SEK</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">1000.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2024-05-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">725.50</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2024-05-01</Dt></Dt></Bal>
<Ntry><Amt Ccy="SEK">300.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2024-05-01</Dt></BookgDt><AcctSvcrRef>R1</AcctSvcrRef>
<BkTxCd><Prtry><Cd>x</Cd></Prtry></BkTxCd><NtryDtls>
<TxDtls><Refs><EndToEndId>SV-herrgarden-12</EndToEndId></Refs>
<AmtDtls><TxAmt><Amt Ccy="SEK">100.00</Amt></TxAmt></AmtDtls>
<RltdPties><Cdtr><Nm>Rädda Barnen</Nm></Cdtr></RltdPties></TxDtls>
<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
<AmtDtls><TxAmt><Amt Ccy="SEK">200.00</Amt></TxAmt></AmtDtls>
<RmtInf><Ustrd>två</Ustrd><Ustrd>delar</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="SEK">25.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts>
<BookgDt><DtTm>2024-05-01T23:30:00+02:00</DtTm></BookgDt>
<BkTxCd><Prtry><Cd>x</Cd></Prtry></BkTxCd><NtryDtls><TxDtls>
<RltdPties><Dbtr><Nm>Boj</Nm></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="SEK">99.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>PDNG</Sts>
<BkTxCd><Prtry><Cd>x</Cd></Prtry></BkTxCd></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""


def camt(version="02", text=CAMT):
    """Return the statement as that version writes it."""
    made = text.replace("camt.053.001.02", f"camt.053.001.{version}")
    if version in {"08", "13"}:
        made = made.replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
        made = made.replace("<Sts>PDNG</Sts>", "<Sts><Cd>PDNG</Cd></Sts>")
        for who in ("Cdtr", "Dbtr"):
            made = made.replace(f"<{who}><Nm>", f"<{who}><Pty><Nm>")
            made = made.replace(f"</Nm></{who}>", f"</Nm></Pty></{who}>")
    return made.encode()


# ---------------------------------------------------------------- damage

PIECES = (
    *(b'"', b"{", b"}", b"\\", b"\r", b"\n", b"\0", b"<", b">", b"&", b"]]>", b"-", b",", b";"),
    *(b"1e9", b"99999999999999999999", b"\xff", b"\xc3", b"NaN", b"<!DOCTYPE a>", b"<!--", b"\x84"),
    *(b'r="XFD1048576"', b'r="ZZZZ9"', b' t="e"', b"&a;", b"&#0;", b"#VER", b"#TRANS 1 {} 5\n"),
    *(b"<Ntry>", b"</Ntry>", b'Ccy="EUR"', b"<row>", b"<c>", b"<v>", b"=\xc3\xa5", b"0x1F", b"\t"),
)


def changed(chance, raw):
    """Return bytes with one to four changes in them."""
    made = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(made) + 1)
        length = min(int(chance.expovariate(0.1)) + 1, len(made) - at)
        match chance.randrange(6):
            case 0:
                made[at : at + length] = b""
            case 1:
                made[at:at] = chance.choice(PIECES)
            case 2:
                made[at : at + length] = chance.choice(PIECES)
            case 3:
                made[at:at] = made[at : at + length] * chance.choice((1, 2, 100))
            case 4:
                made[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                other = chance.randrange(len(made) + 1)
                made[at:at] = made[other : other + length]
    return bytes(made)


SHEET = {
    "Blad1": [
        ["Lista", None],
        ["Datum", "Belopp", "Ver.nr", "Leverantör"],
        [date(2024, 1, 15), 178750.5, "A1", "Rädda Barnen"],
        [20240116, "1 000,50-", 7, "#N/A"],
        ["Summa", 177750.0],
    ]
}


TABLE = (
    "Lista;;;\r\nDatum;Belopp;Ver.nr;Text\r\n2024-01-15;178 750,00;A1;Två\r\n"
    '20240116;1,50-;A2;"sa ""ja"""\r\nSumma;178 748,50;;\r\n'
)
RECORDS = (
    '[{"kopare_id": 2120001124, "kopare": "Malmö", "leverantor": "Boj", "verifikationsnummer": 1,'
    ' "datum": "2024-01-15T00:00:00", "belopp": 178750.5},\n {"kopare_id": "2120001124", "kopare":'
    ' "Malmö", "leverantor": null, "verifikationsnummer": "2", "datum": "x", "belopp": "1,5"}]'
)
PAGE = (
    "<html><table><tr><th>Datum<th>Belopp</th><th colspan=2>Vernr</th></tr><tr><td>2024-01-02</td>"
    "<td>1&nbsp;000,50</td><td>A1</td><td></td></tr><tr><td>Summa</td><td>1000,50</table></html>"
)
DAMAGED = ("sie", "camt", "xlsx", "sie", "camt", "xlsx", "table", "json", "page")


def damaged(chance, kind):
    """Return a file of a kind, damaged."""
    match kind:
        case "sie":
            return changed(chance, SIE.encode(chance.choice(["cp437", "utf-8", "cp1252"])))
        case "camt":
            return changed(chance, camt(chance.choice(["02", "08"])))
        case "table":
            return changed(chance, TABLE.encode(chance.choice(["utf-8", "cp1252", "utf-16"])))
        case "json":
            return changed(chance, RECORDS.encode())
        case "page":
            return changed(chance, PAGE.encode())
        case _:
            parts = {name: text.encode() for name, text in xlsx_parts(SHEET).items()}
            if chance.random() < 0.2:
                return b"PK\x03\x04" + changed(chance, zipped(parts))[4:]
            name = chance.choice([*parts, "xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"])
            parts[name] = changed(chance, parts[name])
            return zipped(parts)


def told(raw):
    """Read a file to its end; return whether it was read, and not refused."""
    try:
        found = reading.read(raw)
        for row in found.rows():
            assert row.problem is not None or row.day is not None
        assert found.understood.format
    except BadInput as refused:
        assert refused.saw is not None or refused.code == "empty-file", refused
        return False
    return True


def damages(count, seed):
    """Read damaged files; return (count, read, refused, slow); anything else is an error."""
    chance = random.Random(seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    read = slow = 0
    for _, kind in zip(range(count), itertools.cycle(DAMAGED), strict=False):
        raw = damaged(chance, kind)
        began = time.process_time()
        try:
            read += told(raw)
        except (LedgerError, BaseException):
            sys.stderr.write(f"{kind}: {raw!r}\n")
            raise
        slow += time.process_time() - began > SLOWEST
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert after - before <= LARGEST, f"{after} MiB"
    return count, read, count - read, slow
