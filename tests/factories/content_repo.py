"""Subjects, blobs and learning resources."""

import hashlib

import factory

from content_repo.choices import EducationalLevel, ResourceKind
from content_repo.models import Grade, LearningResource, ResourceFile, Subject
from media.models import Blob
from tests.factories.accounts import UserFactory
from tests.factories.schools import SchoolFactory


class GradeFactory(factory.django.DjangoModelFactory):
    """Grade 8."""

    class Meta:
        model = Grade
        django_get_or_create = ["number"]

    number = 8
    level = EducationalLevel.LOWER_SECONDARY


class SubjectFactory(factory.django.DjangoModelFactory):
    """Mathematics."""

    class Meta:
        model = Subject
        django_get_or_create = ["key"]

    key = "toan"
    name = "Toán"
    name_en = "Mathematics"
    hue = "toan"
    icon = "triangle"


class BlobFactory(factory.django.DjangoModelFactory):
    """The row of a Word file, without bytes in the store."""

    class Meta:
        model = Blob

    sha256 = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    size_bytes = 420_000
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    kind = "office"
    is_processed = True


class ResourceFactory(factory.django.DjangoModelFactory):
    """A published lesson plan of grade 8 with one Word file; ``is_published=False`` gives a draft."""

    class Meta:
        model = LearningResource
        skip_postgeneration_save = True

    kind = ResourceKind.LESSON_PLAN
    title = factory.Sequence(lambda n: f"Bài {n}. Hình thang cân")
    summary = "Giáo án hai tiết theo mẫu 5512."
    outcomes = "Giải thích được tính chất của hình thang cân."
    owner = factory.SubFactory(UserFactory)
    author_name = "Hoàng Thị Lan"
    school = factory.SubFactory(SchoolFactory)
    subject = factory.SubFactory(SubjectFactory)
    live = False

    @classmethod
    def _create(cls, model_class, *args, grades=None, files=None, is_published=True, **kwargs):
        resource = model_class(**kwargs)
        resource.grades.set(grades if grades is not None else [GradeFactory()])
        blobs = files if files is not None else [BlobFactory()]
        resource.files.set([ResourceFile(blob=blob, name=f"Tệp {n}.docx", position=n) for n, blob in enumerate(blobs)])
        resource.save()
        revision = resource.save_revision(user=resource.owner, clean=False)
        if is_published:
            revision.publish(skip_permission_checks=True)
        return LearningResource.objects.get(pk=resource.pk)
