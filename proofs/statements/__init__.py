"""The entries of the ledger, one module a chapter of the mathematics."""
