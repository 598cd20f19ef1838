"""A class with its people in a database of its own, a real server for it, and a hand that acts from outside.

Run as a program it is that hand: a process of the project that does what it is told on its standard input.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

if __name__ != "__main__":
    from tests.live_classes.room_client import RoomClient
    from tests.stacks.processes import Process, free_port

PROJECT_DIR = Path(__file__).resolve().parents[2]
PUPILS = 8


class RoomWorld:
    """A class in the database of a data folder.

    ``teacher()`` and ``pupil(0)`` are devices; ``act(name, …)`` runs a function of :class:`Hand`.
    """

    def __init__(self, data_dir: Path, **environment: str):
        self.data_dir = data_dir
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ELEARN_", "DJANGO_"))}
        own = {"ELEARN_DATA_DIR": str(data_dir), "ELEARN_PUBLIC_URL": self.origin, "ELEARN_LOG_LEVEL": "WARNING"}
        self.env = {**inherited, **own, "PYTHONPATH": str(PROJECT_DIR), **environment}
        self._hand = subprocess.Popen(
            [sys.executable, "-m", "tests.live_classes.room_world"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self.env,
            cwd=PROJECT_DIR,
            text=True,
        )
        self.server: Process | None = None
        self._others: list[Process] = []
        self.room: dict = {}

    def act(self, name: str, **arguments):
        """Do something in another process of the project; return what it says."""
        self._hand.stdin.write(json.dumps([name, arguments]) + "\n")
        self._hand.stdin.flush()
        answer = json.loads(self._hand.stdout.readline() or '{"failed": "the hand is gone"}')
        if "failed" in answer:
            raise RuntimeError(answer["failed"])
        return answer["value"]

    def start(self, *options: str) -> None:
        """Start the server (again)."""
        self.server = self._serve(self.port, "server", *options)

    def start_another(self) -> "tuple[int, Process]":
        """Start one more process of the server; return its port and itself."""
        port = free_port()
        self._others.append(self._serve(port, f"server-{port}"))
        return port, self._others[-1]

    def _serve(self, port: int, name: str, *options: str) -> "Process":
        command = [sys.executable, "-m", "uvicorn", "elearn.asgi:application", "--ws", "websockets-sansio"]
        command += ["--host", "127.0.0.1", "--port", port, "--lifespan", "off", "--log-level", "warning"]
        command += ["--ws-max-size", "65536", "--ws-per-message-deflate", "false", *options]
        process = Process(command, log=self.data_dir / f"{name}.log", env=self.env, cwd=PROJECT_DIR)
        process.wait_for_port(port)
        return process

    def new_room(self, **fields) -> None:
        """Make another class for the same people."""
        self.room = self.act("new_room", **fields)

    def end(self) -> None:
        """End the server and the hand."""
        for process in [self.server, *self._others]:
            if process:
                process.end()
        self._hand.stdin.close()
        self._hand.wait(10)
        self._hand.stdout.close()

    @property
    def address(self) -> str:
        """Address of the class's socket."""
        return self.address_at(self.port)

    def address_at(self, port: int) -> str:
        """Return the address of the class's socket in one process of the server."""
        return f"ws://127.0.0.1:{port}/lop-truc-tuyen/{self.room['uuid']}/day/"

    @property
    def log(self) -> str:
        """What the server has logged."""
        return (self.data_dir / "server.log").read_text(errors="replace")

    @property
    def has_failed(self) -> bool:
        """Whether something of ours failed; uvicorn itself writes a traceback for text that is no UTF-8."""
        return self.log.count("Traceback") > self.log.count("Invalid UTF-8 sequence")

    def client(self, index: int, port: int | None = None, **hello) -> "RoomClient":
        """Return a device of one of the class: 0 is the teacher; at the first process unless said otherwise."""
        place = self.room["places"][index]
        cookie = f"sessionid={place['session']}"
        port = port or self.port
        origin = f"http://127.0.0.1:{port}"
        return RoomClient(self.address_at(port), place["token"], origin=origin, cookie=cookie, **hello)

    def teacher(self, **hello) -> "RoomClient":
        """Return a device of the teacher."""
        return self.client(0, **hello)

    def pupil(self, index: int = 0, **hello) -> "RoomClient":
        """Return a device of a pupil."""
        return self.client(index + 1, **hello)

    def number(self, index: int) -> int:
        """Return the number of a pupil in the class."""
        return self.room["places"][index + 1]["number"]


class Hand:
    """What is done from outside the server's process."""

    def people(self):
        """Make a school, a class, its teacher and pupils; all of them once."""
        from schools.choices import Role
        from tests.factories.schools import MembershipFactory, SchoolClassFactory, SchoolFactory

        self.school_class = SchoolClassFactory(school=SchoolFactory())
        place = {"school": self.school_class.school, "school_class": self.school_class}
        self.teacher = MembershipFactory(role=Role.TEACHER, school=place["school"]).user
        MembershipFactory(user=self.teacher, role=Role.TEACHER, **place)
        self.pupils = [MembershipFactory(role=Role.PUPIL, **place).user for _ in range(PUPILS)]

    def new_room(self, **fields):
        """Make a class that has begun, with a token and a session for each of its people."""
        from live_classes.services.holding import open_live_class
        from live_classes.services.participants import ensure_participant
        from tests.factories.live_classes import make_live_class

        if not hasattr(self, "pupils"):
            self.people()
        is_open = fields.pop("is_open", True)
        self.live_class = make_live_class(teacher=self.teacher, school_class=self.school_class, **fields)
        if is_open:
            self.live_class = open_live_class(live_class=self.live_class, by=self.teacher)
        users = [self.teacher, *self.pupils]
        self.places = [ensure_participant(live_class=self.live_class, user=user) for user in users]
        return {"uuid": str(self.live_class.uuid), "pk": self.live_class.pk, "places": self._tokens()}

    def _tokens(self):
        from live_classes.tokens import room_token

        return [
            {"number": place.number, "token": room_token(place), "session": self._session(place.user)}
            for place in self.places
        ]

    def _session(self, user):
        from importlib import import_module

        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "accounts.backends.UsernameBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        return session.session_key

    def append(self, kind, data, count=1):
        """Store events of the server, as a worker does."""
        from live_classes.services.log import append_events, new_event

        batch = [new_event(kind=kind, data=data) for _ in range(count)]
        return [event.seq for event in append_events(live_class=self.live_class, batch=batch)]

    def stored(self):
        """Return the log as it is in the database: seq, kind, cid."""
        rows = self.live_class.events.order_by("seq").values_list("seq", "kind", "cid")
        return [[seq, kind, str(cid)] for seq, kind, cid in rows]

    def remove(self, number):
        """Ask somebody to leave, over HTTP."""
        from live_classes.services.participants import remove

        place = self.live_class.participants.get(number=number)
        remove(live_class=self.live_class, participant=place, by=self.teacher)

    def end_membership(self, index):
        """Take a pupil out of the school class."""
        self.pupils[index].memberships.all().delete()

    def give_membership(self, index):
        """Put a pupil into the school class again."""
        from schools.choices import Role
        from tests.factories.schools import MembershipFactory

        place = {"school": self.school_class.school, "school_class": self.school_class}
        MembershipFactory(user=self.pupils[index], role=Role.PUPIL, **place)

    def sign_out(self, session):
        """End a session."""
        from django.contrib.sessions.models import Session

        Session.objects.filter(session_key=session).delete()

    def end_class(self):
        """End the class, over HTTP."""
        from live_classes.services.holding import end_live_class

        end_live_class(live_class=self.live_class, by=self.teacher)

    def spans(self):
        """Return the presence as it is in the database."""
        from live_classes.models import PresenceSpan

        rows = PresenceSpan.objects.filter(participant__live_class=self.live_class)
        return [
            [span.participant.number, (span.last_seen_at - span.started_at).total_seconds(), span.ended_at is not None]
            for span in rows.select_related("participant")
        ]

    def restore_backup(self, keep):
        """Go back to an earlier log, as after the loss of a disk."""
        from uuid import uuid4

        from live_classes.models import LiveClass

        self.live_class.events.filter(seq__gt=keep).delete()
        LiveClass.objects.filter(pk=self.live_class.pk).update(log_head=keep, epoch=uuid4())


def main():
    """Do what is asked, line by line, until there is no more."""
    import traceback

    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "elearn.settings"
    django.setup()
    hand = Hand()
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            answer = {"value": getattr(hand, name)(**arguments)}
        except Exception:
            answer = {"failed": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
