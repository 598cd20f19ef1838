"""Pages of the repository, one concern a file."""

from content_repo.views.authoring import (
    delete,
    edit,
    prefill,
    submit,
    topics,
    unpublish,
    upload,
    withdraw,
)
from content_repo.views.authoring import my_resources_page as my_resources
from content_repo.views.catalogue import catalogue, suggest
from content_repo.views.resources import download, history, resource, revision
from content_repo.views.review import review, review_queue

__all__ = [
    "catalogue",
    "delete",
    "download",
    "edit",
    "history",
    "my_resources",
    "prefill",
    "resource",
    "review",
    "review_queue",
    "revision",
    "submit",
    "suggest",
    "topics",
    "unpublish",
    "upload",
    "withdraw",
]
