"""SCORM 1.2 and SCORM 2004 (2nd to 4th edition)."""

from content_repo.packages.scorm.format import ScormFormat

__all__ = ["ScormFormat"]
