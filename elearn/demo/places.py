"""The communes and wards of Huế, and made-up schools in them."""

import datetime as dt

from django.utils import timezone

from elearn.demo.reading import csv_content, demo_uuid, json_content
from schools.choices import UnitKind
from schools.models import AdministrativeUnit, School, SchoolClass
from schools.years import school_year_of

PROVINCE_CODE, PROVINCE_NAME = "46", "Thành phố Huế"
TWO_TIERS_SINCE = dt.date(2025, 7, 1)


def seed_units() -> None:
    """Add the province and its 40 communes and wards, by the codes of the National Statistics Office."""
    province = _unit(PROVINCE_CODE, PROVINCE_NAME, UnitKind.PROVINCE, None)
    for row in csv_content("units.csv"):
        kind = UnitKind.WARD if row["name"].startswith("Phường ") else UnitKind.COMMUNE
        _unit(row["code"], row["name"], kind, province)


def _unit(code: str, name: str, kind: UnitKind, parent: AdministrativeUnit | None) -> AdministrativeUnit:
    defaults = {"name": name, "kind": kind, "parent": parent, "valid_from": TWO_TIERS_SINCE}
    return AdministrativeUnit.objects.get_or_create(code=code, defaults=defaults)[0]


def seed_schools() -> None:
    """Add the schools; each name says that it is made up."""
    units = {unit.code: unit for unit in AdministrativeUnit.objects.all()}
    known = set(School.objects.values_list("code", flat=True))
    School.objects.bulk_create(
        School(
            uuid=demo_uuid("school", row["code"]),
            code=row["code"],
            name=row["name"],
            level=row["level"],
            area=row["area"],
            administrative_unit=units[row["unit"]],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            pupils_count=int(row["pupils"]),
        )
        for row in csv_content("schools.csv")
        if row["code"] not in known
    )


def seed_classes() -> None:
    """Add the classes of this school year that have pupils."""
    for entry in json_content("people.json")["classes"]:
        SchoolClass.objects.get_or_create(
            uuid=demo_uuid("class", entry["key"]),
            defaults={
                "school": school_of(entry["key"].split("/")[0]),
                "name": entry["key"].split("/")[1],
                "grade": entry["grade"],
                "school_year": school_year_of(timezone.localdate()),
            },
        )


def school_of(key: str) -> School:
    """Return a school by the short name that the texts use."""
    return School.objects.get(code=json_content("people.json")["schools"][key])


def class_of(key: str) -> SchoolClass:
    """Return a class by ``school/name``."""
    return SchoolClass.objects.select_related("school").get(uuid=demo_uuid("class", key))
