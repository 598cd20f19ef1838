"""People."""

import factory

from accounts.models import User


class UserFactory(factory.django.DjangoModelFactory):
    """A person with the password ``chu-voi-con``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"nguoi{n}")
    last_name = "Nguyễn Thị"
    first_name = factory.Iterator(["Ánh", "Bình", "Đức", "Hưởng", "Lan", "Mỷ", "Yến"])
    password = factory.django.Password("chu-voi-con")
