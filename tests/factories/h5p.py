"""Small real H5P packages, made of two libraries written for the tests.

``LopGan.Quiz`` asks one question with two buttons or more, tells attempted, answered and completed (xAPI) and keeps
where the pupil stopped; ``LopGan.Base``, on which it depends, gives it its look. Both run on H5P core.
"""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

WHEN = (2026, 9, 5, 7, 0, 0)


@dataclass(frozen=True)
class TestLibrary:
    """One library: its ``library.json`` as a dict and its other files by path."""

    __test__ = False  # not a class of tests

    description: dict
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Machine name."""
        return self.description["machineName"]

    @property
    def directory(self) -> str:
        """Folder in a package: ``LopGan.Quiz-1.0``."""
        return f"{self.name}-{self.description['majorVersion']}.{self.description['minorVersion']}"

    @property
    def dependency(self) -> dict:
        """As a line of dependencies names it."""
        return {key: self.description[key] for key in ("machineName", "majorVersion", "minorVersion")}

    def changed(self, *, files: dict[str, bytes | None] | None = None, **description) -> "TestLibrary":
        """Return this one with other files (None takes one away) and other lines of ``library.json`` (None too)."""
        return replace(
            self,
            description=_merged(self.description, description),
            files=_merged(self.files, files or {}),
        )

    def members(self) -> dict[str, bytes]:
        """Return all members of a package that are this library's."""
        members = {"library.json": _json(self.description)} | self.files
        return {f"{self.directory}/{name}": data for name, data in members.items()}


def base_library(*, name: str = "LopGan.Base", version: tuple[int, int, int] = (1, 0, 0)) -> TestLibrary:
    """Return the library that others depend on: a style with a picture and a font, and one function."""
    return TestLibrary(
        {
            "title": "Nền",
            **_version(name, version),
            "runnable": 0,
            "license": "MIT",
            "author": "Lớp Gần",
            "coreApi": {"majorVersion": 1, "minorVersion": 19},
            "preloadedJs": [{"path": "scripts/base.js"}],
            "preloadedCss": [{"path": "styles/base.css"}],
        },
        {
            "scripts/base.js": BASE_SCRIPT.encode(),
            "styles/base.css": BASE_STYLE.encode(),
            "images/dot.png": png(),
            "fonts/lg.woff": b"wOFF\0\1\0\0" + bytes(40),
        },
    )


def quiz_library(
    *,
    name: str = "LopGan.Quiz",
    version: tuple[int, int, int] = (1, 0, 0),
    needs: Iterable[TestLibrary] | None = None,
    editor_needs: Iterable[dict] = (),
) -> TestLibrary:
    """Return the library that asks a question; ``needs`` are what it depends on (the base library).

    Other names must begin with ``LopGan.`` too, for its script to run.
    """
    needs = [base_library()] if needs is None else list(needs)
    return TestLibrary(
        {
            "title": "Câu hỏi",
            **_version(name, version),
            "runnable": 1,
            "fullscreen": 0,
            "license": "MIT",
            "author": "Lớp Gần",
            "embedTypes": ["iframe", "div"],
            "coreApi": {"majorVersion": 1, "minorVersion": 19},
            "preloadedJs": [{"path": "scripts/quiz.js"}],
            "preloadedCss": [{"path": "styles/quiz.css"}],
            "preloadedDependencies": [one.dependency for one in needs],
            "editorDependencies": list(editor_needs),
        },
        {
            "scripts/quiz.js": QUIZ_SCRIPT.replace("LopGan.Quiz", name).encode(),
            "styles/quiz.css": b".lg-quiz button{display:block;min-height:44px;margin:8px 0}\n",
            "language/vi.json": _json({"semantics": [{"label": "Câu hỏi"}]}),
            "semantics.json": _json(QUIZ_SEMANTICS),
            "icon.svg": SVG,
        },
    )


def make_h5p(
    *,
    main: TestLibrary | None = None,
    libraries: Iterable[TestLibrary] | None = None,
    params: object = None,
    title: str = "Hai cộng hai",
    language: str = "vi",
    files: dict[str, bytes] | None = None,
    h5p_json: dict | None = None,
    members: dict[str, bytes | None] | None = None,
) -> bytes:
    """Return the bytes of a package.

    ``libraries`` are those brought along (the main one and the base); ``files`` go into ``content/``; ``h5p_json``
    changes lines of h5p.json (None takes one away); ``members`` changes whole members of the archive (None too).
    """
    main = main or quiz_library()
    libraries = [main, base_library()] if libraries is None else list(libraries)
    manifest = {
        "title": title,
        "language": language,
        "mainLibrary": main.name,
        "embedTypes": ["div"],
        "license": "CC BY",
        "authors": [{"name": "Hoàng Thị Lan", "role": "Author"}],
        "preloadedDependencies": list({one.directory: one.dependency for one in [main, *libraries]}.values()),
    }
    found: dict[str, bytes] = {
        "h5p.json": _json(_merged(manifest, h5p_json or {})),
        "content/content.json": _json(quiz_params() if params is None else params),
    }
    for name, data in (files or {}).items():
        found[f"content/{name}"] = data
    for library in libraries:
        found |= library.members()
    return zip_bytes(_merged(found, members or {}))


def quiz_params(**changes) -> dict:
    """Return parameters of the quiz: 2 + 2, of which the second answer is right."""
    return {
        "question": "<p>Hai cộng hai bằng mấy?</p>",
        "answers": [{"text": "Ba", "correct": False}, {"text": "Bốn", "correct": True}],
        "behaviour": {"passPercentage": 100, "enableRetry": True},
        **changes,
    }


def zip_bytes(members: dict[str, bytes]) -> bytes:
    """Return an archive of these members, the same bytes each time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, WHEN), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def png(width: int = 8, height: int = 8, colour: tuple[int, int, int] = (0, 102, 68)) -> bytes:
    """Return a small PNG of one colour."""
    rows = (b"\0" + bytes(colour) * width) * height
    head = struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _merged(values: dict, changes: dict) -> dict:
    return {key: value for key, value in (values | changes).items() if value is not None}


def _version(name: str, version: tuple[int, int, int]) -> dict:
    major, minor, patch = version
    return {"machineName": name, "majorVersion": major, "minorVersion": minor, "patchVersion": patch}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4"/></svg>'

BASE_SCRIPT = """
window.LopGanBase = {decorate: function (element) { element.classList.add('lg-base'); return element; }};
"""

BASE_STYLE = """
@font-face{font-family:"Lop Gan Test";src:url("../fonts/lg.woff?v=1#iefix") format("woff")}
.lg-base{padding:12px;background:url(../images/dot.png) no-repeat right top}
"""

QUIZ_SCRIPT = """
var LopGan = window.LopGan = window.LopGan || {};
(function () {
  function Quiz(params, contentId, extras) {
    H5P.EventDispatcher.call(this);
    var self = this;
    var chosen = extras && extras.previousState ? extras.previousState.chosen : undefined;
    var buttons = [];
    var said = document.createElement('p');
    said.className = 'lg-said';

    function xapi(verb) {
      var event = self.createXAPIEventTemplate(verb);
      var definition = event.getVerifiedStatementValue(['object', 'definition']);
      definition.interactionType = 'choice';
      definition.type = 'http://adlnet.gov/expapi/activities/cmi.interaction';
      definition.description = {'en-US': params.question.replace(/<[^>]*>/g, '')};
      definition.choices = params.answers.map(function (answer, index) {
        return {id: String(index), description: {'en-US': answer.text}};
      });
      return event;
    }

    function show() {
      buttons.forEach(function (button, index) {
        button.setAttribute('aria-pressed', String(index === chosen));
      });
      var isRight = chosen !== undefined && params.answers[chosen].correct;
      var words = isRight ? params.right || 'Đúng rồi!' : params.wrong || 'Chưa đúng.';
      said.textContent = chosen === undefined ? '' : words;
      self.trigger('resize');
    }

    function choose(index) {
      chosen = index;
      show();
      var isRight = Boolean(params.answers[index].correct);
      ['answered', 'completed'].forEach(function (verb) {
        var event = xapi(verb);
        event.setScoredResult(isRight ? 1 : 0, 1, self, true, isRight);
        event.data.statement.result.response = String(index);
        self.trigger(event);
      });
    }

    this.getCurrentState = function () { return chosen === undefined ? undefined : {chosen: chosen}; };
    this.getScore = function () { return chosen !== undefined && params.answers[chosen].correct ? 1 : 0; };
    this.getMaxScore = function () { return 1; };
    this.getAnswerGiven = function () { return chosen !== undefined; };
    this.getTitle = function () { return (extras && extras.metadata && extras.metadata.title) || ''; };

    this.attach = function ($container) {
      var root = window.LopGanBase.decorate(document.createElement('div'));
      root.classList.add('lg-quiz');
      var question = document.createElement('div');
      question.innerHTML = params.question;
      root.appendChild(question);
      if (params.image && params.image.path) {
        var image = document.createElement('img');
        image.src = H5P.getPath(params.image.path, contentId);
        image.alt = '';
        root.appendChild(image);
      }
      params.answers.forEach(function (answer, index) {
        var button = document.createElement('button');
        button.type = 'button';
        button.innerHTML = answer.text;
        button.addEventListener('click', function () { choose(index); });
        buttons.push(button);
        root.appendChild(button);
      });
      root.appendChild(said);
      $container.get(0).appendChild(root);
      show();
      this.triggerXAPI('attempted');
    };
  }
  Quiz.prototype = Object.create(H5P.EventDispatcher.prototype);
  Quiz.prototype.constructor = Quiz;
  LopGan.Quiz = Quiz;
})();
"""

QUIZ_SEMANTICS = [
    {
        "name": "question",
        "type": "text",
        "widget": "html",
        "label": "Câu hỏi",
        "tags": ["strong", "em", "p", "br", "a", "ul", "li"],
        "font": {"color": True, "size": True},
        "maxLength": 2000,
    },
    {
        "name": "answers",
        "type": "list",
        "label": "Câu trả lời",
        "entity": "câu trả lời",
        "min": 1,
        "max": 6,
        "field": {
            "name": "answer",
            "type": "group",
            "fields": [
                {"name": "text", "type": "text", "label": "Chữ", "maxLength": 200},
                {"name": "correct", "type": "boolean", "label": "Đúng", "default": False},
            ],
        },
    },
    {"name": "image", "type": "image", "label": "Hình", "optional": True},
    {
        "name": "behaviour",
        "type": "group",
        "label": "Cách chơi",
        "fields": [
            {"name": "passPercentage", "type": "number", "min": 0, "max": 100, "default": 100, "label": "Mức đạt"},
            {"name": "enableRetry", "type": "boolean", "default": True, "label": "Làm lại"},
            {
                "name": "layout",
                "type": "select",
                "label": "Bố cục",
                "default": "list",
                "optional": True,
                "options": [{"value": "list", "label": "Danh sách"}, {"value": "grid", "label": "Lưới"}],
            },
        ],
    },
    {"name": "right", "type": "text", "label": "Khi đúng", "default": "Đúng rồi!", "common": True},
    {"name": "wrong", "type": "text", "label": "Khi sai", "default": "Chưa đúng.", "common": True},
]
