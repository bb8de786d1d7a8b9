"""What an architecture can and cannot do on given data: yes with a network, no with an obstacle, or
unknown.
"""

from symbolic.deciding.candidates import Candidates
from symbolic.deciding.decision import (
    Capacity,
    CapacityTable,
    architectures,
    capacity,
    capacity_table,
)
from symbolic.deciding.obstacles import Obstacle

__all__ = [
    "Candidates",
    "Capacity",
    "CapacityTable",
    "Obstacle",
    "architectures",
    "capacity",
    "capacity_table",
]
