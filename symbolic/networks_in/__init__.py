"""Ways in for trained networks: files of PyTorch, safetensors, ONNX and JSON, and objects in
memory.

Weights are IEEE numbers, that is dyadic rationals; what is read is exactly the network they denote.
"""

from symbolic.networks_in.files import load_network
from symbolic.networks_in.objects import lift

__all__ = ["lift", "load_network"]
