"""``file {file}``: a file is handed out to the class."""

from live_classes.events.base import Actor, Event, EventKind, NotAllowed
from live_classes.events.checks import only, uuid_text

FILES_KEPT = 100


class FileKind(EventKind):
    """Hand out a file; the server knows its name and size."""

    name = "file"
    lookup = "file"

    def clean(self, data: dict) -> dict:
        """Take the uuid of a file."""
        return {"file": uuid_text(only(data, "file")["file"])}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads, each once, up to a hundred."""
        super().may(actor, state, data, clock_ms)
        if any(file["uuid"] == data["file"] for file in state["files"]):
            raise NotAllowed("duplicate")
        if len(state["files"]) >= FILES_KEPT:
            raise NotAllowed("too_many")

    def reduce(self, state: dict, event: Event) -> None:
        """List it."""
        data = event.data
        state["files"].append({"uuid": data["file"], "name": data["name"], "bytes": data["bytes"]})
