"""Beginning, continuing and giving up the import of a course from a Common Cartridge."""

import datetime as dt
import uuid as uuids

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courses.choices import ImportState
from courses.models import CartridgeImport
from courses.queries.cartridges import LOST_AFTER_SECONDS
from courses.services.courses import NotYours
from courses.tasks import take_in_cartridge
from media.models import Blob
from schools.models import School


@transaction.atomic
def start_import(
    *, uuid: uuids.UUID, owner: User, school: School, blob: Blob, name: str, options: dict
) -> CartridgeImport:
    """Have a draft course made of a cartridge in the background; the same id again changes nothing.

    ``options``: keys of the ``subject`` and ``grade``, the ``school_year``, and a ``title`` if it shall be another.

    :raises NotYours: the id belongs to somebody else's import.
    """
    values = {"owner": owner, "school": school, "blob": blob, "name": name[:120], "options": options}
    made, is_new = CartridgeImport.objects.get_or_create(uuid=uuid, defaults=values)
    if made.owner_id != owner.pk:
        raise NotYours
    if is_new:
        transaction.on_commit(lambda: take_in_cartridge.enqueue(made.pk))
    return made


@transaction.atomic
def continue_import(*, cartridge: CartridgeImport) -> bool:
    """Start an import again that failed or whose worker died; what was made stays. Tell whether it was started."""
    stopped = CartridgeImport.objects.filter(pk=cartridge.pk, state=ImportState.FAILED)
    lost = CartridgeImport.objects.filter(
        pk=cartridge.pk,
        state__in=[ImportState.WAITING, ImportState.RUNNING],
        updated_at__lt=timezone.now() - dt.timedelta(seconds=LOST_AFTER_SECONDS),
    )
    values = {"state": ImportState.WAITING, "updated_at": timezone.now()}
    is_started = bool(stopped.update(**values) or lost.update(**values))
    if is_started:
        transaction.on_commit(lambda: take_in_cartridge.enqueue(cartridge.pk))
    return is_started
