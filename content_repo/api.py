"""Published resources for programs: list and detail with a manifest of files, read-only, by the pages' own rules."""

from django.db.models import QuerySet
from django.urls import reverse
from rest_framework import mixins, permissions, serializers, viewsets

from content_repo.choices import PackageState, ResourceKind
from content_repo.models import LearningResource, Package, ResourceFile
from content_repo.players import PLAYERS
from content_repo.queries import described, resources_for


class PackageSerializer(serializers.ModelSerializer):
    """What a file is to a player."""

    url = serializers.SerializerMethodField()
    play_url = serializers.SerializerMethodField()

    class Meta:
        model = Package
        fields = ["uuid", "format", "state", "title", "language", "url", "play_url"]

    def get_url(self, package) -> str:
        """Return the address of the page that tells of the package."""
        return self._address("package", package)

    def get_play_url(self, package) -> str | None:
        """Return the address of the page that plays it; none while it waits or where no player is for it."""
        can_play = package.state == PackageState.READY and package.format in PLAYERS
        return self._address("package_play", package) if can_play else None

    def _address(self, name: str, package) -> str:
        address = reverse(f"content_repo:{name}", args=[package.uuid])
        return self.context["request"].build_absolute_uri(address)


class FileSerializer(serializers.ModelSerializer):
    """A file with what is needed to check a copy of it."""

    media_type = serializers.CharField(source="blob.media_type")
    size_bytes = serializers.IntegerField(source="blob.size_bytes")
    sha256 = serializers.CharField(source="blob.sha256")
    download_url = serializers.SerializerMethodField()
    package = PackageSerializer(source="blob.package", read_only=True, default=None)

    class Meta:
        model = ResourceFile
        fields = ["uuid", "name", "media_type", "size_bytes", "sha256", "download_url", "package"]

    def get_download_url(self, file) -> str:
        """Return the address that counts the download and leads to the bytes."""
        address = reverse("content_repo:download", args=[file.resource.uuid, file.uuid])
        return self.context["request"].build_absolute_uri(address)


class ResourceSerializer(serializers.ModelSerializer):
    """A resource in the words of schema.org's ``LearningResource`` as far as they fit."""

    url = serializers.SerializerMethodField()
    subject = serializers.SlugRelatedField(slug_field="key", read_only=True)
    topic = serializers.SlugRelatedField(slug_field="key", read_only=True)
    textbook_series = serializers.SlugRelatedField(slug_field="key", read_only=True)
    school = serializers.SlugRelatedField(slug_field="code", read_only=True)
    files = FileSerializer(many=True, read_only=True)

    class Meta:
        model = LearningResource
        fields = [
            "uuid",
            "url",
            "kind",
            "title",
            "summary",
            "author_name",
            "school",
            "subject",
            "grades",
            "topic",
            "textbook_series",
            "outcomes",
            "in_language",
            "license",
            "license_url",
            "visibility",
            "time_required_minutes",
            "first_published_at",
            "public_changed_at",
            "downloads_count",
            "files",
        ]

    def get_url(self, resource) -> str:
        """Return the address of the page."""
        return self.context["request"].build_absolute_uri(resource.get_absolute_url())


class ResourceFilters(serializers.Serializer):
    """Filters of the list; a wrong value is answered with 400 and its name."""

    subject = serializers.SlugField(required=False)
    grade = serializers.IntegerField(required=False, min_value=1, max_value=12)
    kind = serializers.ChoiceField(ResourceKind.choices, required=False)
    school = serializers.CharField(required=False, max_length=20)
    changed_since = serializers.DateTimeField(required=False)


_COLUMNS = {
    "subject": "subject__key",
    "grade": "grades",
    "kind": "kind",
    "school": "school__code",
    "changed_since": "public_changed_at__gte",
}


class ResourceViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Resources the caller may see, oldest change first, so that a harvester goes on where it stopped."""

    serializer_class = ResourceSerializer
    permission_classes = [permissions.AllowAny]
    lookup_field = "uuid"
    lookup_value_regex = "[0-9a-f-]{36}"

    def get_queryset(self) -> QuerySet:
        """Return visible resources in a constant number of queries."""
        found = described(resources_for(self.request.user))
        if self.action == "list":
            filters = ResourceFilters(data=self.request.query_params)
            filters.is_valid(raise_exception=True)
            found = found.filter(**{_COLUMNS[name]: value for name, value in filters.validated_data.items()})
        return found.order_by("public_changed_at", "pk")
