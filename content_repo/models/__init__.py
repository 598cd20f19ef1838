"""Rows of the repository, one noun a file."""

from content_repo.models.packages import Bundle, Library, LibraryDecision, Package, PackageLibrary
from content_repo.models.resources import LearningResource, ResourceFile, VersionBlob
from content_repo.models.review import DepartmentReviewTask, SchoolReviewTask
from content_repo.models.search_changes import SearchChange
from content_repo.models.taxonomy import Grade, Subject, TextbookSeries, Topic

__all__ = [
    "Bundle",
    "DepartmentReviewTask",
    "Grade",
    "LearningResource",
    "Library",
    "LibraryDecision",
    "Package",
    "PackageLibrary",
    "ResourceFile",
    "SchoolReviewTask",
    "SearchChange",
    "Subject",
    "TextbookSeries",
    "Topic",
    "VersionBlob",
]
