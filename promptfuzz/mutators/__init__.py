"""The protocol of mutators: families and their licences, sources and sites, and seeded draws."""

from promptfuzz.mutators.catalogue import MUTATORS, Mutator, Proposal, mutator, mutators_of, propose_sites
from promptfuzz.mutators.families import DEFAULT_FAMILIES, FAMILIES, Family, get_family
from promptfuzz.mutators.sampling import Sampler, clash
from promptfuzz.mutators.source import Site, Source
from promptfuzz.mutators.vetoes import veto

__all__ = [
    "DEFAULT_FAMILIES",
    "FAMILIES",
    "MUTATORS",
    "Family",
    "Mutator",
    "Proposal",
    "Sampler",
    "Site",
    "Source",
    "clash",
    "get_family",
    "mutator",
    "mutators_of",
    "propose_sites",
    "veto",
]
