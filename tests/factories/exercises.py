"""Stand-ins for the libraries that exercises are made of: same names and versions, semantics written for the tests."""

import json

from content_repo.choices import LibraryState
from content_repo.models import Library, Package
from content_repo.services.packages import resolve_packages
from tests.factories.h5p import TestLibrary, base_library, make_h5p, quiz_library
from tests.factories.media import stored_upload

HTML = {"type": "text", "widget": "html", "tags": ["strong", "em"]}


def _text(name: str, default: str = "", **more) -> dict:
    return {
        "name": name,
        "type": "text",
        "label": name,
        "optional": True,
        **({"default": default} if default else {}),
        **more,
    }


def _flag(name: str, default: bool = True) -> dict:
    return {"name": name, "type": "boolean", "label": name, "default": default}


def _group(name: str, *fields: dict) -> dict:
    return {"name": name, "type": "group", "label": name, "fields": list(fields)}


def _list(name: str, field: dict) -> dict:
    return {"name": name, "type": "list", "label": name, "field": field}


MEDIA = _group(
    "media",
    {
        "name": "type",
        "type": "library",
        "label": "type",
        "optional": True,
        "options": ["H5P.Image 1.1", "H5P.Video 1.6"],
    },
    _flag("disableImageZooming", False),
)
FEEDBACK = _group(
    "overallFeedback",
    _list(
        "overallFeedback",
        _group(
            "overallFeedback", {"name": "from", "type": "number"}, {"name": "to", "type": "number"}, _text("feedback")
        ),
    ),
)
OPTIONS = (_flag("enableRetry"), _flag("enableSolutionsButton"))

MULTI_CHOICE = [
    MEDIA,
    _text("question", **HTML),
    _list(
        "answers",
        _group(
            "answer",
            _text("text", **HTML),
            _flag("correct", False),
            _group(
                "tipsAndFeedback",
                _text("tip", **HTML),
                _text("chosenFeedback", **HTML),
                _text("notChosenFeedback", **HTML),
            ),
        ),
    ),
    FEEDBACK,
    _group("UI", _text("checkAnswerButton", "Check"), _text("own", "Words of ours")),
    _group(
        "behaviour",
        *OPTIONS,
        _flag("randomAnswers"),
        {"name": "passPercentage", "type": "number", "default": 100, "min": 0, "max": 100},
    ),
]
TRUE_FALSE = [
    MEDIA,
    _text("question", **HTML),
    {
        "name": "correct",
        "type": "select",
        "options": [{"value": "true", "label": "T"}, {"value": "false", "label": "F"}],
        "default": "true",
    },
    _group("l10n", _text("trueText", "True")),
    _group("behaviour", *OPTIONS, _text("feedbackOnCorrect"), _text("feedbackOnWrong")),
]
BLANKS = [
    MEDIA,
    _text("text", "Fill in the missing words", **HTML),
    _list("questions", _text("question", **HTML)),
    FEEDBACK,
    _text("checkAnswer", "Check"),
    _group("behaviour", *OPTIONS, _flag("caseSensitive"), _flag("acceptSpellingErrors", False)),
]
DRAG_TEXT = [
    MEDIA,
    _text("taskDescription", "Drag the words into the correct boxes", **HTML),
    _text("textField", widget="textarea"),
    FEEDBACK,
    _group("behaviour", *OPTIONS, _flag("instantFeedback", False)),
]
SINGLE_CHOICE_SET = [
    _list(
        "choices",
        _group("choice", _text("subContentId"), _text("question", **HTML), _list("answers", _text("answer", **HTML))),
    ),
    FEEDBACK,
    _group(
        "behaviour",
        *OPTIONS,
        _flag("autoContinue"),
        _flag("soundEffectsEnabled"),
        {"name": "passPercentage", "type": "number", "default": 100},
    ),
    _group("l10n", _text("nextButtonLabel", "Next question")),
]
QUESTION_SET = [
    _group("introPage", _flag("showIntroPage", False), _text("title"), _text("introduction", **HTML)),
    {"name": "passPercentage", "type": "number", "default": 50, "min": 0, "max": 100},
    _list(
        "questions",
        {
            "name": "question",
            "type": "library",
            "options": [
                "H5P.MultiChoice 1.16",
                "H5P.TrueFalse 1.8",
                "H5P.Blanks 1.14",
                "H5P.DragText 1.10",
                "LopGan.Quiz 1.0",
            ],
        },
    ),
    _flag("disableBackwardsNavigation", False),
    _flag("randomQuestions", False),
    _group(
        "endGame", _flag("showSolutionButton"), _flag("showRetryButton"), _text("message", "Your result:"), FEEDBACK
    ),
]
IMAGE = [{"name": "file", "type": "image"}, _text("alt"), _text("contentName", "Image")]

SEMANTICS: dict[str, tuple[tuple[int, int, int], list[dict]]] = {
    "H5P.MultiChoice": ((1, 16, 4), MULTI_CHOICE),
    "H5P.TrueFalse": ((1, 8, 1), TRUE_FALSE),
    "H5P.Blanks": ((1, 14, 2), BLANKS),
    "H5P.DragText": ((1, 10, 3), DRAG_TEXT),
    "H5P.SingleChoiceSet": ((1, 11, 0), SINGLE_CHOICE_SET),
    "H5P.QuestionSet": ((1, 20, 0), QUESTION_SET),
    "H5P.Image": ((1, 1, 0), IMAGE),
}


def stand_in(
    machine_name: str, version: tuple[int, int, int] | None = None, upgrades: str = "", semantics: list | None = None
) -> TestLibrary:
    """Return a library of that name; it shows nothing, for the tests look at what is made, not at what is played."""
    own_version, own_semantics = SEMANTICS[machine_name]
    files = {"semantics.json": json.dumps(semantics or own_semantics).encode()}
    if upgrades:
        files["upgrades.js"] = upgrades.encode()
    library = quiz_library(name=machine_name, version=version or own_version, needs=[base_library()])
    return library.changed(files=files)


def trusted_libraries(owner, *libraries: TestLibrary) -> None:
    """Bring libraries in as a teacher would, and trust them."""
    found = list(libraries) or [stand_in(name) for name in SEMANTICS]
    for library in found:
        data = make_h5p(
            main=library, libraries=[library, base_library()], params={}, title=f"Thư viện {library.directory}"
        )
        stored_upload(data=data, name=f"{library.directory}.h5p", owner=owner)
    trust_all()


def trust_all() -> None:
    """Trust everything that was brought, as the Department would."""
    Library.objects.update(state=LibraryState.TRUSTED)
    resolve_packages(packages=Package.objects.all())
