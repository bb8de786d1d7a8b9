"""What an architecture can and cannot do on given data: yes with a network, no with an obstacle, or
unknown.
"""

from symbolic.capacity.candidates import Candidates
from symbolic.capacity.decision import (
    Capacity,
    CapacityTable,
    architectures,
    capacity,
    capacity_table,
)
from symbolic.capacity.obstacles import Obstacle

__all__ = [
    "Candidates",
    "Capacity",
    "CapacityTable",
    "Obstacle",
    "architectures",
    "capacity",
    "capacity_table",
]
