"""Everything that an installation may set: `ONBOARDING_*` variables, one frozen value.

Any variable may instead be given as `<NAME>_FILE`, a file that only its owner can read,
which holds the value (Compose and Kubernetes secrets). An empty variable counts as unset.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from onboarding import secretfile

PREFIX = "ONBOARDING_"
KEY_BYTES = 32
SHORTEST_SECRET = 32
_KEY_ID = re.compile(r"[a-z0-9]{1,8}")
_REDIS_SCHEMES = ("redis", "rediss", "unix")


class SettingError(Exception):
    """A variable is missing or unusable. Says which (`name`) and why, never its value."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} {reason}")
        self.name = name
        self.reason = reason


@dataclass(frozen=True)
class Settings:
    """How this installation runs. Its secrets don't show in its repr.

    `redis_url` and `jobs_url` are both None where the embedded servers are used. `host` and
    `port` are what web listens on, `public_url` what people open (no slash at the end).
    `seal_keys` holds 32 bytes an id: the first seals, all of them open. `threads` are the
    requests that each of `workers` web processes serves at once. `trusted_proxies` is how
    many proxies in front set X-Forwarded-For.
    """

    data: Path
    host: str
    port: int
    public_url: str
    trusted_proxies: int
    workers: int
    threads: int
    redis_url: str | None = field(repr=False)
    jobs_url: str | None = field(repr=False)
    secret_key: str = field(repr=False)
    seal_keys: Mapping[str, bytes] = field(repr=False)
    index_key: bytes = field(repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read and check the variables.

        With the embedded servers, secrets that aren't given are made once and kept in the
        data folder. Raises `SettingError`.
        """
        given = _Given(environ)
        redis_url, jobs_url = _servers(given)
        data = Path(given.text("DATA", "data")).absolute()
        host = given.text("HOST", "127.0.0.1")
        port = given.number("PORT", 8000, range(1, 65536))
        secret_key, seal_keys, index_key = _secrets(given, data, embedded=redis_url is None)
        return cls(
            data=data,
            host=host,
            port=port,
            public_url=_public_url(given, host, port),
            trusted_proxies=given.number("TRUSTED_PROXIES", 0, range(10)),
            workers=given.number("WORKERS", 2, range(1, 65)),
            threads=given.number("THREADS", 8, range(1, 257)),
            redis_url=redis_url,
            jobs_url=jobs_url,
            secret_key=secret_key,
            seal_keys=seal_keys,
            index_key=index_key,
        )

    @property
    def embedded(self) -> bool:
        """Whether we run the servers ourselves."""
        return self.redis_url is None

    @property
    def secure(self) -> bool:
        """Whether people come over HTTPS, so that cookies may be `Secure`."""
        return self.public_url.startswith("https://")

    def on(self, redis_url: str, jobs_url: str) -> Settings:
        """The same installation on these two servers."""
        return dataclasses.replace(self, redis_url=redis_url, jobs_url=jobs_url)

    def environment(self) -> dict[str, str]:
        """The variables that `from_environment` reads these settings from again."""
        seal_keys = (f"{key_id}:{_to_base64(key)}" for key_id, key in self.seal_keys.items())
        values = {
            "DATA": str(self.data),
            "HOST": self.host,
            "PORT": str(self.port),
            "PUBLIC_URL": self.public_url,
            "TRUSTED_PROXIES": str(self.trusted_proxies),
            "WORKERS": str(self.workers),
            "THREADS": str(self.threads),
            "REDIS_URL": self.redis_url or "",
            "JOBS_URL": self.jobs_url or "",
            "SECRET_KEY": self.secret_key,
            "SEAL_KEYS": ",".join(seal_keys),
            "INDEX_KEY": _to_base64(self.index_key),
        }
        return {PREFIX + name: value for name, value in values.items()}


class _Given:
    """The variables as they came, by name without prefix."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def get(self, name: str) -> str | None:
        name = PREFIX + name
        value = self._environ.get(name, "").strip()
        file = self._environ.get(f"{name}_FILE", "").strip()
        if value and file:
            raise SettingError(name, f"is given twice, also as {name}_FILE")
        if not file:
            return value or None
        try:
            return secretfile.read_private(Path(file)) or None
        except (secretfile.SecretFileError, OSError, UnicodeDecodeError) as error:
            reason = (
                str(error) if isinstance(error, secretfile.SecretFileError) else "is unreadable"
            )
            raise SettingError(f"{name}_FILE", reason) from None

    def text(self, name: str, default: str) -> str:
        return self.get(name) or default

    def number(self, name: str, default: int, allowed: range) -> int:
        value = self.get(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit() and int(value) in allowed):
            raise SettingError(
                PREFIX + name, f"must be a number from {allowed.start} to {allowed.stop - 1}"
            )
        return int(value)


def _servers(given: _Given) -> tuple[str | None, str | None]:
    urls = {name: given.get(name) for name in ("REDIS_URL", "JOBS_URL")}
    for name, url in urls.items():
        if url is None and any(urls.values()):
            raise SettingError(PREFIX + name, "is missing: both servers are given, or neither")
        if url is not None and url.partition("://")[0] not in _REDIS_SCHEMES:
            raise SettingError(PREFIX + name, "must start with redis://, rediss:// or unix://")
    return urls["REDIS_URL"], urls["JOBS_URL"]


def _public_url(given: _Given, host: str, port: int) -> str:
    name = PREFIX + "PUBLIC_URL"
    bracketed = f"[{host}]" if ":" in host else host
    url = given.text("PUBLIC_URL", f"http://{bracketed}:{port}").rstrip("/")
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        raise SettingError(name, "is no URL") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError(name, "must be an http:// or https:// URL")
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        raise SettingError(name, "must hold scheme, host and port only")
    if parts.scheme == "http" and not _loopback(parts.hostname):
        raise SettingError(name, "must start with https:// unless it is this machine's own address")
    return url


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _secrets(
    given: _Given, data: Path, *, embedded: bool
) -> tuple[str, Mapping[str, bytes], bytes]:
    names = ("SECRET_KEY", "SEAL_KEYS", "INDEX_KEY")
    values = {name: given.get(name) for name in names}
    missing = [name for name in names if values[name] is None]
    if missing and not embedded:
        raise SettingError(PREFIX + missing[0], "is missing: a server of your own needs it")
    if missing:
        try:
            made = secretfile.load_or_make(data)
        except secretfile.SecretFileError as error:
            raise SettingError(PREFIX + "DATA", str(error)) from None
        except OSError as error:
            raise SettingError(PREFIX + "DATA", f"can't be used: {error.strerror}") from None
        values |= {name: made[name.lower()] for name in missing}
    secret_key = values["SECRET_KEY"] or ""
    if len(secret_key) < SHORTEST_SECRET:
        raise SettingError(PREFIX + "SECRET_KEY", f"must have {SHORTEST_SECRET} characters or more")
    seal_keys = _seal_keys(PREFIX + "SEAL_KEYS", (values["SEAL_KEYS"] or "").split(","))
    index_key = _key(PREFIX + "INDEX_KEY", values["INDEX_KEY"] or "")
    if index_key in seal_keys.values():
        raise SettingError(PREFIX + "INDEX_KEY", "must differ from the seal keys")
    return secret_key, seal_keys, index_key


def _seal_keys(name: str, entries: Iterable[str]) -> Mapping[str, bytes]:
    keys: dict[str, bytes] = {}
    for entry in entries:
        key_id, colon, text = entry.strip().partition(":")
        if not colon or not _KEY_ID.fullmatch(key_id):
            raise SettingError(name, "must be id:base64 pairs with commas between (k2:…,k1:…)")
        if key_id in keys:
            raise SettingError(name, "names one id twice")
        keys[key_id] = _key(name, text)
    return MappingProxyType(keys)


def _key(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SettingError(name, "must hold base64") from None
    if len(key) != KEY_BYTES:
        raise SettingError(name, f"must hold keys of {KEY_BYTES} bytes")
    return key


def _to_base64(key: bytes) -> str:
    return base64.b64encode(key).decode()
