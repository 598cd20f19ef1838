"""The change log that the search index follows."""

from django.db import models

from content_repo.models.resources import LearningResource


class SearchChange(models.Model):
    """«Index this resource anew»: written in the transaction of the change, read in order of ``id``."""

    resource = models.ForeignKey(LearningResource, on_delete=models.SET_NULL, null=True, related_name="+")
    resource_uuid = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.pk}: {self.resource_uuid}"
