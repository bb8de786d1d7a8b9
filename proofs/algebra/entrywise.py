"""A second way to check a step: put matrices of symbols for its letters, for fixed small
dimensions, and compare entry by entry.

Nothing here is shared with the rewriting of `normal`: a term is evaluated by matrix arithmetic over
a field of rational functions. ReLU needs signs; a model says which of its generators are positive,
and ReLU of an entry is evaluated only where the sign of that entry follows: where it is 0, or a
monomial in positive generators.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sympy.polys.domains.domain import Domain
from sympy.polys.matrices import DomainMatrix

from proofs.algebra import terms as t
from proofs.algebra.errors import AlgebraError
from proofs.algebra.kernel import Hypothesis
from symbolic.matrices import identity, zeros
from symbolic.scalars import Scalar


@dataclass(frozen=True, slots=True)
class Model:
    """Matrices for symbols (by name), numbers for dimensions, scalars for scalar names, all over
    one field of functions.

    ``positive`` lists the generators that count as positive when a sign is asked for.
    """

    domain: Domain
    matrices: Mapping[str, DomainMatrix]
    dimensions: Mapping[str, int]
    scalars: Mapping[str, Scalar] = field(default_factory=dict)
    positive: frozenset[str] = frozenset()

    def size(self, n: t.Dimension) -> int:
        """The number that a dimension stands for."""
        return n if isinstance(n, int) else self.dimensions[n]

    def has(self, term: t.Term) -> bool:
        """Whether every letter and every scalar of a term has a value here."""
        letters = {symbol.name for symbol in t.symbols(term)}
        return letters <= set(self.matrices) and t.scalar_names(term) <= set(self.scalars)

    def number(self, value: t.Scalar) -> Scalar:
        """A commuting scalar, with the model's scalars put in."""
        expression = t.SCALARS.to_sympy(value)
        known = {name: self.domain.to_sympy(number) for name, number in self.scalars.items()}
        missing = {str(symbol) for symbol in expression.free_symbols} - set(known)
        if missing:
            raise AlgebraError(f"the model has no value for {sorted(missing)}")
        return self.domain.from_sympy(
            expression.subs({s: known[str(s)] for s in expression.free_symbols}, simultaneous=True)
        )

    def evaluate(self, term: t.Term) -> DomainMatrix:
        """The matrix that a term stands for."""
        match term:
            case t.Symbol():
                return self.matrices[term.name]
            case t.IdentityMatrix():
                return identity(self.size(term.n), self.domain)
            case t.Zero():
                return zeros(self.size(term.rows), self.size(term.cols), self.domain)
            case t.Sum():
                first, *rest = map(self.evaluate, term.args)
                return sum(rest, first)
            case t.Product():
                product, *rest = map(self.evaluate, term.args)
                for factor in rest:
                    product = product * factor
                return product
            case t.Scaled():
                return self.evaluate(term.arg) * self.number(term.factor)
            case t.Transpose():
                return self.evaluate(term.arg).transpose()
            case t.Inverse():
                return self.evaluate(term.arg).inv()
            case t.Trace():
                total = sum(self.evaluate(term.arg).diagonal(), self.domain.zero)
                return DomainMatrix([[total]], (1, 1), self.domain).to_dense()
            case t.Sigma():
                return self._relu(self.evaluate(term.arg))
        raise AlgebraError(f"not a term: {term!r}")

    def _relu(self, values: DomainMatrix) -> DomainMatrix:
        entries = [
            entry if self._sign(entry) > 0 else self.domain.zero for entry in values.to_list_flat()
        ]
        return DomainMatrix.from_list_flat(entries, values.shape, self.domain).to_dense()

    def _sign(self, entry: Scalar) -> int:
        if not entry:
            return 0
        parts = (entry.numer, entry.denom)
        if any(len(part.terms()) != 1 for part in parts):
            raise AlgebraError(f"the sign of {entry} does not follow")
        names = [str(symbol) for symbol in self.domain.symbols]
        sign = 1
        for part in parts:
            ((exponents, coefficient),) = part.terms()
            sign *= 1 if coefficient > 0 else -1
            for name, exponent in zip(names, exponents, strict=True):
                if exponent % 2 and name not in self.positive:
                    raise AlgebraError(f"the sign of {entry} does not follow")
        return sign

    def holds(self, equation: Hypothesis) -> bool:
        """Whether both sides of an equation are the same matrix."""
        return bool(self.evaluate(equation.left) == self.evaluate(equation.right))
