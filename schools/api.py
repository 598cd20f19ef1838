"""Schools as open data for officers of the Department."""

from rest_framework import serializers, viewsets
from rest_framework.permissions import BasePermission

from schools.models import School
from schools.permissions import can_read_open_data
from schools.queries import managed_schools_for


class IsOfficer(BasePermission):
    """Officers of the Department."""

    def has_permission(self, request, view) -> bool:
        """Ask the predicate that pages would ask."""
        return can_read_open_data(request.user)


class SchoolSerializer(serializers.ModelSerializer):
    """A school as in the Department's lists: codes as text, WGS 84 coordinates."""

    unit_code = serializers.CharField(source="administrative_unit.code")
    unit_name = serializers.CharField(source="administrative_unit.name")

    class Meta:
        model = School
        fields = ["code", "name", "level", "area", "unit_code", "unit_name", "latitude", "longitude", "pupils_count"]


class SchoolViewSet(viewsets.ReadOnlyModelViewSet):
    """List of schools in the officer's scope, by code."""

    serializer_class = SchoolSerializer
    permission_classes = [IsOfficer]
    lookup_field = "code"
    queryset = School.objects.none()

    def get_queryset(self):
        """Schools the officer looks after."""
        return managed_schools_for(self.request.user).order_by("code")
