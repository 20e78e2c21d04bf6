"""The real worker with a notifier that writes a journal: `begin ID` and, when told, `told ID`.

While the file HOLD is there it stays in the middle of its job.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from onboarding.jobs.handling import make_handling
from onboarding.jobs.worker import EventWorker
from onboarding.settings import Settings
from onboarding.storage.connect import connect
from onboarding.storage.events import Told
from onboarding.wiring import make_door


class Journal:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def note(self, word: str, event: Told) -> None:
        with (self.folder / "journal").open("a") as file:
            file.write(f"{word} {event.id}\n")

    def tell(self, school: str, event: Told) -> None:
        self.note("begin", event)
        while (self.folder / "hold").exists():
            time.sleep(0.01)
        self.note("told", event)


if __name__ == "__main__":
    settings = Settings.from_environment(os.environ)
    assert settings.jobs_url is not None
    handling = make_handling(make_door(settings), Journal(Path(sys.argv[1])))
    EventWorker(connect(settings.jobs_url), handling).work_off()
