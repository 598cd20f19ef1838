"""IMS Simple Sequencing of an item or organization of SCORM 2004, as far as the player follows it.

What an element says becomes::

    {"control": {"choice", "flow", "forward_only"}, "attempt_limit": n | None,
     "objectives": [{"id", "is_primary", "by_measure", "min_measure",
                     "maps": [{"target", "read_status", "read_measure", "write_status", "write_measure"}]}],
     "rules": [{"action", "any", "conditions": [{"condition", "not", "objective", "threshold"}]}],
     "rollup": {"satisfied", "completion", "weight"}}

``rules`` are those before an item (skip, disabled, hiddenFromChoice, stopForwardTraversal). Rules after an item and
on its exit are left to the package's own navigation requests.
"""

from lxml import etree

from content_repo.packages.scorm.xml import attribute, child, local, locals_of, number, truth

_ACTIONS = ("skip", "disabled", "hiddenFromChoice", "stopForwardTraversal")
_MAX_ROWS = 100  # objectives or rules of one item


class SequencingReader:
    """Reads ``imsss:sequencing``, also what it takes from the collection at the end of the manifest."""

    def __init__(self, root: etree._Element):
        collection = child(root, "sequencingCollection")
        self._shared = {attribute(one, "ID"): one for one in locals_of(collection, "sequencing")}

    def read(self, owner: etree._Element) -> dict | None:
        """Return the sequencing of an item or organization; None where it says nothing."""
        own = child(owner, "sequencing")
        if own is None:
            return None
        shared = self._shared.get(attribute(own, "IDRef"))
        parts = {local(one): one for source in (shared, own) if source is not None for one in source.iterchildren("*")}
        limit = number(attribute(parts.get("limitConditions"), "attemptLimit"))
        return {
            "control": _control(parts.get("controlMode")),
            "attempt_limit": int(limit) if limit is not None and limit >= 0 else None,
            "objectives": _objectives(parts.get("objectives")),
            "rules": _rules(parts.get("sequencingRules")),
            "rollup": _rollup(parts.get("rollupRules")),
        }


def _control(element: etree._Element | None) -> dict:
    return {
        "choice": truth(element, "choice", True),
        "flow": truth(element, "flow", False),
        "forward_only": truth(element, "forwardOnly", False),
    }


def _objectives(element: etree._Element | None) -> list[dict]:
    """Objectives with their maps to those that are shared by the whole course."""
    if element is None:
        return []
    rows = [
        {
            "id": attribute(one, "objectiveID")[:255],
            "is_primary": local(one) == "primaryObjective",
            "by_measure": truth(one, "satisfiedByMeasure", False),
            "min_measure": _measure(child(one, "minNormalizedMeasure")),
            "maps": [_map(each) for each in locals_of(one, "mapInfo")][:_MAX_ROWS],
        }
        for one in element.iterchildren("*")
        if local(one) in ("primaryObjective", "objective")
    ]
    return rows[:_MAX_ROWS]


def _measure(element: etree._Element | None) -> float:
    value = None if element is None else number("".join(element.itertext()))
    return 1.0 if value is None else max(-1.0, min(1.0, value))


def _map(element: etree._Element) -> dict:
    return {
        "target": attribute(element, "targetObjectiveID")[:255],
        "read_status": truth(element, "readSatisfiedStatus", True),
        "read_measure": truth(element, "readNormalizedMeasure", True),
        "write_status": truth(element, "writeSatisfiedStatus", False),
        "write_measure": truth(element, "writeNormalizedMeasure", False),
    }


def _rules(element: etree._Element | None) -> list[dict]:
    rows = []
    for rule in locals_of(element, "preConditionRule"):
        conditions = child(rule, "ruleConditions")
        action = attribute(child(rule, "ruleAction"), "action")
        if action in _ACTIONS and conditions is not None:
            rows.append(
                {
                    "action": action,
                    "any": attribute(conditions, "conditionCombination") == "any",
                    "conditions": [_condition(one) for one in locals_of(conditions, "ruleCondition")][:_MAX_ROWS],
                }
            )
    return rows[:_MAX_ROWS]


def _condition(element: etree._Element) -> dict:
    return {
        "condition": attribute(element, "condition")[:60],
        "not": attribute(element, "operator") == "not",
        "objective": attribute(element, "referencedObjective")[:255],
        "threshold": number(attribute(element, "measureThreshold")) or 0.0,
    }


def _rollup(element: etree._Element | None) -> dict:
    weight = number(attribute(element, "objectiveMeasureWeight", "1"))
    return {
        "satisfied": truth(element, "rollupObjectiveSatisfied", True),
        "completion": truth(element, "rollupProgressCompletion", True),
        "weight": 1.0 if weight is None else max(0.0, min(1.0, weight)),
    }
