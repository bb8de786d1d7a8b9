"""Terms and steps as LaTeX. Printing decides nothing: the kernel has checked what is printed
here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import sympy

from proofs.algebra import Hypothesis, Sign, Symbol, Term
from proofs.algebra import terms as t
from proofs.algebra.derivation import Equations, Positive, Remark, Step

LINE = 62  # visible characters a display line holds in amsart's text width

_NAMES = {sympy.Symbol(name): latex for name, latex in t.SCALAR_NAMES.items()}


@lru_cache(maxsize=4096)
def scalar_latex(value: t.Scalar) -> str:
    """A commuting scalar.

    >>> scalar_latex(t.scalar("eps") / 2)
    '\\\\frac{\\\\varepsilon}{2}'
    """
    expression = sympy.factor(t.SCALARS.to_sympy(value))
    return str(sympy.latex(expression, symbol_names=_NAMES))


def latex(term: Term) -> str:
    """A term, as it was written down.

    >>> from proofs.algebra import builders as b
    >>> W, x = b.matrix("W", "M", "M", "invertible"), b.vector("x", "M")
    >>> latex(b.inverse(W) @ (b.sigma(W @ x) - x))
    'W^{-1}(\\\\sigma(Wx)-x)'
    """
    match term:
        case t.Symbol():
            return term.latex
        case t.IdentityMatrix():
            return "1"
        case t.Zero():
            return "0"
        case t.Sum():
            return "".join(_signed(term))
        case t.Scaled():
            return _scaled(term)
        case t.Product():
            return _joined([_factor(arg) for arg in term.args])
        case t.Transpose():
            if isinstance(term.arg, t.Inverse):
                return _power(term.arg.arg, r"-\mathsf T")
            return _power(term.arg, r"\mathsf T")
        case t.Inverse():
            return _power(term.arg, "-1")
        case t.Sigma():
            return rf"\sigma({latex(term.arg)})"
        case t.Trace():
            root = _squared(term.arg)
            if root is not None:
                return rf"\|{latex(root)}\|^2"
            return rf"\operatorname{{Tr}}({latex(term.arg)})"
    return str(term)


def _squared(term: Term) -> Term | None:
    """``B`` if the term reads ``B Bᵀ`` or ``Bᵀ B``: its trace is the squared Hilbert–Schmidt
    norm.
    """
    if not isinstance(term, t.Product):
        return None
    *front, last = term.args
    if isinstance(last, t.Transpose):
        root = front[0] if len(front) == 1 else t.Product(tuple(front))
        return root if root == last.arg else None
    return last if front == [t.Transpose(last)] else None


def _scaled(term: t.Scaled) -> str:
    if isinstance(term.arg, t.IdentityMatrix) and term.arg.n == 1:
        return scalar_latex(term.factor)
    if term.factor == 1:
        return latex(term.arg)
    body = _factor(term.arg)
    if term.factor == -1:
        return f"-{body}"
    number = scalar_latex(term.factor)
    if number.startswith("-"):
        return "-" + latex(t.Scaled(-term.factor, term.arg))
    if re.search(r"(?<=[^{(^])[+-]", number) and not number.startswith(r"\frac"):
        number = f"({number})"
    return rf"{number}\cdot1" if body == "1" else _joined([number, body])


def _signed(term: t.Sum) -> list[str]:
    """The summands with their signs, the first without a plus."""
    parts = [latex(arg) for arg in term.args]
    return [part if i == 0 or part.startswith("-") else f"+{part}" for i, part in enumerate(parts)]


def _factor(term: Term) -> str:
    negative = isinstance(term, t.Scaled) and latex(term).startswith("-")
    return f"({latex(term)})" if isinstance(term, t.Sum) or negative else latex(term)


def _joined(parts: Sequence[str]) -> str:
    """Side by side, with a space where a command would run into a letter."""
    text = ""
    for part in parts:
        text += " " if re.search(r"\\[A-Za-z]+$", text) and part[:1].isalpha() else ""
        text += part
    return text


def _power(term: Term, exponent: str) -> str:
    base = latex(term)
    plain = isinstance(term, t.Symbol | t.IdentityMatrix) and "^" not in base
    return f"{base if plain else f'({base})'}^{{{exponent}}}"


def visible(code: str) -> int:
    """About how many characters wide LaTeX code is set."""
    code = re.sub(r"\\(mathsf|operatorname|mathbf|mathcal|bar|left|right|tfrac|frac)\b", "", code)
    code = re.sub(r"\\[A-Za-z]+|\\.", "x", code)
    # Superscripts and subscripts are set smaller.
    code = re.sub(r"[_^]\{([^{}]*)\}", lambda match: "x" * (len(match[1]) * 2 // 3 + 1), code)
    return len(re.sub(r"[{}_^\s]", "", code))


def lines(terms: Sequence[Term], tail: str = "", width: int = LINE) -> list[tuple[str, str]]:
    """A chain ``terms[0] = terms[1] = …`` as (left, right) columns of a display, each line
    short.
    """
    rows: list[tuple[str, str]] = []
    left = latex(terms[0])
    if len(terms) == 1:
        return [(left, tail)]
    # A long left side stands alone, flush left, and what it equals on the lines below.
    long = visible(left) > width // 2
    indent = r"\qquad " if long else ""
    if long:
        rows.append(("", left))
        left = ""
    for i, term in enumerate(terms[1:]):
        room = max(width - (visible(left) if i == 0 else 0), width // 2)
        head, *rest = _broken(term, room)
        rows.append((left if i == 0 else "", f"{indent}={head}"))
        rows += [("", rf"{indent}\quad {more}") for more in rest]
    rows[-1] = (rows[-1][0], rows[-1][1] + tail)
    return rows


def _broken(term: Term, room: int) -> list[str]:
    """A term in pieces of at most about ``room`` characters, broken between summands."""
    pieces = _signed(term) if isinstance(term, t.Sum) else [latex(term)]
    out = [""]
    for piece in pieces:
        if out[-1] and visible(out[-1] + piece) > room:
            out.append(piece)
        else:
            out[-1] += piece
    return out


def given_latex(given: Hypothesis | Sign | Symbol) -> str:
    """What an entry lists as given, as a formula."""
    if isinstance(given, Hypothesis):
        return f"{latex(given.left)}={latex(given.right)}"
    if isinstance(given, Sign):
        return scalar_latex(given.scalar) + (">0" if given.strict else r"\ge0")
    return rf"{given.latex}\succ0"


def step_rows(step: Step, width: int = LINE) -> list[tuple[str, str]]:
    """The display lines of a checked step; a remark has none."""
    match step:
        case Equations():
            return lines(step.terms, width=width)
        case Positive():
            relation = ">0" if step.inequality.strict else r"\ge0"
            note = rf"\quad\text{{({step.note})}}" if step.note else ""
            term, reason = step.inequality.term, step.inequality.reason
            if isinstance(reason, t.Term):
                chain = [term] if latex(term) == latex(reason) else [term, reason]
                return lines(chain, relation + note, width)
            summands = "+".join(_summand(*summand) for summand in reason)
            return [(latex(term), f"={summands}{relation}{note}")]
        case Remark():
            return []
    return []


def _summand(coefficient: int, factors: Sequence[t.Scalar]) -> str:
    """``k·(factor)·(factor)…`` unexpanded, so that the reason for the sign is seen."""
    parts = [scalar_latex(factor) for factor in factors]
    alone = len(parts) == 1 and coefficient == 1
    shown = [f"({part})" if re.search(r".[+-]|^-", part) and not alone else part for part in parts]
    return _joined([*([] if coefficient == 1 else [str(coefficient)]), *shown])


def display(
    steps: Sequence[Step],
    tags: Sequence[str] = (),
    reasons: Sequence[str] = (),
    room: int = LINE,
) -> Iterator[str]:
    """One display of several steps, each aligned by itself; ``tags[k]``, a tag and perhaps a label,
    numbers step ``k``, ``reasons[k]`` says what it uses.
    """
    yield r"\begin{gather*}"
    for k, step in enumerate(steps):
        rows = step_rows(step, room)
        last = k + 1 == len(steps)
        reason = reasons[k] if reasons else ""
        body = f"{rows[0][0]}{rows[0][1]}"
        if len(rows) > 1:
            inner = r" \\ ".join(f"{left}&{right}" for left, right in rows)
            body = rf"\begin{{aligned}}{inner}\end{{aligned}}"
        tag, space = (tags[k], "[5em]") if tags else ("", "")
        end = "" if last and not reason else r"\\"
        yield rf"  \truncationfit{space}{{{body}}}{tag}{end}"
        if reason:
            yield rf"  \text{{\footnotesize by {reason}}}" + ("" if last else r"\\")
    yield r"\end{gather*}"
