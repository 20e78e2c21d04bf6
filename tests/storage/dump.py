"""Everything that a record holds, to compare before and after."""

from __future__ import annotations

from typing import Any

import redis


def everything(record: redis.Redis) -> dict[bytes, Any]:
    """Every key with its value, whatever its type."""
    return {key: _value(record, key) for key in sorted(record.keys("*"))}


def raw_bytes(record: redis.Redis) -> bytes:
    """Every key, field, member and value as the server keeps them, one after the other."""
    return b"\n".join(_flat(everything(record)))


def _value(record: redis.Redis, key: bytes) -> Any:
    match record.type(key):
        case b"hash":
            return record.hgetall(key)
        case b"zset":
            return record.zrange(key, 0, -1, withscores=True)
        case b"set":
            return record.smembers(key)
        case b"stream":
            return record.xrange(key)
        case b"list":
            return record.lrange(key, 0, -1)
        case b"string":
            return record.get(key)
        case other:
            raise AssertionError(other)


def _flat(value: Any) -> list[bytes]:
    if isinstance(value, bytes):
        return [value]
    if isinstance(value, dict):
        return [part for pair in value.items() for each in pair for part in _flat(each)]
    if isinstance(value, (list, tuple, set)):
        return [part for each in value for part in _flat(each)]
    return [str(value).encode()]
