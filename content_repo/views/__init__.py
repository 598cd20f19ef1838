"""Pages of the repository, one concern a file."""

from content_repo.views.catalogue import catalogue, suggest
from content_repo.views.resources import (
    delete,
    download,
    edit,
    history,
    my_resources,
    resource,
    revision,
    submit,
    unpublish,
    upload,
    withdraw,
)
from content_repo.views.review import review, review_queue

__all__ = [
    "catalogue",
    "delete",
    "download",
    "edit",
    "history",
    "my_resources",
    "resource",
    "review",
    "review_queue",
    "revision",
    "submit",
    "suggest",
    "unpublish",
    "upload",
    "withdraw",
]
