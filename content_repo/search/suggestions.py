"""Completions while somebody types, and «did you mean» where nothing was found. Never a silent rewrite."""

import itertools
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from tantivy import Occur, Query

from content_repo.curriculum import curriculum
from content_repo.search.audience import EVERYONE
from content_repo.search.filters import Filters
from content_repo.search.folding import fold, folded_word, folded_words, words
from content_repo.search.queries import audience_query, count_hits
from content_repo.search.reader import View, open_view
from content_repo.search.schema import build_schema

MIN_LETTERS = 2
MAX_TITLES = 6
MAX_RANKED = 24  # of the most used, the nearest come first
MAX_TOPICS = 4
MAX_EXPANSIONS = 40  # words that begin with the last one typed
CANDIDATES = 4  # words of the corpus tried for one unknown word
MAX_TRIALS = 12
LEAST_SIMILARITY = 0.6


@dataclass(frozen=True)
class Suggestion:
    """A title with the UUID of its resource, or a topic to search for."""

    text: str
    uuid: str = ""


def suggest(*, text: str, user) -> list[Suggestion]:
    """Return titles and topics that hold the words typed, the last of which may be unfinished."""
    typed = folded_words(text)
    if len("".join(typed)) < MIN_LETTERS:
        return []
    view = open_view()
    titles = _titles(view, typed, user) if view else []
    return [*titles, *_topics(typed, {suggestion.text for suggestion in titles})]


def _titles(view: View, typed: list[str], user) -> list[Suggestion]:
    schema = build_schema()
    *whole, begun = typed
    endings = [word for word, _ in view.searcher.terms_with_prefix("title", begun, limit=MAX_EXPANSIONS)]
    if not endings:
        return []
    required = [Query.term_query(schema, "title", word) for word in whole]
    required += [Query.term_set_query(schema, "title", endings), audience_query(user)]
    query = Query.boolean_query([(Occur.Must, part) for part in required])
    found = view.searcher.search(query, limit=MAX_RANKED, count=False, order_by_field="downloads")
    by_title = {}
    for _, address in found.hits:
        document = view.searcher.doc(address)
        title = json.loads(bytes(document.get_first("card")))["title"]
        by_title.setdefault(title, document.get_first("uuid"))
    ranked = sorted(by_title, key=lambda title: _nearness(fold(title), typed))
    return [Suggestion(title, by_title[title]) for title in ranked[:MAX_TITLES]]


def _nearness(folded: str, typed: list[str]) -> int:
    """Rank a title or topic: begins as typed, holds what was typed in one piece, holds the words."""
    phrase = " ".join(typed)
    return 0 if folded.startswith(phrase) else 1 if f" {phrase}" in folded else 2


def _topics(typed: list[str], known: set[str]) -> list[Suggestion]:
    *whole, begun = typed
    found = {
        topic.name: topic.folded
        for topic in curriculum().topics
        if topic.name not in known
        and set(whole) <= set(topic_words := topic.folded.split())
        and any(word.startswith(begun) for word in topic_words)
    }
    ranked = sorted(found, key=lambda name: _nearness(found[name], typed))
    return [Suggestion(name) for name in ranked[:MAX_TOPICS]]


def did_you_mean(*, text: str, user) -> str | None:
    """Return the text with its unknown words replaced by near ones of the corpus, if that finds anything."""
    view = open_view()
    if view is None:
        return None
    vocabulary = _vocabulary(view)
    choices = []
    for word in words(text):
        is_known = folded_word(word) in vocabulary or word.isdigit()
        choices.append([word] if is_known else _near(folded_word(word), vocabulary))
    if all(choice == [word] for choice, word in zip(choices, words(text), strict=True)):
        return None
    for trial in itertools.islice(itertools.product(*choices), MAX_TRIALS):
        candidate = " ".join(trial)
        if fold(candidate) != fold(text) and count_hits(filters=Filters(text=candidate), user=user):
            return candidate
    return None


def _near(word: str, vocabulary: dict[str, tuple[str, int]]) -> list[str]:
    found = process.extract(
        word,
        vocabulary.keys(),
        scorer=OSA.normalized_similarity,
        limit=CANDIDATES * 3,
        score_cutoff=LEAST_SIMILARITY,
    )
    # The nearest first; among the equally near, the commoner.
    ranked = sorted(found, key=lambda hit: (-hit[1], -vocabulary[hit[0]][1]))
    return [vocabulary[near][0] for near, *_ in ranked[:CANDIDATES]] or [word]


@lru_cache(maxsize=2)  # the index of this commit, and the one before while another thread still reads it
def _vocabulary(view: View) -> dict[str, tuple[str, int]]:
    """Return folded word → its commonest spelling and number, of what everyone may find: it tells nothing hidden."""
    public = Query.term_query(build_schema(), "audience", EVERYONE)
    spellings = defaultdict(list)
    for spelling, count in view.searcher.terms_with_prefix("spelling", "", filter_query=public):
        spellings[folded_word(spelling)].append((count, spelling))
    return {folded: (max(written)[1], sum(count for count, _ in written)) for folded, written in spellings.items()}
