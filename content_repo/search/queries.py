"""Questions to the index. Permission is part of each query, so no count tells of what a visitor may not see."""

import json
from dataclasses import dataclass, field

from tantivy import FieldType, Occur, Order, Query

from content_repo.search.audience import audiences_for
from content_repo.search.filters import LIGHT_BYTES, Filters, Sort
from content_repo.search.folding import words
from content_repo.search.reader import View, open_view
from content_repo.search.schema import build_schema
from content_repo.search.text_query import text_query

PAGE_SIZE = 12
COUNTED_FACETS = ["subject", "grade", "kind", "level", "series", "license", "school"]
MAX_BUCKETS = 200
RELAX_FROM_WORDS = 3
ORDERS: dict[str, tuple[str, Order]] = {
    Sort.LIGHTEST: ("size_bytes", Order.Asc),
    Sort.NEWEST: ("changed_at", Order.Desc),
    Sort.MOST_USED: ("downloads", Order.Desc),
}


@dataclass(frozen=True)
class Hit:
    """One resource found; ``card`` holds what :func:`content_repo.search.documents.facts_of` put there."""

    uuid: str
    card: dict


@dataclass(frozen=True)
class Answer:
    """One page of hits, the number of all, and the counts of each facet's values.

    ``is_relaxed``: no resource has all the words, these have most of them.
    """

    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    repository_total: int = 0
    is_relaxed: bool = False


def search(*, filters: Filters, user, page: int = 1, page_size: int = PAGE_SIZE) -> Answer | None:
    """Return what a user finds; ``None`` while there is no index.

    The counts of a facet leave out that facet's own ticks: ticking one more value of it adds to the list.
    """
    view = open_view()
    if view is None:
        return None
    place = {"offset": (max(page, 1) - 1) * page_size, "limit": page_size}
    question = _Question(view, filters, user)
    hits, total = question.hits(**place)
    if total == 0 and len(words(filters.text)) >= RELAX_FROM_WORDS:
        question = _Question(view, filters, user, is_relaxed=True)
        hits, total = question.hits(**place)
    return Answer(
        hits=hits,
        total=total,
        facets=question.facet_counts(),
        repository_total=count_visible(view, user),
        is_relaxed=question.is_relaxed and total > 0,
    )


def count_hits(*, filters: Filters, user) -> int | None:
    """Return how many resources a user would find; ``None`` while there is no index."""
    view = open_view()
    return None if view is None else _Question(view, filters, user).count()


def count_visible(view: View, user) -> int:
    """Return how many resources a user may find at all."""
    return view.searcher.search(audience_query(user), limit=1).count  # type: ignore[attr-defined]


def audience_query(user) -> Query:
    """Return the query of all that a user may find; it adds nothing to a score."""
    return _unscored(Query.term_set_query(build_schema(), "audience", audiences_for(user)))


class _Question:
    """The queries of one search: the text, the audience and each filter by itself."""

    def __init__(self, view: View, filters: Filters, user, *, is_relaxed: bool = False):
        self.searcher = view.searcher
        self.is_relaxed = is_relaxed
        self.text = text_query(filters.text, is_relaxed=is_relaxed)
        self.base = [audience_query(user), *_size_queries(filters)]
        self.by_facet = {
            facet: _unscored(Query.term_set_query(build_schema(), facet, list(values)))
            for facet, values in filters.facets.items()
        }
        is_unranked = filters.sort == Sort.RELEVANCE and self.text is None
        self.order = ORDERS.get(Sort.NEWEST if is_unranked else filters.sort)

    def query(self, *, without: str | None = None, is_ranked: bool = False) -> Query:
        """Return all conditions but those of one facet."""
        parts = [*self.base, *(query for facet, query in self.by_facet.items() if facet != without)]
        if self.text:
            parts.append(self.text.ranked if is_ranked else self.text.required)
        return Query.boolean_query([(Occur.Must, part) for part in parts])

    def count(self) -> int:
        return self.searcher.search(self.query(), limit=1).count  # type: ignore[attr-defined]

    def hits(self, *, offset: int, limit: int) -> tuple[list[Hit], int]:
        """Return one page, and the number of all."""
        order: dict = {"order_by_field": self.order[0], "order": self.order[1]} if self.order else {}
        found = self.searcher.search(self.query(is_ranked=not order), limit=limit, offset=offset, **order)
        return [_hit(self.searcher.doc(address)) for _, address in found.hits], found.count  # type: ignore[attr-defined]

    def facet_counts(self) -> dict[str, dict[str, int]]:
        open_facets = [facet for facet in COUNTED_FACETS if facet not in self.by_facet]
        counts = self._buckets(self.query(), open_facets)
        for facet in COUNTED_FACETS:
            if facet in self.by_facet:
                counts |= self._buckets(self.query(without=facet), [facet])
        return counts

    def _buckets(self, query: Query, facets: list[str]) -> dict[str, dict[str, int]]:
        asked = {facet: {"terms": {"field": facet, "size": MAX_BUCKETS}} for facet in facets}
        answer = self.searcher.aggregate(query, asked) if asked else {}
        return {
            facet: {bucket["key"]: int(bucket["doc_count"]) for bucket in answer[facet]["buckets"]} for facet in facets
        }


def _size_queries(filters: Filters) -> list[Query]:
    if not filters.is_light:
        return []
    below = Query.range_query(build_schema(), "size_bytes", FieldType.Unsigned, 0, LIGHT_BYTES, include_upper=False)
    return [_unscored(below)]


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _hit(document) -> Hit:
    return Hit(uuid=document.get_first("uuid"), card=json.loads(bytes(document.get_first("card"))))
