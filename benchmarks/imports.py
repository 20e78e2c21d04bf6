"""The import of a district against a bare pipeline of the same facts."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lines import Line
from benchmarks.people import SCHOOL, new_group, pupil
from onboarding.embedded import JOBS, RECORD, EmbeddedServer
from onboarding.services import rosters
from onboarding.services.callers import Operator
from onboarding.settings import Settings
from onboarding.storage.connect import connect
from onboarding.wiring import make_door

CLASSES = 2_000
PUPILS = 50
BATCH = 2_000


def measure(folder: Path) -> Iterator[Line]:
    """Both sides in processes of their own, one after the other, on one server."""
    base = Settings.from_environment({"ONBOARDING_DATA": str(folder)})
    with (
        EmbeddedServer(folder / "record", RECORD) as record,
        EmbeddedServer(folder / "jobs", JOBS) as jobs,
    ):
        settings = base.on(record.url, jobs.url)
        door = make_door(settings)
        for number in range(CLASSES):
            new_group(door, Operator(SCHOOL), f"class-{number}", [])
        bare, _ = _in_a_process(_bare, settings)
        ours, memory = _in_a_process(_ours, settings)
    yield Line(
        "import of 100,000 pupils with 200,000 guardians over 2,000 groups",
        ours / bare,
        "≤ 3 × a bare pipeline",
        ours / bare <= 3,
        f"{ours:.0f} s against {bare:.0f} s",
    )
    yield Line("memory of the importer", memory, "≤ 200 MB", memory <= 200, "peak resident, in MB")


def _in_a_process(work: object, settings: Settings) -> tuple[float, float]:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_timed, args=(work, settings.environment(), results))
    process.start()
    process.join(timeout=600)
    if process.exitcode != 0:
        process.kill()
        raise RuntimeError("the importing process failed")
    seconds, memory = results.get(timeout=10)
    return seconds, memory


def _timed(work, environment: dict[str, str], results) -> None:  # type: ignore[no-untyped-def]
    settings = Settings.from_environment(environment)
    started = time.perf_counter()
    work(settings)
    seconds = time.perf_counter() - started
    results.put((seconds, _peak_memory()))


def _peak_memory() -> float:
    """This program's peak resident memory in MB (getrusage would count its parent's too)."""
    status = Path("/proc/self/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) / 1024


def _ours(settings: Settings) -> None:
    """Through the services: read into rows, matched, sealed, staged, published."""
    door, operator = make_door(settings), Operator(SCHOOL)
    for number in range(CLASSES):
        rows = [pupil(number * PUPILS + i) for i in range(PUPILS)]
        rosters.import_rows(door, operator, f"class-{number}", rows)


def _bare(settings: Settings) -> None:
    """The same facts as plain hashes, 2,000 commands a pipeline."""
    record = connect(str(settings.redis_url))
    pipe = record.pipeline(transaction=False)
    waiting = 0
    for number in range(CLASSES * PUPILS):
        row = pupil(number)
        place = f"{{bare}}:{number // PUPILS}:{number}"
        pipe.hset(place, mapping={"name": row.name, "number": row.number})
        for index, guardian in enumerate(row.guardians):
            facts = {"name": guardian.name, "relation": guardian.relation, "phone": guardian.phone}
            pipe.hset(f"{place}:{index}", mapping=facts)
        waiting += 1 + len(row.guardians)
        if waiting >= BATCH:
            pipe.execute()
            waiting = 0
    pipe.execute()
