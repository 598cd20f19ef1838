"""The learner log and the work in packages, for the browser's queues and for players of content."""

from courses.api.package_work import PackageStatementsView, PackageStatesView, PackageStateView
from courses.api.statements import StatementsView

__all__ = ["PackageStateView", "PackageStatementsView", "PackageStatesView", "StatementsView"]
