/* Buttons that put a text on the clipboard: <button data-copy="text" data-done="word" hidden>.
   They need a script, so they show themselves where one runs. */
"use strict";

const showCopyButtons = (root) => {
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
};

// Where the page isn't on https the clipboard is closed, and the older way is left.
const putOnClipboard = async (text) => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await putOnClipboard(button.dataset.copy);
  if (button.dataset.done) button.textContent = button.dataset.done;
});

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", () => showCopyButtons(document));
} else {
  showCopyButtons(document);
}
