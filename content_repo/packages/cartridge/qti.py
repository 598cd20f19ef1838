"""Questions of a cartridge: the profile of QTI 1.2 that Common Cartridge allows.

A question becomes a dict of the things a teacher would write down: what is asked, what can be chosen, what is right,
what is said of it. Texts are (text, whether it is HTML).
"""

from dataclasses import dataclass, field

from lxml import etree

MAX_QUESTIONS = 2000
MAX_CHOICES = 60
Text = tuple[str, bool]
_KINDS = ("multiple_choice", "multiple_response", "true_false", "fib", "pattern_match", "essay")


@dataclass
class Question:
    """One item of QTI."""

    kind: str  # one of _KINDS, or «other»
    title: str = ""
    asked: list[Text] = field(default_factory=list)
    choices: list[tuple[str, Text]] = field(default_factory=list)  # identifier, words
    right: list[str] = field(default_factory=list)  # identifiers of choices, or words to type
    feedback: list[Text] = field(default_factory=list)


def read_questions(root: etree._Element) -> tuple[str, list[Question]]:
    """Return the title of an assessment (or bank) and its questions."""
    assessment = next(root.iter("{*}assessment", "{*}objectbank"), None)
    title = assessment.get("title", "") if assessment is not None else ""
    questions = []
    for item in root.iter("{*}item"):
        if len(questions) >= MAX_QUESTIONS:
            break
        questions.append(_question(item))
    return title[:255], questions


def _question(item: etree._Element) -> Question:
    question = Question(kind=_kind(item), title=(item.get("title") or "")[:255])
    presentation = item.find("{*}presentation")
    if presentation is not None:
        question.asked = _asked(presentation)
        question.choices = _choices(presentation)
    question.right = _right(item, {identifier for identifier, _text in question.choices})
    question.feedback = _feedback(item)
    return question


def _kind(item: etree._Element) -> str:
    for entry in item.iter("{*}qtimetadatafield"):
        if _text(entry.find("{*}fieldlabel")).strip() == "cc_profile":
            profile = _text(entry.find("{*}fieldentry")).strip()
            return next((kind for kind in _KINDS if profile.startswith(f"cc.{kind}.")), "other")
    # Writers outside the profile leave the field out; the shape of the answer tells.
    if next(item.iter("{*}render_choice"), None) is not None:
        several = any(one.get("rcardinality") == "Multiple" for one in item.iter("{*}response_lid"))
        return "multiple_response" if several else "multiple_choice"
    has_answers = next(item.iter("{*}varequal", "{*}varsubstring"), None) is not None
    if next(item.iter("{*}render_fib"), None) is not None:
        return "fib" if has_answers else "essay"
    return "other"


def _asked(presentation: etree._Element) -> list[Text]:
    """Texts outside the choices, in their order."""
    found: list[Text] = []
    for material in presentation.iter("{*}material"):
        inside = {etree.QName(one).localname for one in material.iterancestors() if isinstance(one.tag, str)}
        if "response_label" not in inside:
            found += _texts(material)
    return found


def _choices(presentation: etree._Element) -> list[tuple[str, Text]]:
    found: list[tuple[str, Text]] = []
    for label in presentation.iter("{*}response_label"):
        texts = [text for material in label.iterfind("{*}material") for text in _texts(material)]
        if texts and len(found) < MAX_CHOICES:
            found.append((label.get("ident") or "", texts[0]))
    return found


def _right(item: etree._Element, choices: set[str]) -> list[str]:
    """Return what the conditions that give points ask for; conditions under ``not`` are what must not be chosen."""
    found: list[str] = []
    for condition in item.iterfind("{*}resprocessing/{*}respcondition"):
        if not _gives_points(condition):
            continue
        for test in condition.iter("{*}varequal", "{*}varsubstring"):
            if any(etree.QName(one).localname == "not" for one in test.iterancestors() if isinstance(one.tag, str)):
                continue
            value = _text(test).strip()
            if value and value not in found and (not choices or value in choices):
                found.append(value[:500])
    return found


def _gives_points(condition: etree._Element) -> bool:
    for change in condition.iterfind("{*}setvar"):
        try:
            if float(_text(change) or 0) > 0:
                return True
        except ValueError:
            continue
    return False


def _feedback(item: etree._Element) -> list[Text]:
    """What is said after the answer, each text once."""
    found: list[Text] = []
    for feedback in item.iterfind("{*}itemfeedback"):
        for material in feedback.iter("{*}material"):
            found += [text for text in _texts(material) if text not in found]
    return found[:10]


def _texts(material: etree._Element) -> list[Text]:
    found = []
    for text in material.iterfind(".//{*}mattext"):
        words = _text(text)
        if words.strip():
            found.append((words, "html" in (text.get("texttype") or "").lower()))
    return found


def _text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(element.itertext("*"))
