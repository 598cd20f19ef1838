"""Writes of the repository: one function a deed, one transaction each; who may do what is asked before."""

from content_repo.services.attaching import StoredFiles, store_cover, store_files
from content_repo.services.drafting import (
    FileEntry,
    UuidTakenError,
    create_resource,
    delete_resource,
    restore_revision,
    save_draft,
)
from content_repo.services.publishing import count_download, republish_resource, unpublish_resource
from content_repo.services.reviewing import (
    IncompleteResourceError,
    StepTakenError,
    approve_step,
    return_resource,
    submit_resource,
    withdraw_resource,
)
from content_repo.services.setup import ensure_groups, ensure_review_workflow

__all__ = [
    "FileEntry",
    "IncompleteResourceError",
    "StepTakenError",
    "StoredFiles",
    "UuidTakenError",
    "approve_step",
    "count_download",
    "create_resource",
    "delete_resource",
    "ensure_groups",
    "ensure_review_workflow",
    "republish_resource",
    "restore_revision",
    "return_resource",
    "save_draft",
    "store_cover",
    "store_files",
    "submit_resource",
    "unpublish_resource",
    "withdraw_resource",
]
