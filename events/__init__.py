"""What has happened: immutable facts, money, periods, and the bytes they are stored as.

This package knows nothing of rules, storage or reports; it imports msgspec and the
standard library only.
"""
