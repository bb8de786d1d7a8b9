from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

_Floats = npt.NDArray[np.float64]
_Indices = npt.NDArray[np.int32]

kHighsInf: float

class HighsModelStatus(Enum):
    kOptimal = ...

class _Solution:
    col_value: list[float]
    row_dual: list[float]

class Highs:
    def __init__(self) -> None: ...
    def setOptionValue(self, name: str, value: bool | float | str) -> Any: ...
    def addCols(
        self,
        count: int,
        costs: _Floats,
        lower: _Floats,
        upper: _Floats,
        entries: int,
        starts: _Indices,
        indices: _Indices,
        values: _Floats,
    ) -> Any: ...
    def addRows(
        self,
        count: int,
        lower: _Floats,
        upper: _Floats,
        entries: int,
        starts: _Indices,
        indices: _Indices,
        values: _Floats,
    ) -> Any: ...
    def changeColsBounds(
        self, count: int, columns: _Indices, lower: _Floats, upper: _Floats
    ) -> Any: ...
    def run(self) -> Any: ...
    def getRunTime(self) -> float: ...
    def getModelStatus(self) -> HighsModelStatus: ...
    def getSolution(self) -> _Solution: ...
