"""IEEE bytes and decimals as the dyadic rationals they denote: float64, float32, float16, bfloat16.

Nothing is rounded but a decimal that is *declared* to be a float, which becomes the nearest one.
"""

from __future__ import annotations

import math
import struct
from fractions import Fraction

from symbolic.errors import InputError
from symbolic.scalars import Scalar, exact, exact_from_float, fraction

WIDTHS = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2}
_CODES = {"F64": "d", "F32": "f", "F16": "e"}


def numbers(raw: bytes, kind: str, place: str) -> list[Scalar]:
    """The numbers in little-endian IEEE bytes of the given kind, exactly.

    Raises `InputError` naming ``place`` for another kind, for NaN and for infinity.

    >>> numbers(b"\\x00\\x3c\\x00\\xc0", "F16", "w"), numbers(b"\\x80\\x3f", "BF16", "w")
    ([1, -2], [1])
    """
    if kind not in WIDTHS:
        raise InputError(place, f"numbers of one of the kinds {', '.join(WIDTHS)}", kind)
    count, rest = divmod(len(raw), WIDTHS[kind])
    if rest:
        raise InputError(place, f"whole numbers of {WIDTHS[kind]} bytes", f"{len(raw)} bytes")
    if kind == "BF16":  # the upper half of a float32
        raw = b"".join(b"\0\0" + raw[2 * k : 2 * k + 2] for k in range(count))
    values = struct.unpack(f"<{count}{_CODES.get(kind, 'f')}", raw)
    return [finite(value, f"{place}, entry {k}") for k, value in enumerate(values)]


def finite(value: float, place: str) -> Scalar:
    """The dyadic rational of a float; NaN and infinity are refused."""
    if not math.isfinite(value):
        raise InputError(place, "a finite number", str(value))
    return exact_from_float(value, place)


def nearest(value: Scalar, kind: str, place: str) -> Scalar:
    """The float of the kind ``float64`` or ``float32`` nearest to a rational, ties to even,
    exactly.

    >>> nearest(exact("0.1"), "float32", "w")
    13421773/134217728
    """
    wanted = fraction(value)
    try:
        double = float(wanted)  # Python rounds a fraction correctly
        if kind == "float64":
            return exact_from_float(double, place)
        return exact(_nearest_single(wanted, double))
    except OverflowError:
        raise InputError(place, f"a number in the range of {kind}", "a larger one") from None


def _nearest_single(wanted: Fraction, double: float) -> Fraction:
    """Rounding a double again may go wrong by one step, so the neighbours are compared."""
    bits = struct.unpack("<i", struct.pack("<f", abs(double)))[0]
    steps = [max(0, bits + step) for step in (-1, 0, 1)]
    floats = [(struct.unpack("<f", struct.pack("<i", step))[0], step % 2) for step in steps]
    near = [(abs(abs(wanted) - Fraction(f)), odd, f) for f, odd in floats if math.isfinite(f)]
    size = Fraction(min(near)[2])
    return size if wanted >= 0 else -size
