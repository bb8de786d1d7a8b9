"""Exact geometry of ReLU networks: data → truncation → network → cost → minimizers."""

from symbolic.closed_forms import naive_bound, stationarity_defect, value_from_noise_to_signal
from symbolic.clusters import ClusterData
from symbolic.cost import cost_expr, cost_squared
from symbolic.descent import Witness
from symbolic.errors import InputError, NotApplicable, ShapeError, SignError, TruncationError
from symbolic.minima import Landscape, landscape
from symbolic.minimum import Minimum
from symbolic.moving_apexes import derivative_in_mu, value_in_mu
from symbolic.network import Layer, ReluNetwork
from symbolic.one_hidden_layer import Shallow, shallow
from symbolic.orthogonal import cone_map
from symbolic.readouts import Readout, affine_readout, linear_readout
from symbolic.region import Region
from symbolic.separation import CommonPoint, Hyperplane, Separator
from symbolic.sources import load
from symbolic.symbols import symbolic_network
from symbolic.truncation import TruncationMap, collapsing
from symbolic.truncation_network import Collapse, Obstruction, Undecided, ZeroLoss, zero_loss
from symbolic.zero_set import Degeneracy, Direction, degeneracy

__all__ = [
    "ClusterData",
    "Collapse",
    "CommonPoint",
    "Degeneracy",
    "Direction",
    "Hyperplane",
    "InputError",
    "Landscape",
    "Layer",
    "Minimum",
    "NotApplicable",
    "Obstruction",
    "Readout",
    "Region",
    "ReluNetwork",
    "Separator",
    "Shallow",
    "ShapeError",
    "SignError",
    "TruncationError",
    "TruncationMap",
    "Undecided",
    "Witness",
    "ZeroLoss",
    "affine_readout",
    "collapsing",
    "cone_map",
    "cost_expr",
    "cost_squared",
    "degeneracy",
    "derivative_in_mu",
    "landscape",
    "linear_readout",
    "load",
    "naive_bound",
    "shallow",
    "stationarity_defect",
    "symbolic_network",
    "value_from_noise_to_signal",
    "value_in_mu",
    "zero_loss",
]
