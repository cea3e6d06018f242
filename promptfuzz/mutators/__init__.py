"""The protocol of mutators: families and their licences, sources and sites, and seeded draws."""

from promptfuzz.mutators.catalogue import MUTATORS, Mutator, Proposal, Refused, mutator, mutators_of, propose_sites
from promptfuzz.mutators.families import DEFAULT_FAMILIES, FAMILIES, Family, get_family
from promptfuzz.mutators.ladder import ladder
from promptfuzz.mutators.offers import Footprint, Offers, clash
from promptfuzz.mutators.sampling import Sampler
from promptfuzz.mutators.source import Site, Source
from promptfuzz.mutators.vetoes import veto

__all__ = [
    "DEFAULT_FAMILIES",
    "FAMILIES",
    "MUTATORS",
    "Family",
    "Footprint",
    "Mutator",
    "Offers",
    "Proposal",
    "Refused",
    "Sampler",
    "Site",
    "Source",
    "clash",
    "get_family",
    "ladder",
    "mutator",
    "mutators_of",
    "propose_sites",
    "veto",
]
