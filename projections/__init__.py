"""The read side: pure folds from events to postings, balances, reports and the audit trail."""
