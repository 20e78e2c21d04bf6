"""Somebody with a keyboard and no mouse, who sees where the focus is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Page, expect

# Where the focus is: its name, whether it is marked and in sight, whether it lies after the last.
HERE: Final = """() => {
  const here = document.activeElement;
  if (here === document.body) return null;
  const marked = [here, here.closest("label")].filter(Boolean).some(each => {
    const look = getComputedStyle(each);
    return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  });
  const box = (here.closest("label") || here).getBoundingClientRect();
  const before = window.lastFocus?.isConnected ? window.lastFocus : null;
  window.lastFocus = here;
  return {
    name: (here.getAttribute("aria-label") || here.labels?.[0]?.innerText || here.innerText).trim(),
    field: here.name || "",
    inside: here.closest("main") !== null,
    marked,
    inSight: box.top < innerHeight && box.bottom > 0 && box.left < innerWidth && box.right > 0,
    after: !before || Boolean(before.compareDocumentPosition(here) & 4),
  };
}"""
MOST: Final = 120


@dataclass
class Keyboard:
    """The keys of a page."""

    page: Page

    def step(self) -> dict[str, Any] | None:
        """Go on by Tab; where the focus is then, None when it has left the page."""
        self.page.keyboard.press("Tab")
        here: dict[str, Any] | None = self.page.evaluate(HERE)
        if here:
            assert here["marked"], here
            assert here["inSight"], here
        return here

    def to(self, name: str) -> None:
        """Go on by Tab to what is called so, by its words or its field's name."""
        passed = []
        for _ in range(MOST):
            here = self.step()
            if here and (here["field"] == name or here["name"].startswith(name)):
                return
            passed.append(here and (here["field"] or here["name"]))
        raise AssertionError((name, passed))

    def press(self, name: str, key: str = "Enter") -> None:
        """Go to it and press it."""
        self.to(name)
        self.page.keyboard.press(key)

    def fill(self, name: str, text: str) -> None:
        """Go to a field and write over what is in it."""
        self.to(name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose(self, name: str, words: str) -> None:
        """Go to one of several that exclude each other, and on by arrow to the one wanted."""
        self.to(name)
        wanted = self.page.get_by_role("radio", name=words)
        for _ in range(MOST):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(words)

    def walk(self) -> int:
        """Once through the page, each stop after the one before; how many there are."""
        for stops in range(MOST):
            here = self.step()
            if here is None or not here["after"]:
                assert stops, "nothing to go to"
                return stops
        raise AssertionError("no way out")


def at(page: Page, words: str) -> None:
    """Wait until the page has a heading of these words."""
    expect(page.get_by_role("heading", name=words).first).to_be_visible()
