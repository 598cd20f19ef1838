"""What a package says of itself, in words for its page; each format keeps it in its own manifest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from content_repo.choices import LibraryState
from content_repo.models import Library, Package

# Licences of H5P (h5p.json), in words; Creative Commons ones are written as they are called.
H5P_LICENSES = {
    "U": _("Chưa ghi"),
    "C": _("Giữ mọi quyền"),
    "PD": _("Thuộc phạm vi công cộng"),
    "ODC PDDL": _("Thuộc phạm vi công cộng (ODC PDDL)"),
    "CC PDM": _("Thuộc phạm vi công cộng (CC PDM)"),
    "CC0 1.0": _("CC0 – không giữ quyền"),
}


@dataclass(frozen=True)
class PackageFacts:
    """Licence, authors, source and version in words."""

    authors: list[str] = field(default_factory=list)
    license: str = ""
    source: str = ""
    version: str = ""
    language: str = ""


def facts_of(package: Package) -> PackageFacts:
    """Return what the manifest says; unknown things are empty."""
    manifest = package.manifest
    h5p_json = manifest.get("h5p_json") or {}
    license_name = str(manifest.get("license") or manifest.get("rights") or "")
    version = str(h5p_json.get("licenseVersion") or "")
    return PackageFacts(
        authors=_names(manifest.get("authors") or manifest.get("creators") or ()),
        license=str(H5P_LICENSES.get(license_name, "")) or f"{license_name} {version}".strip(),
        source=_address(h5p_json.get("source")),
        version=str(manifest.get("schema_version") or manifest.get("version") or manifest.get("main_library") or ""),
        language=_language(package.language),
    )


def _names(rows: Iterable) -> list[str]:
    found = [row.get("name") if isinstance(row, dict) else row for row in rows if row]
    return [str(name)[:200] for name in found if name]


def _address(value: object) -> str:
    """Return an address that may be a link."""
    text = value if isinstance(value, str) else ""
    return text if text.startswith(("http://", "https://")) else ""


def _language(code: str) -> str:
    if not code or code == "und":
        return ""
    try:
        return capfirst(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def has_newer_library(libraries: Sequence[Library]) -> bool:
    """Whether a newer trusted version is held of what the package runs on (of its main library, the last)."""
    if not libraries:
        return False
    main = libraries[-1]
    newer = Q(major_version__gt=main.major_version) | Q(
        major_version=main.major_version, minor_version__gt=main.minor_version
    )
    newer |= Q(major_version=main.major_version, minor_version=main.minor_version, patch_version__gt=main.patch_version)
    trusted = Library.objects.filter(machine_name=main.machine_name, state=LibraryState.TRUSTED)
    return trusted.filter(newer).exists()
