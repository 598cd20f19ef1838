"""The registry of exercises made from forms, one file a type; docs/recipes/exercise-type.md tells how to add one."""

from content_repo.exercises.base import ExerciseType
from content_repo.exercises.blanks import Blanks
from content_repo.exercises.drag_text import DragText
from content_repo.exercises.multiple_choice import MultipleChoice
from content_repo.exercises.question_set import QuestionSet
from content_repo.exercises.single_choice_set import SingleChoiceSet
from content_repo.exercises.true_false import TrueFalse

__all__ = ["EXERCISES", "ExerciseType", "exercise_of_machine_name", "exercise_of_slug"]

# In the order in which they are offered.
EXERCISES: tuple[ExerciseType, ...] = (
    MultipleChoice(),
    TrueFalse(),
    Blanks(),
    DragText(),
    SingleChoiceSet(),
    QuestionSet((MultipleChoice(), TrueFalse(), Blanks(), DragText())),
)
_BY_SLUG = {one.slug: one for one in EXERCISES}
_BY_MACHINE_NAME = {one.machine_name: one for one in EXERCISES}


def exercise_of_slug(slug: str) -> ExerciseType | None:
    """Return the type of an address; None where there is none of that name."""
    return _BY_SLUG.get(slug)


def exercise_of_machine_name(machine_name: str) -> ExerciseType | None:
    """Return the type that makes content of a library; None for libraries without a form."""
    return _BY_MACHINE_NAME.get(machine_name)
