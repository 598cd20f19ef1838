"""A class on PostgreSQL that two web processes hold together, with the command of production and a Redis of its own."""

from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, connections

from live_classes.models import LiveClass, Participant
from live_classes.services.holding import open_live_class
from live_classes.services.log import append_event, events_after, fold_state
from live_classes.services.participants import ensure_participant
from live_classes.tokens import room_token
from schools.choices import Role
from tests.factories.live_classes import make_live_class
from tests.factories.schools import MembershipFactory, SchoolClassFactory
from tests.live_classes.stress_devices import Device
from tests.stacks.compose import command_of
from tests.stacks.processes import Process, free_port
from tests.stacks.product import HEALTH, product_environ
from tests.stacks.servers import PROJECT_DIR, find_program

PUPILS = 11


def own_redis(folder: Path) -> tuple[Process, int]:
    """Start a Redis that a test may stop; return it with its port."""
    port = free_port()
    command = [find_program("redis-server"), "--port", port, "--bind", "127.0.0.1", "--dir", folder]
    server = Process([*command, "--save", "", "--appendonly", "no"], log=folder / "redis.log")
    server.wait_for_port(port)
    return server, port


class TwoProcesses:
    """Two web processes over the database of the tests; ``webs[0]`` and ``webs[1]`` listen on ``ports``."""

    def __init__(self, folder: Path, redis_port: int):
        self.folder = folder
        self.ports = [free_port(), free_port()]
        database = connection.settings_dict
        address = "postgres://{USER}@{HOST}:{PORT}/{NAME}".format_map(database)
        self.env = {
            "ELEARN_DATA_DIR": str(folder),
            "ELEARN_PUBLIC_URL": f"http://127.0.0.1:{self.ports[0]}",
            "ELEARN_SECRET_KEY": settings.SECRET_KEY,
            "ELEARN_DATABASE_URL": address,
            "ELEARN_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        }
        self.webs: list[Process] = []
        for port in self.ports:
            command = command_of("web", host="127.0.0.1", port=port, workers=None, forwarded_allow_ips="127.0.0.1")
            log = folder / f"web-{port}.log"
            self.webs.append(Process(command, log=log, env=product_environ(self.env), cwd=PROJECT_DIR))

    def wait(self, *indexes: int) -> None:
        """Wait until these processes serve; all, if none are named."""
        for index in indexes or (0, 1):
            self.webs[index].wait_for_url(f"http://127.0.0.1:{self.ports[index]}{HEALTH}", seconds=120)

    def end(self) -> None:
        """End both."""
        for web in self.webs:
            web.end()

    @property
    def log(self) -> str:
        """What they have logged."""
        return "".join(web.log.read_text(errors="replace") for web in self.webs)


class StressClass:
    """A class that has begun; ``places[0]`` is the teacher, then come the pupils."""

    def __init__(self, processes: TwoProcesses):
        self.processes = processes
        school_class = SchoolClassFactory()
        place = {"school": school_class.school, "school_class": school_class}
        teacher = MembershipFactory(role=Role.TEACHER, school=school_class.school).user
        MembershipFactory(user=teacher, role=Role.TEACHER, **place)
        self.users = [teacher, *(MembershipFactory(role=Role.PUPIL, **place).user for _ in range(PUPILS))]
        planned = make_live_class(teacher=teacher, school_class=school_class)
        self.live_class: LiveClass = open_live_class(live_class=planned, by=teacher)
        self.places = [ensure_participant(live_class=self.live_class, user=user) for user in self.users]
        self._sessions = [_session_of(user) for user in self.users]
        self._tokens = [room_token(place) for place in self.places]

    def device(self, person: int, process: int, **hello) -> Device:
        """Return a device of somebody, connected to one of the processes; level 2 unless said otherwise."""
        address = f"ws://127.0.0.1:{self.processes.ports[process]}/lop-truc-tuyen/{self.live_class.uuid}/day/"
        origin, cookie = self.processes.env["ELEARN_PUBLIC_URL"], f"sessionid={self._sessions[person]}"
        device = Device(address, self._tokens[person], origin=origin, cookie=cookie, **{"level": 2, **hello})
        place = self.places[person]
        device.number, device.is_leading, device.process = place.number, place.is_leading, process
        return device

    # --- in a thread: each gives back its connection to the database --------------------------------------

    def append(self, person: int, text: str, cid=None) -> int:
        """Write a message without a socket, as a page does; return its ``seq``."""
        try:
            author: Participant = self.places[person]
            data = {"text": text}
            return append_event(live_class=self.live_class, kind="chat", data=data, author=author, cid=cid).seq
        finally:
            connections.close_all()

    def stored(self) -> list:
        """Return the whole log."""
        try:
            return events_after(self.live_class, 0, 1_000_000)
        finally:
            connections.close_all()

    def head_and_state(self) -> tuple[int, dict]:
        """Return the head of the log as its class says, and the state as who leads it sees it."""
        try:
            return LiveClass.objects.get(pk=self.live_class.pk).log_head, fold_state(self.live_class)
        finally:
            connections.close_all()


def _session_of(user) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.UsernameBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key
