"""Writing an .h5p: content and h5p.json; the libraries are those of the site, so they are not packed again.

The same values give the same bytes, so that a form sent twice makes one file.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from content_repo.choices import LICENSE_URLS, License
from content_repo.packages.h5p.libraries import LibraryName

WHEN = (2018, 9, 5, 7, 0, 0)  # the same for all, see above
LANGUAGE = "vi"
MAX_TITLE = 255
# Names and versions of licences as H5P writes them.
H5P_LICENSES: dict[str, tuple[str, str]] = {
    License.CC_BY: ("CC BY", "4.0"),
    License.CC_BY_SA: ("CC BY-SA", "4.0"),
    License.CC_BY_NC: ("CC BY-NC", "4.0"),
    License.CC_BY_NC_SA: ("CC BY-NC-SA", "4.0"),
    License.CC_BY_ND: ("CC BY-ND", "4.0"),
    License.CC_BY_NC_ND: ("CC BY-NC-ND", "4.0"),
    License.CC0: ("CC0 1.0", "1.0"),
    License.ALL_RIGHTS_RESERVED: ("C", ""),
}


@dataclass(frozen=True)
class Origin:
    """What an adaptation says of what it is based on."""

    title: str
    authors: tuple[str, ...]
    license_name: str
    source: str  # address of the page of the original
    changed_on: str  # day of the adaptation, as H5P writes days: 24-11-26
    log: str


@dataclass(frozen=True)
class Sheet:
    """What h5p.json says beside the libraries."""

    title: str
    author: str
    license: str = License.CC_BY
    origin: Origin | None = None
    before: Mapping[str, object] = field(default_factory=dict)  # h5p.json of the content this is a new version of


# Lines of an earlier h5p.json that stay true of a new version of the content.
_KEPT = ("authors", "changes", "source", "yearFrom", "yearTo", "authorComments", "license", "licenseVersion")


def metadata(sheet: Sheet) -> dict:
    """Return the lines of h5p.json about title, authors, licence and origin."""
    name, version = H5P_LICENSES.get(sheet.license, ("U", ""))
    found: dict = {"license": name, "authors": [{"name": sheet.author[:255], "role": "Author"}]}
    if version:
        found["licenseVersion"] = version
    found |= {key: sheet.before[key] for key in _KEPT if sheet.before.get(key)}
    if sheet.origin:
        found |= _of_origin(sheet, sheet.origin)
    title = sheet.title[:MAX_TITLE]
    return {"title": title, "extraTitle": title, "language": LANGUAGE, "defaultLanguage": LANGUAGE, **found}


def _of_origin(sheet: Sheet, origin: Origin) -> dict:
    authors = [{"name": sheet.author[:255], "role": "Author"}]
    authors += [{"name": name[:255], "role": "Originator"} for name in origin.authors if name != sheet.author]
    changes = sheet.before.get("changes")
    change = {"date": f"{origin.changed_on} 00:00:00", "author": sheet.author[:255], "log": origin.log[:1000]}
    return {
        "authors": authors,
        "changes": [*(changes if isinstance(changes, list) else []), change],
        "source": origin.source,
    }


def h5p_bytes(
    *, sheet: Sheet, main: LibraryName, needed: Iterable[LibraryName], params: dict, files: Mapping[str, bytes]
) -> bytes:
    """Return a package of content alone; ``needed`` are all libraries it runs on, ``files`` lie below ``content/``."""
    manifest = metadata(sheet) | {
        "mainLibrary": main.machine_name,
        "embedTypes": ["div"],
        "preloadedDependencies": [_dependency(key) for key in needed],
    }
    members = {"h5p.json": _json(manifest), "content/content.json": _json(params)}
    members |= {f"content/{name}": data for name, data in sorted(files.items())}
    return packed(members)


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return an archive of the members; pictures and sounds are not worth deflating again, but harmless."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, WHEN), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def license_of_manifest(manifest: Mapping[str, object]) -> str | None:
    """Return the site's name of the licence in a manifest; None where it says nothing the site knows."""
    name = str(manifest.get("license") or "U")
    if name in ("PD", "CC PDM", "ODC PDDL"):
        return License.CC0
    return next((ours for ours, (theirs, _version) in H5P_LICENSES.items() if theirs == name), None)


def license_address(license_name: str) -> str:
    """Return the address of a licence; empty when all rights are reserved."""
    return LICENSE_URLS.get(license_name, "")


def _dependency(key: LibraryName) -> dict:
    return {"machineName": key.machine_name, "majorVersion": key.major, "minorVersion": key.minor}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
