"""How well readings agree with figures annotated by hand.

Belongs here: gold folders, the matching of a `Reading` with their lines, and the measures. Does not belong here: reading itself (nothing that
reads imports this, so it is no part of the reader's version), and how a table is shown (flows, serving).
"""

from documents.accuracy.evaluation import DocumentScore, Evaluation, evaluate
from documents.accuracy.gold import Gold, GoldDocument, GoldError, load, load_gold
from documents.accuracy.matching import compare, likeness, magnitude, overlap, squeeze
from documents.accuracy.scores import ATTRIBUTES, SORTS, Miss, Score, Tally

__all__ = [
    "ATTRIBUTES",
    "SORTS",
    "DocumentScore",
    "Evaluation",
    "Gold",
    "GoldDocument",
    "GoldError",
    "Miss",
    "Score",
    "Tally",
    "compare",
    "evaluate",
    "likeness",
    "load",
    "load_gold",
    "magnitude",
    "overlap",
    "squeeze",
]
