"""Normal forms: every term becomes a sum of words in non-commuting factors with commuting
coefficients.

What the rewriting may do is exactly this: multiply out; ``(AB)ᵀ = BᵀAᵀ`` and ``Sᵀ = S`` for
symmetric ``S``; ``A A⁻¹ = A⁻¹A = 1``; ``σσ = σ`` and ``σ(Dz) = Dσ(z)`` for ``D`` a positive
diagonal or a permutation matrix; ``Tr`` linear, cyclic and blind to transposition; and the rules
handed in, each an equation used from left to right (and transposed). Each of these replaces equals
by equals, so two terms with one normal form are equal whenever the rules hold; nothing is claimed
of terms whose normal forms differ.

A 1 × 1 term equals its trace and is written as one, so scalars have one form only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from proofs.algebra import terms as t
from proofs.algebra.errors import AlgebraError, RuleError

MOST_REWRITES = 2_000
ONE = t.as_scalar(1)


@dataclass(frozen=True, slots=True)
class Factor:
    """A letter: a symbol, or ReLU of a normal form, transposed or inverted."""

    name: str
    transposed: bool
    inverted: bool
    traits: frozenset[str]
    rows: t.Dimension
    cols: t.Dimension
    argument: frozenset[tuple[Word, t.Scalar]] | None = None

    def flipped(self) -> Factor:
        """The transpose."""
        if t.Trait.SYMMETRIC in self.traits:
            return self
        return replace(self, transposed=not self.transposed, rows=self.cols, cols=self.rows)

    def undone(self) -> Factor:
        """The inverse."""
        return replace(self, inverted=not self.inverted)

    def __str__(self) -> str:
        base = self.name
        if self.argument is not None:
            base = f"σ({show(dict(self.argument))})"
        return (
            base
            + {(0, 0): "", (1, 0): "ᵀ", (0, 1): "⁻¹", (1, 1): "⁻ᵀ"}[
                (int(self.transposed), int(self.inverted))
            ]
        )


Word = tuple[Factor, ...]
Words = dict[Word, t.Scalar]
Rules = Mapping[Word, Words]


def show(words: Mapping[Word, t.Scalar]) -> str:
    """A normal form as text, for error messages."""
    if not words:
        return "0"
    parts = []
    for word, coefficient in sorted(words.items(), key=lambda item: _order(item[0])):
        letters = "·".join(map(str, word)) or "1"
        parts.append(letters if coefficient == 1 else f"({coefficient})·{letters}")
    return " + ".join(parts)


def _order(word: Word) -> tuple[int, tuple[str, ...]]:
    return len(word), tuple(map(str, word))


def normal_form(term: t.Term, rules: Rules | None = None) -> Words:
    """The normal form of a term under the rules.

    >>> from proofs.algebra import builders as b
    >>> A, W = b.matrix("A", "Q", "M"), b.matrix("W", "M", "M", "invertible")
    >>> show(normal_form(A @ W @ b.inverse(W) - A))
    '0'
    >>> show(normal_form(b.trace(A @ A.T) - b.trace(A.T @ A)))
    '0'
    """
    rules = rules or {}
    words = reduce(_expand(term, rules), rules)
    return _cyclic(words, rules) if term.shape == (1, 1) else words


def rule(left: t.Term, right: t.Term) -> dict[Word, Words]:
    """The equation ``left = right`` as a rule and its transpose; the left side must be one word.

    >>> from proofs.algebra import builders as b
    >>> u = b.vector("u", "Q")
    >>> show(normal_form(u @ u.T @ u, rule(u.T @ u, t.scalar("Q") * b.identity(1))))
    '(Q)·u'
    """
    if t.has_trace(left) or t.has_trace(right):
        raise RuleError("an equation between traces is not one between matrices")
    heads = reduce(_expand(left, {}), {})
    if len(heads) != 1 or () in heads:
        raise RuleError(f"expected one word on the left, got {show(heads)}")
    ((head, coefficient),) = heads.items()
    if not (coefficient.numer.is_ground and coefficient.denom.is_ground):
        raise RuleError(f"expected a number before the left side, got {coefficient}: it might be 0")
    body = {word: value / coefficient for word, value in _expand(right, {}).items()}
    return {_flip(head): {_flip(word): value for word, value in body.items()}, head: body}


def _expand(term: t.Term, rules: Rules) -> Words:
    match term:
        case t.Symbol():
            letter = Factor(term.name, False, False, term.traits, *term.shape)
            return {(letter,): ONE}
        case t.IdentityMatrix():
            return {(): ONE}
        case t.Zero():
            return {}
        case t.Sum():
            return _sum((_expand(arg, rules), ONE) for arg in term.args)
        case t.Scaled():
            return _sum([(_expand(term.arg, rules), term.factor)])
        case t.Product():
            product: Words = {(): ONE}
            for arg in term.args:
                product = _product(product, _expand(arg, rules))
            return product
        case t.Transpose():
            return {_flip(word): value for word, value in _expand(term.arg, rules).items()}
        case t.Inverse():
            ((word, value),) = _expand(term.arg, rules).items()
            return {tuple(factor.undone() for factor in reversed(word)): 1 / value}
        case t.Sigma():
            return _relu(reduce(_expand(term.arg, rules), rules), term)
        case t.Trace():
            return _traced(term, rules)
    raise AlgebraError(f"not a term: {term!r}")


def _traced(term: t.Trace, rules: Rules) -> Words:
    words = reduce(_expand(term.arg, rules), rules)
    if () in words:
        words[()] = words[()] * _dimension(term.arg.rows)
    return words


def _dimension(n: t.Dimension) -> t.Scalar:
    """The trace of the identity of dimension ``n``."""
    if isinstance(n, int):
        return t.as_scalar(n)
    if n not in t.SCALAR_NAMES:
        raise AlgebraError(f"trace: no scalar is declared for the dimension {n}")
    return t.scalar(n)


def _relu(words: Words, term: t.Term) -> Words:
    """σ of a normal form: pull out a common left factor that commutes with σ; σσ = σ; σ(0) = 0."""
    if not words:
        return {}
    heads = {word[0] if word else None for word in words}
    head = heads.pop()
    if not heads and head is not None:
        if t.Trait.COMMUTES in head.traits:
            inner = _relu({word[1:]: value for word, value in words.items()}, term)
            return {(head, *word): value for word, value in inner.items()}
        ((word, value), *rest) = words.items()
        if not rest and len(word) == 1 and value == 1 and head.argument and not head.transposed:
            return words
    letter = Factor("σ", False, False, frozenset(), *term.shape, frozenset(words.items()))
    return {(letter,): ONE}


def _add(total: Words, word: Word, value: t.Scalar) -> None:
    total[word] = total[word] + value if word in total else value


def _times(a: t.Scalar, b: t.Scalar) -> t.Scalar:
    """A product; most factors are 1, and to multiply fractions of polynomials cancels them."""
    if a == ONE:
        return b
    return a if b == ONE else a * b


def _sum(parts: Iterable[tuple[Words, t.Scalar]]) -> Words:
    total: Words = {}
    for words, factor in parts:
        for word, value in words.items():
            _add(total, word, _times(factor, value))
    return {word: value for word, value in total.items() if value}


def _product(left: Words, right: Words) -> Words:
    return _sum(
        ({first + second: _times(a, b)}, ONE)
        for first, a in left.items()
        for second, b in right.items()
    )


def _flip(word: Word) -> Word:
    return tuple(factor.flipped() for factor in reversed(word))


def _redex(word: Word, rules: Rules) -> Words | None:
    """The word with its first reducible part replaced, or None."""
    for i in range(len(word)):
        if (
            i + 1 < len(word)
            and t.Trait.INVERTIBLE in word[i].traits
            and word[i].undone() == word[i + 1]
        ):
            return {word[:i] + word[i + 2 :]: ONE}
        for head, body in rules.items():
            if word[i : i + len(head)] == head:
                before, after = word[:i], word[i + len(head) :]
                return {before + middle + after: value for middle, value in body.items()}
    return None


def reduce(words: Words, rules: Rules) -> Words:
    """Rewrite until nothing applies; rules that run in circles are an error, not a hang."""
    done: Words = {}
    waiting = dict(words)
    for _ in range(MOST_REWRITES):
        if not waiting:
            return {word: value for word, value in done.items() if value}
        word, value = waiting.popitem()
        replaced = _redex(word, rules)
        if replaced is None:
            _add(done, word, value)
        else:
            for new, factor in replaced.items():
                _add(waiting, new, _times(factor, value))
    raise AlgebraError(f"the rules do not come to an end (more than {MOST_REWRITES} rewrites)")


def _cyclic(words: Words, rules: Rules) -> Words:
    """Traces: each word becomes the first, in a fixed order, of its rotations and their
    transposes.
    """
    total: Words = {}
    waiting = dict(words)
    for _ in range(MOST_REWRITES):
        if not waiting:
            return {word: value for word, value in total.items() if value}
        word, value = waiting.popitem()
        turns = [word[i:] + word[:i] for i in range(len(word))] or [word]
        for turn in turns:
            replaced = _redex(turn, rules)
            if replaced is not None:
                for new, factor in replaced.items():
                    # Nothing left of a rotation means the identity of the rotation's own dimension.
                    size = ONE if new else _dimension(turn[0].rows)
                    _add(waiting, new, _times(size, _times(factor, value)))
                break
        else:
            least = min((*turns, *map(_flip, turns)), key=_order)
            _add(total, least, value)
    raise AlgebraError(f"the rules do not come to an end (more than {MOST_REWRITES} rewrites)")
