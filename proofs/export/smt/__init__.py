"""Certificates as SMT-LIB 2 queries, one module a statement."""
