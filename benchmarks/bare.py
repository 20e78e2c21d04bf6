"""The yardstick: a bare Flask app with one script call a view, on the same record server."""

from __future__ import annotations

import os

from flask import Flask, request

from onboarding.storage.connect import connect

record = connect(os.environ["ONBOARDING_REDIS_URL"])
READ = record.register_script("return redis.call('HGET', KEYS[1], ARGV[1])")
WRITE = record.register_script(
    "redis.call('HSET', KEYS[1], 'value', ARGV[1])"
    "redis.call('ZADD', KEYS[2], ARGV[2], ARGV[2])"
    "redis.call('XADD', KEYS[3], 'MAXLEN', '~', '100000', '*', 'value', ARGV[2])"
    "return 1"
)

app = Flask("bare")


@app.post("/read")
def read() -> dict[str, str]:
    """One read-only script, a small JSON body in and out."""
    asked = request.get_json()
    found = READ(keys=["bench:read"], args=[asked["account"]["id"]])
    return {"answer": "yes" if found else "unknown"}


@app.post("/write")
def write() -> tuple[dict[str, str], int]:
    """One three-key write script, durable before the reply."""
    asked = request.get_json()
    number = str(asked["number"])
    keys = [f"{{bench}}:record:{number}", "{bench}:queue", "{bench}:events"]
    WRITE(keys=keys, args=[request.get_data(), number])
    return {"record": number}, 201
