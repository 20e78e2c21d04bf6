/* The pages without this file work; it saves a step here and there. */
"use strict";

const NEXT = "input:not([type=hidden]), select, textarea, button";

// The nickname while one types: the server says it, out of those fields alone that it is made of.
const showNickname = (form) => {
  const shown = form.querySelector("[data-nickname]");
  if (!shown) return;
  const madeOf = shown.dataset.madeOf.split(" ");
  let soon;
  let turn = 0;
  const ask = async () => {
    const mine = ++turn;
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (name === "csrf_token" || madeOf.includes(name)) sent.append(name, value);
    }
    const answer = await fetch(shown.dataset.nickname, { method: "POST", body: sent }).catch(() => null);
    if (mine !== turn || !answer?.ok) return;
    shown.value = await answer.text();
    shown.parentElement.hidden = !shown.value;
  };
  const typed = (event) => {
    // Letters that a Chinese keyboard is still turning into characters are no name yet.
    if (event.isComposing || !madeOf.includes(event.target.name)) return;
    clearTimeout(soon);
    soon = setTimeout(ask, 250);
  };
  form.addEventListener("input", typed);
  form.addEventListener("compositionend", typed);
  if (form.querySelector("#pupil0, #name")?.value) ask();
};

// The keyboard's "next" goes to the next field.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.target.enterKeyHint !== "next") return;
  event.preventDefault();
  const fields = [...event.target.form.querySelectorAll(NEXT)].filter((each) => each.checkVisibility?.() ?? true);
  fields[fields.indexOf(event.target) + 1]?.focus();
});

// A second tap does nothing; whoever comes back finds the button again.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button) setTimeout(() => { button.disabled = true; });
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false;
});

// A page that waits for somebody else looks now and then whether it has changed, and less
// and less often; not while it is out of sight, nor under the hands of whoever uses it.
const SOONEST = 10_000;
const LATEST = 60_000;
let pause = SOONEST;
let again;
let typedHere = false;

const inUse = () => typedHere || document.querySelector("main form :focus, main details[open]");

const renew = async () => {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok || inUse()) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.title = page.title;
  showCopyButtons(document);
  pause = SOONEST;
};

const look = async () => {
  clearTimeout(again);
  const page = document.querySelector("[data-watch]");
  if (!page) return;
  if (!document.hidden && !inUse()) {
    const answer = await fetch(page.dataset.watch).catch(() => null);
    pause = Math.min(pause * 1.5, LATEST);
    if (answer?.ok && (await answer.text()) !== page.dataset.state) await renew();
  }
  again = setTimeout(look, pause);
};

document.addEventListener("input", () => { typedHere = true; });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && again) look();
});

for (const form of document.forms) showNickname(form);
if (document.querySelector("[data-watch]")) again = setTimeout(look, pause);
