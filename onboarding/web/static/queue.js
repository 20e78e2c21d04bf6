/* The queue: choosing many with a tap, and keys. Without it each of these is a link or a button. */
"use strict";

{
  const asks = document.getElementById("asks");
  const bar = asks?.querySelector(".dock");
  const sheet = document.getElementById("decline");
  const boxes = () => [...asks.querySelectorAll("input[name=item]")];
  const rows = () => [...asks.querySelectorAll(".asks > li")];
  const rowOf = (element) => element?.closest(".asks > li");
  const chosen = () => boxes().filter((box) => box.checked);

  const count = () => {
    const number = chosen().length;
    bar.querySelector("[data-picked]").textContent = number;
    bar.querySelector("[data-picked-line]").hidden = false;
    for (const button of bar.querySelectorAll("[data-picked-only]")) button.disabled = !number;
    for (const button of asks.querySelectorAll("[data-pick=none]")) button.hidden = !number;
    const sure = asks.querySelector("[data-pick=strong] .badge");
    if (sure) sure.textContent = boxes().filter((box) => "sure" in box.dataset).length;
    name();
  };

  // The sheet lies over the rows, so it says itself whom it is about.
  const name = () => {
    const names = chosen().map((box) => rowOf(box).querySelector(".name").textContent);
    const list = sheet.querySelector("[data-whom]");
    list.replaceChildren(...names.map((each) => Object.assign(document.createElement("li"), { textContent: each })));
    list.hidden = !names.length;
    sheet.querySelector("[data-nobody]").hidden = names.length > 0;
    sheet.querySelector("[data-count]").textContent = names.length || "";
  };

  const opened = () => {
    if (sheet.open) rowOf(chosen()[0])?.scrollIntoView({ block: "start" });
  };

  const pick = (what) => {
    for (const box of boxes()) box.checked = what === "all" || (what === "strong" && "sure" in box.dataset);
    count();
  };

  // -- keys

  const go = (by) => {
    const all = rows();
    const at = all.indexOf(rowOf(document.activeElement));
    const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };

  const current = () => rowOf(document.activeElement);

  const choose = () => {
    const box = current()?.querySelector("input[name=item]");
    if (!box) return;
    box.checked = !box.checked;
    count();
  };

  const approve = () => {
    if (chosen().length) bar.querySelector("[value=approve]").click();
    else current()?.querySelector(".foot button, .foot a")?.click();
  };

  const decline = () => {
    if (!chosen().length) choose();
    sheet.open = true;
    sheet.querySelector("select").focus();
  };

  const help = () => document.getElementById("keys").showModal();
  const search = () => document.getElementById("words").focus();
  const KEYS = { j: () => go(1), k: () => go(-1), x: choose, a: approve, d: decline, "/": search, "?": help };

  const inField = (element) => element.matches("input:not([type=checkbox]), select, textarea");

  const press = (event) => {
    const key = KEYS[event.key];
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    if (inField(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    key();
  };

  // -- what goes on while an answer is on its way, and when it has come

  let left = ""; // the row whose button was pressed: the focus goes back to it

  const sent = (event) => {
    const one = event.submitter?.name === "one" ? rowOf(event.submitter) : null;
    left = one?.id ?? "";
    for (const row of one ? [one] : chosen().map(rowOf)) row.classList.add("sending");
  };

  const came = (event) => {
    if (event.detail.target?.id === "news") return count(); // nothing that was sent from here
    for (const row of asks.querySelectorAll(".sending")) row.classList.remove("sending");
    if (!chosen().length) sheet.open = false;
    if (left && document.activeElement === document.body) document.getElementById(left)?.focus();
    count();
  };

  // What the page hears by itself moves no row from under the finger.
  const stay = (event) => {
    const { fragment, target } = event.detail;
    const still = fragment.querySelector(".ask.meanwhile") || target.matches(".together > p");
    if (still) target.style.minHeight = `${target.getBoundingClientRect().height}px`;
    else target.removeAttribute("style");
  };

  if (bar) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-pick]");
      if (link) {
        event.preventDefault();
        pick(link.dataset.pick);
      }
      if (event.target.closest("[data-keys]")) help();
    });
    asks.addEventListener("change", count);
    sheet.addEventListener("toggle", opened);
    document.addEventListener("htmx:oobBeforeSwap", stay);
    asks.addEventListener("submit", sent, true);
    document.addEventListener("htmx:afterSettle", came);
    document.addEventListener("htmx:sendError", came);
    document.addEventListener("keydown", press);
    for (const part of document.querySelectorAll("[data-keys], [data-keys-hint]")) part.hidden = false;
    count();
  }
}
