"""Text from data files (names, labels) in LaTeX: it comes out as itself and commands nothing."""

from __future__ import annotations

import unicodedata

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "&": r"\&",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "-": r"-{}",  # no ligature to a dash
}


def escaped(text: str) -> str:
    r"""The text as LaTeX: Latin letters as they are, what LaTeX's fonts lack by its code point.

    >>> print(escaped(r"\input{/etc/passwd} 50%"))
    \textbackslash{}input\{/etc/passwd\} 50\%
    >>> print(escaped("é 😀"))
    é \texttt{U+1F600}
    """
    return "".join(_character(character) for character in text)


def _character(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if " " <= character <= "~":
        return character
    # Latin-1 letters and Latin Extended-A are in every T1 font; nothing else is sure to be.
    if "À" <= character <= "ž" and unicodedata.category(character)[0] == "L":
        return character
    return rf"\texttt{{U+{ord(character):04X}}}"
