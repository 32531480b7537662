"""Files of other programs, to try the demonstration with: of an ERP system, a bank and a party.

**Everything in them is invented**, and they say so: vouchers, invoices, accounts, hours. They are
of the second quarter of 2025, of which the demonstration has recorded nothing. They are
written as such programs write: the ledger in Windows-1252 with decimal commas, the general ledger
in the letters of 1990 (CP437), the time sheet with columns that nothing but its own map knows.

Once the ledger has been read in, the general ledger says something else about it in each way that
there is, once (``DIFFERENCES``); a test holds that true.
"""

from __future__ import annotations

from collections.abc import Mapping

_INVENTED = "Påhittat för demonstrationen / invented for the demonstration"
LEDGER, GENERAL = "demo-reskontra-2025-Q2.csv", "demo-huvudbok-2025-Q2.se"
STATEMENT = "demo-kontoutdrag-2025-04.xml"
HOURS, MAP = "demo-tidrapport-2025-Q2.csv", "demo-tidrapport.toml"
# What the general ledger says otherwise, once the ledger has been read in: kind -> voucher.
DIFFERENCES: Mapping[str, str] = {
    "amount-differs": "A 4102",
    "date-differs": "A 4108",
    "only-here": "A 4110",
    "voucher-twice": "A 4115",
    "only-there": "A 4120",
}

_LEDGER = f"""\
{_INVENTED}
kopare;verifikationsnummer;leverantor;leverantor_id;konto_nr;konto_text;bokforingsdatum;forvaltning;fakturanummer;nettobelopp
Demostaden;A 4101;Tillsammans i Förening;L-1001;4510;Bidrag till föreningar;2025-04-25;Fritidsnämnden;TIF-7;82 160,00
Demostaden;A 4102;Rädda Barnen;L-1002;4510;Bidrag till föreningar;2025-04-25;Kommunstyrelsen;RB-101;178 750,00
Demostaden;A 4103;Rädda Barnen;L-1002;4560;Mötesplatser;2025-04-28;Kommunstyrelsen;RB-102;45 000,00
Demostaden;A 4107;Rädda Barnen;L-1002;4560;Mötesplatser, kreditfaktura;2025-05-06;Kommunstyrelsen;RB-102;45 000,00-
Demostaden;A 4108;Rädda Barnen;L-1002;4560;Mötesplatser;2025-05-06;Kommunstyrelsen;RB-103;40 000,00
Demostaden;A 4110;Rosengårdsbiblioteket;L-1003;7910;Interna kostnader;2025-05-28;Kulturnämnden;;25 000,00
Demostaden;A 4111;Kontorsvaror i Demostaden;L-1004;6110;Kontorsmateriel;2025-05-28;Kommunstyrelsen;K-55;1 250,00
Demostaden;A 4115;Tillsammans i Förening;L-1001;4510;Bidrag till föreningar;2025-06-25;Fritidsnämnden;TIF-8;82 160,00
Summa;;;;;;;;;409 320,00
"""  # noqa: E501

_GENERAL = f"""\
#FLAGGA 0
#PROGRAM "Demo-ERP" 1.0
#FORMAT PC8
#GEN 20250701
#SIETYP 4
#PROSA "{_INVENTED}"
#FNAMN "Demostaden"
#RAR 0 20250101 20251231
#DIM 1 "Ansvar"
#OBJEKT 1 "100" "Kommunstyrelsen"
#OBJEKT 1 "300" "Fritidsnämnden"
#OBJEKT 1 "500" "Kulturnämnden"
#KONTO 1930 "Bank"
#KONTO 4510 "Bidrag till föreningar"
#KONTO 4560 "Mötesplatser"
#KONTO 7910 "Interna kostnader"
"""

# Number, day, text, account, object, amount.
_VOUCHERS = (
    ("4101", "20250425", "Tillsammans i Förening, TIF-7", "4510", "300", "82160.00"),
    ("4102", "20250425", "Rädda Barnen, RB-101", "4510", "100", "178570.00"),
    ("4103", "20250428", "Rädda Barnen, RB-102", "4560", "100", "45000.00"),
    ("4107", "20250506", "Rädda Barnen, RB-102 kredit", "4560", "100", "-45000.00"),
    ("4108", "20250509", "Rädda Barnen, RB-103", "4560", "100", "40000.00"),
    ("4115", "20250625", "Tillsammans i Förening, TIF-8", "4510", "300", "82160.00"),
    ("4115", "20250625", "Tillsammans i Förening, TIF-8", "4510", "300", "82160.00"),
    ("4120", "20250630", "Rädda Barnen, RB-109", "4510", "100", "178750.00"),
)

_STATEMENT = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- {invented} -->
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">
 <BkToCstmrStmt>
  <GrpHdr><MsgId>DEMO-2025-04</MsgId><CreDtTm>2025-05-01T06:00:00</CreDtTm></GrpHdr>
  <Stmt>
   <Id>DEMO-2025-04</Id><CreDtTm>2025-05-01T06:00:00</CreDtTm>
   <Acct><Id><Othr><Id>DEMO-KONTO-1</Id></Othr></Id><Ccy>SEK</Ccy></Acct>
   <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">1000000.00</Amt>\
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-04-01</Dt></Dt></Bal>
   <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">{closing}</Amt>\
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-04-30</Dt></Dt></Bal>
{entries}  </Stmt>
 </BkToCstmrStmt>
</Document>
"""
_ENTRY = """\
   <Ntry><Amt Ccy="SEK">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>BOOK</Sts>\
<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef>
    <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>\
<RltdPties><{role}><Nm>{name}</Nm></{role}></RltdPties>\
<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
"""
_ENTRIES = (
    ("82160.00", "DBIT", "2025-04-25", "Cdtr", "Tillsammans i Förening", "TIF-7"),
    ("178750.00", "DBIT", "2025-04-25", "Cdtr", "Rädda Barnen", "RB-101"),
    ("3165.50", "CRDT", "2025-04-29", "Dbtr", "Rädda Barnen", "Återbetalning av återkrav"),
)
CLOSING = "742255.50"

_HOURS = f"""\
{_INVENTED}
Utfört;Antal h;Insats;Grupp
2025-04-12;6,5;Läxhjälp;Rädda Barnen, volontärer
2025-05-10;8;Läxhjälp;Rädda Barnen, volontärer
2025-06-14;7,25;Sommarfest;Rädda Barnen, volontärer
"""
_MAP = f"""\
# {_INVENTED}
source = "Demo-tidrapport"

[columns]
"Utfört" = "day"
"Antal h" = "quantity"
"Insats" = "text"
"Grupp" = "payee"
"""


def files() -> dict[str, bytes]:
    """Return the files by their names."""
    return {
        LEDGER: _LEDGER.replace("\n", "\r\n").encode("cp1252"),
        GENERAL: _general().replace("\n", "\r\n").encode("cp437"),
        STATEMENT: _statement().encode(),
        HOURS: _HOURS.encode(),
        MAP: _MAP.encode(),
    }


def _general() -> str:
    vouchers = (
        f'#VER A {number} {day} "{text}"\n{{\n'
        f'#TRANS {account} {{1 "{of_object}"}} {amount}\n'
        f"#TRANS 1930 {{}} {amount[1:] if amount.startswith('-') else '-' + amount}\n}}\n"
        for number, day, text, account, of_object, amount in _VOUCHERS
    )
    return _GENERAL + "".join(vouchers)


def _statement() -> str:
    entries = (
        _ENTRY.format(
            amount=amount,
            sign=sign,
            day=day,
            role=role,
            name=name,
            text=text,
            reference=f"DEMO-BANK-{number}",
        )
        for number, (amount, sign, day, role, name, text) in enumerate(_ENTRIES, 1)
    )
    return _STATEMENT.format(invented=_INVENTED, closing=CLOSING, entries="".join(entries))
