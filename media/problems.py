"""The exceptions of this app, free of Django so that the sandboxed child can raise them too."""


class Refusal(Exception):  # noqa: N818 - it is an answer to the sender, not an error of ours
    """A file or a step of an upload is not taken; ``code`` has its words in :mod:`media.refusals`.

    ``detail`` is for the log and the owner (an entry name, a type found); ``figures`` go into the API's answer;
    ``report`` lists all that was found wrong, for a page that shows it (rows as the raiser's app reads them).
    """

    def __init__(self, code: str, detail: str = "", report: list[dict] | None = None, **figures):
        super().__init__(code, detail)
        self.code = code
        self.detail = detail.replace("\0", "").encode("utf-8", "replace").decode()[:300]  # any database keeps it
        self.figures = figures
        self.report = report or []


class StoreTrouble(Refusal):
    """Object storage can't do it now; the file itself may be fine, so trying again is right."""


class StoreFull(StoreTrouble):
    """No room left on the device that holds objects."""

    def __init__(self, detail: str = ""):
        super().__init__("store_full", detail)


class StoreDown(StoreTrouble):
    """Object storage can't be reached or answers with errors."""

    def __init__(self, detail: str = ""):
        super().__init__("store_down", detail)


class ObjectMissing(Exception):  # noqa: N818 - part of the store's interface
    """There is no object of that key."""
