/* The console works without this file, with a page for each step. In the bundle htmx stands
   before it, which swaps parts of pages. */
"use strict";

document.addEventListener("htmx:load", (event) => showCopyButtons(event.detail.elt));
