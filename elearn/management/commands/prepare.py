"""Bring in what every installation needs: the site's pages, the curriculum, the review. Safe to run again."""

from django.core.management.base import BaseCommand

from content_repo.curriculum_loading import load_curriculum
from content_repo.services import ensure_groups, ensure_review_workflow
from courses.services import ensure_course_index
from elearn.site_tree import ensure_home_page


class Command(BaseCommand):
    """``manage.py prepare``: after each ``migrate``, in production too."""

    help = __doc__

    def handle(self, **options):
        counts = load_curriculum()
        self.stdout.write(f"    {counts['subjects']} subjects, {counts['topics']} topics")
        ensure_course_index(ensure_home_page())
        ensure_review_workflow()
        ensure_groups()
