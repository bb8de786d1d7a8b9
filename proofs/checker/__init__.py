"""The independent checker of certificates: standard library only, nothing of this project."""

from .judge import CHECKER_VERSION, Limits, Result, check, check_file

__all__ = ["CHECKER_VERSION", "Limits", "Result", "check", "check_file"]
