"""The write side and the edges: decisions, storage, service, exchange, command line."""
