"""`make screenshots`: the browser tests leave a picture of every page they pass."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main(["-q", "-m", "browser", str(Path(__file__).parent)]))
