"""A book that is hard to show: an agreement of thirty lines and six years, with long names."""

from datetime import date

from ledger.rules import commands as c

LINES, YEARS, BOARDS, PERFORMERS = 30, range(2020, 2026), 4, 7
ID = "mycket-langt"
_LONG = "Arbetsmarknads-, gymnasie- och vuxenutbildningsnämndens samverkansorganisation för"
_WORD = "Nordvästersjökustartilleriflygspaningssimulatoranläggningsmaterielunderhållsuppföljning"


def _parties():
    for number in range(BOARDS):
        yield c.RegisterParty(
            party=f"namnd-{number}", name=f"{_LONG} stadsområde {number}", kind="board"
        )
    for number in range(PERFORMERS):
        yield c.RegisterParty(
            party=f"forening-med-ett-mycket-langt-id-{number}",
            name=f"{_WORD} {number}",
            kind="civil",
        )


def _proposal():
    parties = tuple(_parties())
    lines = tuple(
        c.ProposedLine(
            line=f"L{number}",
            purpose=f"{_LONG} {_WORD} {number}",
            funder=parties[number % BOARDS].party,
            performer=parties[BOARDS + number % PERFORMERS].party,
            amounts_minor=dict.fromkeys(YEARS, 1_234_567_890 + number),
        )
        for number in range(1, LINES + 1)
    )
    return c.ProposeAgreement(
        agreement=ID,
        title=f"Idéburet offentligt partnerskap {_LONG} {_WORD}",
        reference="STK-2019-1234567890-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        purpose=" ".join([_LONG, _WORD] * 6),
        starts=date(YEARS[0], 1, 1),
        ends=date(YEARS[-1], 12, 31),
        currency="SEK",
        rounding="ore",
        extends=None,
        signatories=tuple(x.party for x in parties),
        stated_total_minor=sum(line.amounts_minor[YEARS[0]] for line in lines),
        lines=lines,
        parties=parties,
    )


def record(service, signature):
    """Record it in an empty book: decided and concluded, with a payment into each line and year."""
    service.execute(_proposal(), signature)
    day = date(YEARS[0] - 1, 12, 6)
    for number in range(BOARDS):
        approval = c.ApproveCommitment(
            agreement=ID, board=f"namnd-{number}", decision=f"§ {number}", decided_on=day
        )
        service.execute(approval, signature)
    service.execute(c.ConcludeAgreement(agreement=ID, decision="§ 9", decided_on=day), signature)
    for year in YEARS:
        for number in range(1, LINES + 1):
            payment = c.RecordDisbursement(
                agreement=ID,
                line=f"L{number}",
                budget_year=year,
                amount_minor=987_654_321 + number,
                paid_on=date(year, 1 + number % 12, 15),
                voucher=f"VERIFIKAT-MED-MYCKET-LANGT-NUMMER-{year}-{number}",
            )
            service.execute(payment, signature)
