"""The types of NumPy's arrays, for what proposes. Exact integers too large for a machine word are
objects in them.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Indices: TypeAlias = npt.NDArray[np.intp]
Integers: TypeAlias = npt.NDArray[np.int64] | npt.NDArray[np.object_]
Mask: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[Any]
