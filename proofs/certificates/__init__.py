"""Writing certificates, a module a family of claims; this is what truncation networks need."""

from proofs.certificates.landscape import (
    landscape_header,
    minimum_section,
    section_of,
    value_section,
)
from proofs.certificates.layout import (
    SCHEMA,
    VERSION_2,
    closed,
    data_section,
    envelope,
    fields_as_lines,
    network_section,
)
from proofs.certificates.truncation import (
    degeneracy_certificate,
    obstruction_certificate,
    obstruction_section,
    zero_loss_certificate,
)

__all__ = [
    "SCHEMA",
    "VERSION_2",
    "closed",
    "data_section",
    "degeneracy_certificate",
    "envelope",
    "fields_as_lines",
    "landscape_header",
    "minimum_section",
    "network_section",
    "obstruction_certificate",
    "obstruction_section",
    "section_of",
    "value_section",
    "zero_loss_certificate",
]
