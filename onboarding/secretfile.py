"""Secrets on disk: files that only their owner reads, made once and whole."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import stat
from pathlib import Path

NAMES = ("secret_key", "seal_keys", "index_key")
FILE = "secrets.json"
_LARGEST = 65_536


class SecretFileError(Exception):
    """A secret file or its folder can't be trusted; the text says why, without the secret."""


def read_private(path: Path) -> str:
    """The text of a file that nobody else may read, without white space around it.

    Raises `SecretFileError` if others may read or write it or it is absurdly large, and
    `OSError`.
    """
    with open(path, "rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise SecretFileError(f"names {path.name}, which others may read: chmod 600 it")
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise SecretFileError(f"names {path.name}, which is too large for a secret")
    return content.decode().strip()


def load_or_make(data: Path) -> dict[str, str]:
    """The secrets kept in `data`, made on the first call: the names of `NAMES`, all text.

    The folder must be 0700, the file 0600. Where two processes come first at once, both get
    the same secrets. Raises `SecretFileError` if the modes are looser, the file is broken,
    or it is missing beside a record that was sealed with it; and `OSError`.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if stat.S_IMODE(data.stat().st_mode) & 0o077:
        raise SecretFileError("is a folder that others may enter: chmod 700 it")
    path = data / FILE
    if not path.exists():
        if (data / "record" / "appendonlydir").exists():
            raise SecretFileError(f"holds a record but not the {FILE} that it was sealed with")
        _place(path, json.dumps(_make()))
    return _load(path)


def write_private(path: Path, content: str | bytes) -> None:
    """Put `content` whole at `path`, in place of what was there, for its owner alone.

    The folder is made where it is missing. Raises `OSError`.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    draft.replace(path)


def _make() -> dict[str, str]:
    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {
        "secret_key": secrets.token_urlsafe(48),
        "seal_keys": f"k1:{key()}",
        "index_key": key(),
    }


def _place(path: Path, text: str) -> None:
    """Put a whole file at `path`, on disk before we return, unless another was quicker."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _load(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(read_private(path))
    except ValueError:
        raise SecretFileError(f"holds a {path.name} that is no JSON") from None
    if not isinstance(kept, dict) or not all(isinstance(kept.get(name), str) for name in NAMES):
        raise SecretFileError(f"holds a {path.name} without {', '.join(NAMES)}")
    return {name: kept[name] for name in NAMES}
