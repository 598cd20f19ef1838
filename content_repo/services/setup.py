"""What an installation needs once: the review workflow, and the group of those who edit pages."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext_noop
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowTask,
)

from content_repo.models import DepartmentReviewTask, LearningResource, SchoolReviewTask

WORKFLOW_NAME = "Duyệt học liệu"
SCHOOL_STEP = gettext_noop("Nhà trường duyệt")  # kept in Vietnamese, translated where it is shown
DEPARTMENT_STEP = gettext_noop("Sở duyệt")
EDITORS = "Biên tập viên của Sở"
PAGE_PERMISSIONS = ["add_page", "change_page", "publish_page"]
COLLECTION_PERMISSIONS = [
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
]


@transaction.atomic
def ensure_review_workflow() -> Workflow:
    """Return the workflow of resources: school, then Department; made when it is not there."""
    resources = ContentType.objects.get_for_model(LearningResource)
    assigned = WorkflowContentType.objects.filter(content_type=resources, workflow__active=True).first()
    if assigned:
        return assigned.workflow
    workflow, _ = Workflow.objects.get_or_create(name=WORKFLOW_NAME, defaults={"active": True})
    for order, (task_class, name) in enumerate(
        [(SchoolReviewTask, SCHOOL_STEP), (DepartmentReviewTask, DEPARTMENT_STEP)]
    ):
        task = task_class.objects.first() or task_class.objects.create(name=name)
        WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": order})
    WorkflowContentType.objects.update_or_create(content_type=resources, defaults={"workflow": workflow})
    return workflow


@transaction.atomic
def ensure_groups() -> Group:
    """Return the group that may edit pages, pictures and documents of the site; made when it is not there.

    Who is in it follows memberships (see ``receivers``); entry to the editor is asked of memberships each time.
    """
    group, _ = Group.objects.get_or_create(name=EDITORS)
    if root := Page.get_first_root_node():
        for permission in Permission.objects.filter(codename__in=PAGE_PERMISSIONS):
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    if collection := Collection.get_first_root_node():
        for permission in Permission.objects.filter(codename__in=COLLECTION_PERMISSIONS):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    return group
