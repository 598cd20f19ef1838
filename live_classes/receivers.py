"""What live classes do when other apps have news."""

from django.dispatch import receiver

from live_classes.choices import FileUse, LiveClassState
from live_classes.models import LiveClass
from live_classes.services.files import announce_files
from media.models import Blob
from media.signals import pages_drawn


@receiver(pages_drawn, dispatch_uid="live_classes.pages_drawn")
def tell_open_rooms(sender, blob: Blob, **_more) -> None:
    """Let the rooms that have this deck know of its new pages."""
    rooms = LiveClass.objects.filter(state=LiveClassState.OPEN, files__blob=blob, files__use=FileUse.DECK)
    for live_class in rooms.distinct():
        announce_files(live_class=live_class)
