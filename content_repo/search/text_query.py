"""The text a visitor typed, as a query of the index."""

import itertools
import math
from dataclasses import dataclass

from tantivy import Occur, Query

from content_repo.search.folding import exact_word, folded_word, has_marks, words
from content_repo.search.schema import build_schema

MAX_WORDS = 16
TITLE_BOOST = 4.0
PAIR_IN_TITLE_BOOST = 3.0
PAIR_IN_BODY_BOOST = 1.5
EXACT_IN_TITLE_BOOST = 2.0
EXACT_IN_BODY_BOOST = 0.5
# Above anything the other parts add up to: who types the marks wants them.
EXACT_TITLE_SCORE = 1000.0
RELAXED_SHARE = 0.6  # of the words, where not all are found together


@dataclass(frozen=True)
class TextQuery:
    """``required`` says what is found, which is enough to count; ``ranked`` finds the same and puts it in order."""

    required: Query
    ranked: Query


def text_query(text: str, *, is_relaxed: bool = False) -> TextQuery | None:
    """Return the queries of a text; ``None`` where it has no words.

    All words must occur, without marks, in title or body. Titles weigh more, so do neighbours that are neighbours
    there too, and words written with the same marks; a title with all the words in their marks comes first.
    ``is_relaxed`` asks for most of the words only.
    """
    typed = words(text)[:MAX_WORDS]
    if not typed:
        return None
    folded = [folded_word(word) for word in typed]
    needed = [_anywhere(word) for word in dict.fromkeys(folded)]
    if is_relaxed:
        least = math.ceil(len(needed) * RELAXED_SHARE)
        required = Query.boolean_query([(Occur.Should, query) for query in needed], minimum_number_should_match=least)
    else:
        required = Query.boolean_query([(Occur.Must, query) for query in needed])
    better = [*_pairs(folded), *_exact(typed)]
    ranked = Query.boolean_query([(Occur.Must, required), *((Occur.Should, query) for query in better)])
    return TextQuery(required, ranked)


def _anywhere(word: str) -> Query:
    in_title = Query.boost_query(_term("title", word), TITLE_BOOST)
    return Query.disjunction_max_query([in_title, _term("body", word)], tie_breaker=0.1)


def _pairs(folded: list[str]):
    for first, second in itertools.pairwise(folded):
        for field, boost in (("title", PAIR_IN_TITLE_BOOST), ("body", PAIR_IN_BODY_BOOST)):
            yield Query.boost_query(Query.phrase_query(build_schema(), field, [first, second]), boost)


def _exact(typed: list[str]):
    exact = [exact_word(word) for word in typed]
    for word in dict.fromkeys(exact):
        yield Query.boost_query(_term("title_exact", word), EXACT_IN_TITLE_BOOST)
        yield Query.boost_query(_term("body_exact", word), EXACT_IN_BODY_BOOST)
    if any(has_marks(word) for word in typed):
        all_in_title = Query.boolean_query([(Occur.Must, _term("title_exact", word)) for word in dict.fromkeys(exact)])
        yield Query.const_score_query(all_in_title, EXACT_TITLE_SCORE)


def _term(field: str, word: str) -> Query:
    return Query.term_query(build_schema(), field, word)
