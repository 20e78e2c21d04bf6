"""`make screenshots`: a picture of every page at each width, in each language and theme."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    pages = Path(__file__).with_name("test_pages.py")
    sys.exit(pytest.main(["-q", "--every-look", str(pages)]))
