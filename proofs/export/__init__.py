"""Handing certificates to other tools."""
