"""The API of uploads: create, send parts, complete, look, cancel (docs/adr/0001)."""

import errno

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiTypes, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.response import Response

from media import services
from media.choices import UploadState
from media.models import Upload
from media.permissions import can_upload, school_charged
from media.problems import Refusal, StoreFull
from media.queries import received_parts, uploads_of
from media.refusals import refusal_body, refusal_message, refusal_status, report_address
from media.stores import object_store

MAX_ADDRESSES = 100
ADDRESS_SECONDS = 6 * 3600
RETRY_SECONDS = 30


class MayUpload(BasePermission):
    """Staff of schools and of the Department."""

    message = _("Tài khoản này không tải tệp lên được.")

    def has_permission(self, request, view) -> bool:
        """Ask :func:`media.permissions.can_upload`."""
        return can_upload(request.user)


class NewUploadSerializer(serializers.Serializer):
    """What a client says about the file it is going to send."""

    uuid = serializers.UUIDField()
    name = serializers.CharField(max_length=1000, trim_whitespace=False, allow_blank=True)
    size_bytes = serializers.IntegerField(min_value=0)
    fingerprint = serializers.RegexField(r"^[0-9a-f]{0,64}$", allow_blank=True, default="")
    link_kbps = serializers.IntegerField(min_value=1, max_value=10_000_000, required=False, allow_null=True)


class PartNumbersSerializer(serializers.Serializer):
    """Which parts are to be sent next."""

    numbers = serializers.ListField(child=serializers.IntegerField(min_value=1), min_length=1, max_length=MAX_ADDRESSES)


class CompletionSerializer(serializers.Serializer):
    """The hash of the whole file as the client computed it."""

    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$")


class RefusalSerializer(serializers.Serializer):
    """Why a file was not taken."""

    code = serializers.CharField()
    message = serializers.CharField()
    detail = serializers.CharField()
    report_url = serializers.CharField(help_text="Page that lists all that was found wrong; empty where there is none.")


class UploadSerializer(serializers.ModelSerializer):
    """An upload as its owner sees it; ``received`` holds the numbers of the parts that need not be sent again."""

    received = serializers.SerializerMethodField()
    refusal = serializers.SerializerMethodField()

    class Meta:
        model = Upload
        fields = [
            *("uuid", "name", "size_bytes", "fingerprint", "part_size_bytes", "parts_count", "received", "state"),
            *("refusal", "checked_bytes", "created_at"),
        ]

    def get_received(self, upload: Upload) -> list[int]:
        """Numbers of the parts in storage."""
        return received_parts(upload)

    @extend_schema_field(RefusalSerializer(allow_null=True))
    def get_refusal(self, upload: Upload):
        """Code and words, or null."""
        if not upload.refusal:
            return None
        return {
            "code": upload.refusal,
            "message": refusal_message(upload.refusal, upload.refusal_detail, upload.report),
            "detail": upload.refusal_detail,
            "report_url": report_address(upload.uuid, upload.report),
        }


class UploadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The uploads of the user who asks; those of others are not there (404)."""

    permission_classes = [IsAuthenticated, MayUpload]
    serializer_class = UploadSerializer
    lookup_field = "uuid"
    lookup_value_regex = "[0-9a-f-]{36}"
    queryset = Upload.objects.none()

    def get_queryset(self):
        """Own uploads, unfinished first."""
        return uploads_of(self.request.user)

    def handle_exception(self, exc):
        """Answer refusals, a full disk and a store that is down with their status, code and words."""
        if isinstance(exc, OSError) and exc.errno in (errno.ENOSPC, errno.EDQUOT):
            exc = StoreFull(str(exc))
        if isinstance(exc, Upload.DoesNotExist):
            exc = NotFound()
        if not isinstance(exc, Refusal):
            return super().handle_exception(exc)
        answer = Response(refusal_body(exc), status=refusal_status(exc.code))
        answer.exception = True
        if answer.status_code == status.HTTP_503_SERVICE_UNAVAILABLE:
            answer["Retry-After"] = str(RETRY_SECONDS)
        return answer

    @extend_schema(request=NewUploadSerializer, responses={200: UploadSerializer, 201: UploadSerializer})
    def create(self, request):
        """Begin an upload; the same UUID again gives the same upload."""
        wanted = NewUploadSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        is_known = Upload.objects.filter(uuid=wanted.validated_data["uuid"]).exists()
        upload = services.create_upload(
            owner=request.user, school=school_charged(request.user), **wanted.validated_data
        )
        code = status.HTTP_200_OK if is_known else status.HTTP_201_CREATED
        return Response(self.get_serializer(upload).data, status=code)

    @extend_schema(responses=UploadSerializer)
    def destroy(self, request, **_kwargs):
        """Cancel an upload that is not stored yet."""
        return Response(self.get_serializer(services.cancel_upload(upload=self.get_object())).data)

    @extend_schema(request=PartNumbersSerializer, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["post"], url_path="part-urls")
    def part_urls(self, request, **_kwargs):
        """Return the address at which each part is to be PUT."""
        upload = self.get_object()
        wanted = PartNumbersSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        numbers = wanted.validated_data["numbers"]
        direct = services.part_addresses(upload=upload, numbers=numbers, seconds=ADDRESS_SECONDS)
        return Response(
            [{"number": number, "url": direct[number] or _own_address(upload, number)} for number in numbers]
        )

    @extend_schema(request={"application/octet-stream": OpenApiTypes.BINARY}, responses={204: None})
    @action(detail=True, methods=["put"], url_path=r"parts/(?P<number>[0-9]{1,5})")
    def parts(self, request, number: str, **_kwargs):
        """Take one part: the body is the bytes, of exactly the expected length."""
        if object_store().is_direct:
            raise NotFound
        length = request.META.get("CONTENT_LENGTH", "")
        services.receive_part(
            upload=self.get_object(),
            number=int(number),
            file=request._request,  # read as a stream; DRF's parsers stay out of it
            length=int(length) if length.isdecimal() and len(length) < 20 else None,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=CompletionSerializer, responses={202: UploadSerializer})
    @action(detail=True, methods=["post"])
    def complete(self, request, **_kwargs):
        """Say that every part was sent; the answer's ``state`` tells how the check stands."""
        upload = self.get_object()
        wanted = CompletionSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        upload = services.complete_upload(upload=upload, sha256=wanted.validated_data["sha256"])
        code = status.HTTP_202_ACCEPTED if upload.state == UploadState.CHECKING else status.HTTP_200_OK
        return Response(self.get_serializer(upload).data, status=code)


def _own_address(upload: Upload, number: int) -> str:
    return reverse("api:upload-parts", args=[upload.uuid, number])
