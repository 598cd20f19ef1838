"""The courses: lessons of text, pictures, questions and resources of the repository."""

import io

from content_repo.models import Grade, Subject
from courses.models import CoursePage
from courses.services import create_course, create_lesson, publish_course
from elearn.demo.people import user_of
from elearn.demo.pictures import picture_png
from elearn.demo.places import class_of
from elearn.demo.reading import LessonText, demo_uuid, json_content, read_lesson
from media.services import store_file


def seed_course(key: str) -> None:
    """Create a course with all its lessons and publish it, which tells its pupils."""
    entry = json_content(f"courses/{key}/course.json")
    teacher = user_of(entry["teacher"])
    classes = [class_of(name) for name in entry["classes"]]
    course = create_course(
        uuid=demo_uuid("course", key),
        teacher=teacher,
        school=classes[0].school,
        classes=classes,
        fields={
            "title": entry["title"],
            "summary": entry["summary"],
            "subject": Subject.objects.get(key=entry["subject"]),
            "grade": Grade.objects.get(number=entry["grade"]),
            "term": entry["term"],
            "school_year": classes[0].school_year,
        },
    )
    for lesson_key in entry["lessons"]:
        _seed_lesson(course, key, lesson_key, teacher)
    course.refresh_from_db()  # publishing writes the whole row, and with it the number of lessons
    publish_course(course=course, by=teacher)


def _seed_lesson(course: CoursePage, course_key: str, key: str, teacher) -> None:
    text = read_lesson(course_key, key)
    create_lesson(
        uuid=demo_uuid("lesson", course_key, key),
        course=course,
        by=teacher,
        fields={"title": text.title, "chapter": text.chapter, "estimated_minutes": text.minutes},
        blocks=_blocks(text, course, teacher),
        is_published=True,
    )


def _blocks(text: LessonText, course: CoursePage, teacher) -> list[dict]:
    blocks = []
    for kind, first, words in text.pieces:
        value = _block_value(kind, first, words, course, teacher)
        block_id = str(demo_uuid("block", course.uuid, text.title, len(blocks)))
        blocks.append({"type": "image" if kind == "picture" else kind, "value": value, "id": block_id})
    return blocks


def _block_value(kind: str, first: str, words: str, course: CoursePage, teacher):
    if kind == "text":
        return first
    if kind == "question":
        return {"question": first, "answer": words}
    if kind == "resource":
        return {"resource": str(demo_uuid("resource", first)), "file": "", "note": words}
    name = f"{first}.png"
    upload = store_file(file=io.BytesIO(picture_png(first)), name=name, owner=teacher, school=course.school)
    return {"blob": upload.blob.sha256, "name": name, "caption": words}
