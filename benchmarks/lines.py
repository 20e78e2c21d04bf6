"""The lines of the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """What was measured, what came out, what it should reach, and the numbers behind it."""

    work: str
    value: float
    reach: str
    reached: bool
    detail: str

    def text(self) -> str:
        """One line of a Markdown table."""
        value = f"{self.value:,.0f}" if self.value >= 100 else f"{self.value:.2f}"
        mark = "yes" if self.reached else "**no**"
        return f"| {self.work} | {value} | {self.reach} | {mark} | {self.detail} |"
