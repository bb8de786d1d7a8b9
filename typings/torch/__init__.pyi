# What this project makes of PyTorch's.
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import nn as nn

class Tensor: ...
class dtype: ...

float64: dtype

def from_numpy(array: npt.NDArray[np.float64]) -> Tensor: ...
def __getattr__(name: str) -> Any: ...
