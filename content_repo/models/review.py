"""The two steps of review as Wagtail workflow tasks: the school's, then the Department's."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState


class ScopedReviewTask(Task):
    """A step that whoever reviews for the school of the object may take; see ``content_repo.permissions``."""

    class Meta:
        abstract = True

    def user_may_review(self, user, obj) -> bool:
        """Whether this user takes this step for this object."""
        raise NotImplementedError

    def user_can_access_editor(self, obj, user):
        """Reviewers may open what waits for them."""
        return self.user_may_review(user, obj)

    def locked_for_user(self, obj, user):
        """While a step runs, only its reviewers change the object."""
        return not self.user_may_review(user, obj)

    def get_actions(self, obj, user):
        """Return for changes, or approve; both with a comment."""
        if not self.user_may_review(user, obj):
            return []
        return [("reject", _("Trả lại kèm nhận xét"), True), ("approve", _("Duyệt"), True)]

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """States of this step in progress whose object the user reviews."""
        waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr)
        mine = [state.pk for state in waiting if self.user_may_review(user, state.workflow_state.content_object)]
        return TaskState.objects.filter(pk__in=mine)


class SchoolReviewTask(ScopedReviewTask):
    """Review by the school: group head or manager."""

    def user_may_review(self, user, obj) -> bool:
        """Reviewers and managers of the school of the object."""
        from content_repo.permissions import can_review_for_school

        return can_review_for_school(user, obj)


class DepartmentReviewTask(ScopedReviewTask):
    """Review by the Department, which publishes."""

    def user_may_review(self, user, obj) -> bool:
        """Officers and reviewers of the Department whose scope covers the school of the object."""
        from content_repo.permissions import can_review_for_department

        return can_review_for_department(user, obj)
