"""Papers: what is attached to minutes, sent to a party, or laid before whoever decides.

A paper is put together from reports, from what is due and from events behind figures; it adds no
figure of its own. ``ledger.presentation.typeset`` lays it out.
"""
