"""The ways in which a certificate fails to be proved.

*Malformed*: the file is not of the format, so there is no statement to judge.
*Refuted*: the file is well formed, and a fact recomputed from it disagrees with what it records.
*Undecided*: what it records may hold, but the checker, which had to find a factor, an inverse or a
bound by itself, found none that shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

__all__ = [
    "CertificateError",
    "Malformed",
    "Refuted",
    "Undecided",
    "approximately",
    "at_most",
    "counted",
    "require_equal",
    "require_ratio",
    "shown",
]


class CertificateError(Exception):
    """Root of the failures; the message names the place, what was expected, what was found."""


class Malformed(CertificateError):
    """The file is not of the certificate format."""


class Refuted(CertificateError):
    """A recomputed fact disagrees with the file."""


class Undecided(CertificateError):
    """The checker found neither a proof of what the file records nor a fact against it."""


def shown(value: object) -> str:
    """A short ASCII rendering of a value for a message; large numbers only by their size.

    >>> shown(Fraction(-3, 4)), shown(["a", None]), shown(10**4000)
    ('-3/4', '["a", null]', 'a number of 13288 bits')
    """
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        bits = max(value.numerator.bit_length(), value.denominator.bit_length())
        return str(value) if bits <= 256 else f"a number of {bits} bits"
    text = _rendered(value)
    return text if len(text) <= 160 else f"{text[:150]}... ({len(text)} characters)"


def _rendered(value: object, depth: int = 2) -> str:
    if isinstance(value, dict):
        return "an object with keys " + _rendered(list(value), depth)
    if isinstance(value, (list, tuple)):
        if not depth:
            return "[...]"
        entries: Sequence[object] = value
        head = ", ".join(_rendered(entry, depth - 1) for entry in entries[:8])
        return f"[{head}{', ...' if len(entries) > 8 else ''}]"
    if isinstance(value, str):
        return '"' + ascii(value[:160])[1:-1] + '"'
    if value is True or value is False or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return shown(value) if isinstance(value, (int, Fraction)) else ascii(value)


def counted(number: int, noun: str) -> str:
    """The number with its noun, in the singular for 1.

    >>> counted(1, "hidden layer"), counted(0, "kink"), counted(2, "class")
    ('1 hidden layer', '0 kinks', '2 classes')
    """
    ending = "" if number == 1 else "ies" if noun.endswith("y") else "s"
    if noun.endswith("s"):
        ending = ending and "es"
    return f"{number} {noun[:-1] if ending == 'ies' else noun}{ending}"


def at_most(value: Fraction, digits: int = 2) -> str:
    """The leading digits of a bound, rounded up: what is printed is a bound, too.

    >>> at_most(Fraction(2, 3)), at_most(Fraction(999, 100)), at_most(Fraction(1, 2))
    ('6.7e-1', '1.0e+1', '5.0e-1')
    """
    return approximately(value, digits, up=True)


def approximately(value: Fraction, digits: int = 3, up: bool = False) -> str:
    """The leading digits and the power of 10, in integers: of numbers beyond floats, too.

    Digits are cut off, or with `up` (for a number that is not negative) rounded up.

    >>> approximately(Fraction(-2, 3)), approximately(Fraction(10**400)), approximately(Fraction(0))
    ('-6.66e-1', '1.00e+400', '0')
    """
    n, d = abs(value.numerator), value.denominator
    if not n:
        return "0"
    exponent = (n.bit_length() - d.bit_length()) * 30103 // 100000
    while True:
        shift = digits - 1 - exponent
        above, below = n * 10 ** max(shift, 0), d * 10 ** max(-shift, 0)
        leading = above // below
        if 10 ** (digits - 1) <= leading < 10**digits:
            break
        exponent += 1 if leading >= 10**digits else -1
    if up and leading * below < above:
        leading += 1
        if leading == 10**digits:
            leading, exponent = leading // 10, exponent + 1
    text = str(leading)
    return f"{'-' if value < 0 else ''}{text[0]}.{text[1:]}e{exponent:+}"


def require_equal(place: str, expected: object, found: object) -> None:
    """Refute unless the recomputed value (expected) is the recorded one (found).

    >>> require_equal("rank", 4, 4)
    >>> require_equal("rank", 4, 5)
    Traceback (most recent call last):
        ...
    proofs.checker.errors.Refuted: rank: expected 4, found 5
    """
    if type(expected) is not type(found) or expected != found:
        raise Refuted(f"{place}: expected {shown(expected)}, found {shown(found)}")


def require_ratio(place: str, numerator: int, denominator: int, found: Fraction) -> None:
    """Refute unless the recorded number is the quotient, which is reduced for the message only: a
    product of long numbers is far quicker than their greatest common divisor.

    >>> require_ratio("value", 6, 4, Fraction(3, 2))
    >>> require_ratio("value", 6, 4, Fraction(2, 3))
    Traceback (most recent call last):
        ...
    proofs.checker.errors.Refuted: value: expected 3/2, found 2/3
    """
    if numerator * found.denominator != found.numerator * denominator:
        require_equal(place, Fraction(numerator, denominator), found)
