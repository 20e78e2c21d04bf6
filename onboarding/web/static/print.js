/* Buttons that print the page: <button data-print hidden>. They need a script, so they show
   themselves where one runs. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
});
