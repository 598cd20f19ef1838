"""Validation of what the repository's pages send."""

from content_repo.forms.files import FilesForm
from content_repo.forms.lists import MyResourcesForm, ReviewQueueForm
from content_repo.forms.resource import ResourceForm
from content_repo.forms.review import ReviewForm, SubmitForm

__all__ = ["FilesForm", "MyResourcesForm", "ResourceForm", "ReviewForm", "ReviewQueueForm", "SubmitForm"]
