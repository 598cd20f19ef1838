"""Units, schools, classes and memberships."""

import datetime as dt

import factory

from schools.choices import Role, SchoolLevel, UnitKind
from schools.models import AdministrativeUnit, Membership, School, SchoolClass
from tests.factories.accounts import UserFactory


class UnitFactory(factory.django.DjangoModelFactory):
    """A commune."""

    class Meta:
        model = AdministrativeUnit

    code = factory.Sequence(lambda n: f"{20000 + n}")
    name = factory.Sequence(lambda n: f"Xã A Lưới {n}")
    kind = UnitKind.COMMUNE
    valid_from = dt.date(2025, 7, 1)


class SchoolFactory(factory.django.DjangoModelFactory):
    """A lower secondary school."""

    class Meta:
        model = School

    code = factory.Sequence(lambda n: f"46{n:06}")
    name = factory.Sequence(lambda n: f"Trường THCS số {n}")
    level = SchoolLevel.LOWER_SECONDARY
    administrative_unit = factory.SubFactory(UnitFactory)


class SchoolClassFactory(factory.django.DjangoModelFactory):
    """A class of the school year 2026-2027."""

    class Meta:
        model = SchoolClass

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda n: f"6A{n}")
    grade = 6
    school_year = "2026-2027"


class MembershipFactory(factory.django.DjangoModelFactory):
    """A membership in force; give ``role`` and the scope that fits it."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.TEACHER
    starts_on = dt.date(2026, 9, 1)
