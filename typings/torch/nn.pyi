from torch import Tensor, dtype

class Parameter(Tensor):
    data: Tensor

class Module: ...

class Linear(Module):
    weight: Parameter
    bias: Parameter
    def __init__(self, inputs: int, outputs: int, *, dtype: dtype = ...) -> None: ...

class ReLU(Module): ...

class Sequential(Module):
    def __init__(self, *modules: Module) -> None: ...
