"""The one typed place where environment variables are read; with none set, the embedded default runs."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent


def make_private_folder(path: Path) -> None:
    """Make the data folder where it is missing; other users of the machine can't read database, files and key."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


class Environment(BaseSettings):
    """Every variable starts with ``ELEARN_``; each one has a heading in ``docs/operations.md``."""

    model_config = SettingsConfigDict(env_prefix="ELEARN_", env_ignore_empty=True)

    debug: bool = Field(False, description="Show tracebacks in the browser. Never in production.")
    secret_key: str = Field(
        "", description="Signs sessions and file addresses. Empty: made once and kept in the data folder."
    )
    allowed_hosts: str = Field("localhost,127.0.0.1,[::1]", description="Host names served, separated by commas.")
    public_url: str = Field("http://127.0.0.1:8000", description="Address users type, without a trailing slash.")
    trusted_proxy: bool = Field(False, description="A reverse proxy in front ends TLS and sets X-Forwarded-Proto.")
    data_dir: Path = Field(
        PROJECT_DIR / "var", description="Folder of every generated file: database, objects, search index."
    )
    database_url: str = Field("", description="postgres://user:password@host/name. Empty: SQLite in the data folder.")
    redis_url: str = Field("", description="redis://host:6379/0 for the channel layer and the cache. Empty: in memory.")
    s3_endpoint: str = Field("", description="URL at which this server reaches object storage. Empty: a folder.")
    s3_public_url: str = Field("", description="URL at which browsers reach object storage. Empty: the public URL.")
    s3_access_key: str = Field("", description="Access key of the object storage.")
    s3_secret_key: str = Field("", description="Secret key of the object storage.")
    s3_bucket: str = Field("elearn", description="Bucket that holds blobs and incoming parts.")
    s3_region: str = Field("us-east-1", description="Region used in signatures.")
    package_origin: str = Field(
        "",
        description="URL of this same server under another host name, where packages with scripts of several documents "
        "play (SCORM); nobody ever signs in there. Empty: http://localhost where the public URL is at 127.0.0.1, "
        "else none.",
    )
    upload_max_bytes: int = Field(2 * 1024**3, description="Largest file that may be uploaded, in bytes.")
    school_quota_bytes: int = Field(
        20 * 1024**3, description="Storage of a school unless set for that school, in bytes."
    )
    log_level: str = Field("INFO", description="Least severity that is logged.")

    @property
    def database_address(self) -> str:
        """The database URL, or the embedded SQLite file."""
        return self.database_url or f"sqlite:///{self.data_dir / 'elearn.sqlite3'}"

    @property
    def package_address(self) -> str:
        """The origin of packages given, or the other name of this machine where only it is served; else empty.

        Browsers send cookies to all ports of a name, and let a name below set cookies for the one above: neither may be
        the site's.
        """
        if not self.package_origin and not self.public_url.startswith("http://127.0.0.1"):
            return ""
        origin = self.package_origin.rstrip("/") or self.public_url.replace("127.0.0.1", "localhost", 1)
        ours, theirs = urlsplit(self.public_url).hostname or "", urlsplit(origin).hostname or ""
        if not theirs or ours == theirs or ours.endswith(f".{theirs}") or theirs.endswith(f".{ours}"):
            raise ValueError(
                f"ELEARN_PACKAGE_ORIGIN needs a host name other than the site's, neither above nor below it: {origin!r}"
            )
        return origin

    @property
    def host_names(self) -> list[str]:
        """The host names served: those given, and the one of packages."""
        hosts = [host.strip() for host in self.allowed_hosts.split(",")]
        package_host = urlsplit(self.package_address).hostname
        return [*hosts, package_host] if package_host and package_host not in hosts else hosts

    def signing_key(self) -> str:
        """The secret key given, or the one made at the first start and kept in the data folder."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret_key"
        if not path.exists():
            make_private_folder(self.data_dir)
            with suppress(FileExistsError):
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # another process may be first
                with os.fdopen(descriptor, "w") as file:
                    file.write(secrets.token_urlsafe(48))
        return path.read_text()


environment = Environment()
