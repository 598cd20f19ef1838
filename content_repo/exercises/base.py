"""What every type of exercise offers: its form, and the way between the form's values and a library's parameters."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.utils.translation import gettext_lazy as _

from content_repo.exercises.fields import Field, Flag, Number, Rows, Section, Text, Values
from content_repo.exercises.markup import escaped, inline, paragraphs, plain, rewritten, unescaped
from content_repo.exercises.semantics import Semantics, defaults, field_named, in_vietnamese, merged, only_known

IMAGE = "H5P.Image"
GAP = re.compile(r"\*([^*\n]*)\*")
_HEX = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class KitLibrary:
    """A library that new content may use: trusted, with everything it needs."""

    machine_name: str
    major: int
    minor: int
    semantics: Semantics = field(hash=False)

    def __str__(self):
        return f"{self.machine_name} {self.major}.{self.minor}"


@dataclass(frozen=True)
class Kit:
    """The libraries at hand for one exercise: the main one and those it lets in."""

    main: KitLibrary
    others: dict[str, KitLibrary] = field(default_factory=dict)  # by machine name

    def of(self, machine_name: str) -> KitLibrary | None:
        """Return a library by its name, the main one among them."""
        return self.main if machine_name == self.main.machine_name else self.others.get(machine_name)


class ExerciseType:
    """One type. ``versions`` are the major and minor numbers of the library whose parameters it knows how to write."""

    slug: str
    machine_name: str
    versions: frozenset[tuple[int, int]]
    title: object
    about: object
    sections: tuple[Section, ...]
    has_picture = False
    example: Values

    @property
    def fields(self) -> list[Field]:
        """All fields of the form."""
        return [one for section in self.sections for one in section.fields]

    def problems(self, values: Values) -> Iterator[tuple[str, object]]:
        """Yield (input name, words) for what is wrong beyond single fields."""
        return iter(())

    def to_params(self, values: Values, kit: Kit, base: dict | None = None) -> dict:
        """Return parameters of the version in the kit; what the form does not hold stays as it is in ``base``."""
        semantics = kit.main.semantics
        params = merged(defaults(semantics), in_vietnamese(semantics, base or {}))
        self.fill(params, values, kit)
        if self.has_picture:
            put_picture(params, values.get("picture"), kit)
        return only_known(semantics, params)

    def fill(self, params: dict, values: Values, kit: Kit) -> None:
        """Write the values into parameters that already hold defaults or what was there before."""
        raise NotImplementedError

    def from_params(self, params: dict) -> Values:
        """Return the values of the form for parameters of any version in ``versions``."""
        raise NotImplementedError

    def unheld(self, params: dict) -> list[object]:
        """Say in words what the parameters hold that the form does not show; it is kept."""
        return unheld_media(params)

    def title_of(self, values: Values) -> str:
        """Return a short name for a question of this type."""
        return plain(values.get("question") or values.get("text") or "")[:120] or str(self.title)


# --- Options that most types share ------------------------------------------------------------------------------

RETRY = Flag("retry", _("Cho làm lại"), default=True)
SOLUTION = Flag("solution", _("Cho xem đáp án"), default=True)
OPTION_PATHS = {"retry": "enableRetry", "solution": "enableSolutionsButton"}


def put_options(params: dict, values: Values, semantics: Semantics, paths: dict[str, str] | None = None) -> None:
    """Write flags and numbers into «behaviour», those that this version of the library has."""
    behaviour = group(params, "behaviour")
    for name, target in (paths or OPTION_PATHS).items():
        if name in values and field_named(semantics, "behaviour", target):
            behaviour[target] = values[name]


def options_of(params: dict, fields: Iterable[Field], paths: dict[str, str] | None = None) -> Values:
    """Return the values of flags and numbers, their defaults where the parameters are silent."""
    behaviour = as_dict(params.get("behaviour"))
    paths = paths or OPTION_PATHS
    found: Values = {}
    for one in fields:
        if one.name not in paths:
            continue
        value = behaviour.get(paths[one.name])
        if isinstance(one, Number):
            found[one.name] = whole(value, one)
        else:
            found[one.name] = value if isinstance(value, bool) else one.empty
    return found


def whole(value: object, one: Number) -> int:
    """Return a whole number in the range of the field."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return one.default
    return int(max(one.min, min(one.max, value)))


# --- Parameters -------------------------------------------------------------------------------------------------


def as_dict(value: object) -> dict:
    """Return a dict, an empty one for anything else: parameters come from strangers."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list:
    """Return a list, an empty one for anything else."""
    return value if isinstance(value, list) else []


def group(params: dict, name: str) -> dict:
    """Return the group of that name in the parameters, made where it is missing."""
    found = params.get(name)
    if not isinstance(found, dict):
        found = params[name] = {}
    return found


def base_row(rows: object, key: str, letter: str) -> dict:
    """Return the row that a key made by :func:`row_key` stands for; empty for new rows."""
    number = key[len(letter) :]
    if not key.startswith(letter) or not number.isdigit() or len(number) > 4:
        return {}
    found = as_list(rows)
    return as_dict(found[int(number)]) if int(number) < len(found) else {}


def row_key(letter: str, number: int) -> str:
    """Return the key of an existing row that has no identity of its own."""
    return f"{letter}{number}"


def new_key() -> str:
    """Return the key of a new row; it can become the UUID of a sub-content."""
    return uuid4().hex


def sub_content_id(key: str, seed: str = "") -> str:
    """Return the UUID of the sub-content of a row: the same each time the same form is sent."""
    return str(UUID(hex=key)) if _HEX.fullmatch(key) else str(uuid5(NAMESPACE_URL, f"{seed}#{key}"))


def key_of_sub_content(value: object, letter: str, number: int) -> str:
    """Return the key of a row from the UUID of its sub-content."""
    key = value.replace("-", "").lower() if isinstance(value, str) else ""
    return key if _HEX.fullmatch(key) else row_key(letter, number)


def gap_problem(text: str) -> object | None:
    """Say what is wrong with *gaps* in a text, or None."""
    if any(line.count("*") % 2 for line in text.split("\n")):
        return _("Có dấu * chưa thành cặp. Mỗi chỗ trống nằm giữa hai dấu *, trên cùng một dòng.")
    gaps = GAP.findall(text)
    if not gaps:
        return _("Chưa có chỗ trống nào. Đặt từ cần điền giữa hai dấu *, ví dụ: Hà Nội là *thủ đô* của Việt Nam.")
    if any(not gap.partition(":")[0].strip(" /") for gap in gaps):
        return _("Có chỗ trống không có từ nào giữa hai dấu *.")
    return None


def overall_feedback(params: dict, key: str = "overallFeedback") -> None:
    """Leave the feedback by score as it is; new content gets one range without words."""
    if not as_list(params.get(key)):
        params[key] = [{"from": 0, "to": 100}]


# --- Pictures ---------------------------------------------------------------------------------------------------


def put_picture(params: dict, picture: object, kit: Kit) -> None:
    """Put the picture of the form above the task; other media (video, sound) stay until a picture replaces them."""
    library = kit.of(IMAGE)
    media = group(params, "media")
    if not isinstance(picture, dict):
        if is_picture(media.get("type")):
            del media["type"]
    elif library:
        before = as_dict(media.get("type")) if is_picture(media.get("type")) else {}
        content = merged(defaults(library.semantics), as_dict(before.get("params")))
        file = {name: picture[name] for name in ("path", "mime", "width", "height")}
        content |= {"alt": picture["alt"], "file": merged(as_dict(content.get("file")), file)}
        content["file"].setdefault("copyright", {"license": "U"})
        media["type"] = {
            "library": str(library),
            "params": only_known(library.semantics, content),
            "subContentId": before.get("subContentId") or sub_content_id("picture", picture["path"]),
            "metadata": before.get("metadata") or {"contentType": "Image", "license": "U", "title": "Image"},
        }
    params["media"] = media


def picture_of(params: dict) -> dict | None:
    """Return the picture above the task as a value of the form."""
    found = as_dict(as_dict(params.get("media")).get("type"))
    file = as_dict(as_dict(found.get("params")).get("file"))
    if not is_picture(found) or not isinstance(file.get("path"), str):
        return None
    return {
        "source": f"member:{file['path']}",
        "alt": plain(found["params"].get("alt")),
        **{name: file.get(name) for name in ("path", "mime", "width", "height")},
    }


def is_picture(media: object) -> bool:
    """Whether a sub-content is a picture."""
    return str(as_dict(media).get("library", "")).startswith(f"{IMAGE} ")


def unheld_media(params: dict) -> list[object]:
    """Tell of a video or a sound above the task."""
    found = as_dict(as_dict(params.get("media")).get("type"))
    if found.get("library") and not is_picture(found):
        return [_("Video hoặc âm thanh ở đầu bài")]
    return []


__all__ = [
    "GAP",
    "IMAGE",
    "RETRY",
    "SOLUTION",
    "ExerciseType",
    "Field",
    "Flag",
    "Kit",
    "KitLibrary",
    "Number",
    "Rows",
    "Section",
    "Text",
    "Values",
    "as_dict",
    "as_list",
    "base_row",
    "escaped",
    "gap_problem",
    "group",
    "inline",
    "key_of_sub_content",
    "new_key",
    "options_of",
    "overall_feedback",
    "paragraphs",
    "picture_of",
    "plain",
    "put_options",
    "rewritten",
    "row_key",
    "sub_content_id",
    "unescaped",
    "unheld_media",
    "whole",
]
