"""What was found in a package, in words: grouped by file, for pages, tables and plain text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from content_repo.package_words import RULES


@dataclass(frozen=True)
class Finding:
    """One problem in words; ``place`` is where in the file, ``detail`` what stands there."""

    rule: str
    words: str
    path: str
    place: str
    detail: str
    is_warning: bool


def findings(problems: Iterable[dict]) -> list[Finding]:
    """Return problems as dicts (Package.problems, Upload.report) in words, those that forbid first."""
    found = [_finding(problem) for problem in problems if isinstance(problem, dict)]
    return sorted(found, key=lambda finding: finding.is_warning)


def by_file(found: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Return findings by file, the package as a whole first, then as the files come."""
    groups: dict[str, list[Finding]] = {}
    for finding in found:
        groups.setdefault(finding.path, []).append(finding)
    return sorted(groups.items(), key=lambda item: (min(one.is_warning for one in item[1]), item[0] != ""))


def _finding(problem: dict) -> Finding:
    path, _hash, place = str(problem.get("path", "")).partition("#")
    rule = str(problem.get("rule", ""))
    words = RULES.get(rule)
    return Finding(
        rule=rule,
        words=str(words) if words else _("Phần này chưa đúng quy định của gói (%(rule)s).") % {"rule": rule},
        path=path,
        place=place,
        detail=str(problem.get("detail", "")),
        is_warning=bool(problem.get("is_warning")),
    )


def table(found: Iterable[Finding]) -> Iterator[list[str]]:
    """Yield rows of a table to download, its head first."""
    yield [_("Mức"), _("Tệp"), _("Vị trí"), _("Vấn đề"), _("Chi tiết"), _("Mã quy tắc")]
    for one in found:
        yield [level(one), one.path, one.place, one.words, one.detail, one.rule]


def plain_text(name: str, groups: Iterable[tuple[str, list[Finding]]]) -> str:
    """Return findings as a letter to whoever made the package."""
    lines = [_("Gói: %(name)s") % {"name": name}]
    for path, found in groups:
        lines += ["", path or _("Cả gói")]
        for one in found:
            extra = ", ".join(part for part in (one.place, one.detail) if part)
            lines.append(f"- {level(one)}: {one.words}" + (f" ({extra})" if extra else ""))
    return "\n".join(lines) + "\n"


def level(finding: Finding) -> str:
    """Return in a word or two what a finding means for the package."""
    return _("Nên xem lại") if finding.is_warning else _("Phải sửa")
