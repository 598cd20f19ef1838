"""The index as this process sees it: opened once, reloaded when the follower has committed."""

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

import tantivy

from content_repo.search.generations import current_generation

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class View:
    """The index at one commit; ``commit`` tells one from the next."""

    searcher: tantivy.Searcher
    commit: tuple


@dataclass
class _Opened:
    folder: Path
    index: tantivy.Index
    view: View


_lock = threading.Lock()
_opened: _Opened | None = None


def open_view() -> View | None:
    """Return the index as last committed; ``None`` where there is none that can be read."""
    global _opened
    generation = current_generation()
    if generation is None:
        return None
    with _lock:
        try:
            commit = _commit_of(generation.index_dir)
            if _opened is None or _opened.folder != generation.index_dir:
                index = tantivy.Index.open(str(generation.index_dir))
                index.config_reader("manual")
                _opened = _Opened(generation.index_dir, index, View(index.searcher(), commit))
            elif _opened.view.commit != commit:
                _opened.index.reload()
                _opened.view = View(_opened.index.searcher(), commit)
        except (ValueError, OSError):  # damaged, or removed this very moment by a rebuild
            logger.exception("The search index can't be opened.")
            return None
        return _opened.view


def _commit_of(index_dir: Path) -> tuple:
    # tantivy replaces this file with every commit
    stat = (index_dir / "meta.json").stat()
    return (str(index_dir), stat.st_ino, stat.st_mtime_ns)
