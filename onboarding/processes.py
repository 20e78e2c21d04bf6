"""What every process that we start has in common: a private umask and no life after ours."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PRIVATE_UMASK = 0o077
_PR_SET_PDEATHSIG = 1


def end_with_parent(end: signal.Signals, parent: int) -> None:
    """Ask Linux to send this process `end` when `parent`, which started it, is gone.

    Elsewhere there is no such request and nothing happens. The signal also comes when only
    the *thread* that started the process ends, so processes are started from main threads.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(end), 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), end)


def _pledge(end: signal.Signals) -> Callable[[], None] | None:
    """`end_with_parent` to run between fork and exec, with nothing left to load there."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    parent, number = os.getpid(), int(end)

    def pledge() -> None:
        prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)

    return pledge


def start(
    argv: Sequence[str],
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    standard_input: int = subprocess.DEVNULL,
    output: int | None = None,
    keep: Sequence[int] = (),
    end: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a program in its own session, so that Ctrl-C reaches us alone and we choose the order.

    `output` is a file descriptor for its standard output and errors, `keep` are descriptors
    that it inherits, `end` the signal it gets should we be killed. Raises `OSError`.
    """
    return subprocess.Popen(  # noqa: S603 - argv is ours, no shell
        list(argv),
        env=None if environ is None else dict(environ),
        cwd=folder,
        stdin=standard_input,
        stdout=output,
        stderr=output,
        pass_fds=tuple(keep),
        start_new_session=True,
        umask=PRIVATE_UMASK,
        preexec_fn=_pledge(end),
    )


def stop(process: subprocess.Popen[bytes], patience: float) -> int:
    """End a process orderly (SIGTERM), after `patience` seconds by force; its exit status."""
    if process.poll() is None:
        process.terminate()
    try:
        return process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
