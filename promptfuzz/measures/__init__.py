"""Measures: how alike two outputs are, 0..1, by their embeddings or their characters."""

from promptfuzz.measures.embedding import Embedder, WordEmbedder, WordVectors, cosines, distances
from promptfuzz.measures.lexical import chrf, exact
from promptfuzz.measures.registry import MEASURES, Measure, measure
from promptfuzz.measures.sentence import SentenceEmbedder, default_embedder
from promptfuzz.measures.toy import ToyEmbedder

__all__ = [
    "MEASURES",
    "Embedder",
    "Measure",
    "SentenceEmbedder",
    "ToyEmbedder",
    "WordEmbedder",
    "WordVectors",
    "chrf",
    "cosines",
    "default_embedder",
    "distances",
    "exact",
    "measure",
]
