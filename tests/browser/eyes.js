// What a page shows to eyes and hands, as facts.
() => {
  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const LEAST = 24;
  const LEAST_OF_A_BUTTON = 44;
  const MARKS = ["boxShadow", "backgroundColor", "borderColor", "stroke", "strokeWidth"];

  const root = document.documentElement;
  const said = element => element.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  const seen = element => element.checkVisibility({ visibilityProperty: true });
  const box = element => (element.closest("label") || element).getBoundingClientRect();
  const inText = element => {
    const inline = getComputedStyle(element).display === "inline";
    const block = element.parentElement;
    return inline && block.textContent.trim() !== element.textContent.trim();
  };
  const small = (element, least) => {
    const { width, height, right, bottom } = box(element);
    const away = right <= 0 || bottom <= 0; // the way past the menu, until Tab finds it
    return !away && (width < least - .5 || height < least - .5);
  };
  const styled = element => {
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return [outlined, ...MARKS.map(mark => style[mark])].join();
  };
  const look = element => [element, element.closest("label"), ...element.children]
    .filter(Boolean).map(styled);
  const unmarked = element => {
    element.blur(); // a field that was filled in wrongly has the focus from the start
    const before = look(element).join(";");
    element.focus({ focusVisible: true, preventScroll: true });
    const after = look(element).join(";");
    element.blur();
    return before === after;
  };
  const targets = [...document.querySelectorAll(TARGETS)].filter(e => seen(e) && !e.disabled);
  const buttons = targets.filter(e => e.matches("button:not(.link, .plain), .button"));
  const levels = [...document.querySelectorAll("h1, h2, h3, h4")].filter(seen)
    .map(e => Number(e.tagName[1]));
  const names = [...document.querySelectorAll("[placeholder], [aria-label], [title], [alt]")]
    .filter(e => !e.closest("[lang]:not(html)"))
    .flatMap(e => ["placeholder", "aria-label", "title", "alt"].map(n => e.getAttribute(n)));
  const text = () => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [document.title, ...names.filter(Boolean)];
    while (walk.nextNode()) {
      const holder = walk.currentNode.parentElement;
      const shown = !holder.matches("script, option") && seen(holder);
      if (shown && !holder.closest("[lang]:not(html)")) found.push(walk.currentNode.data);
    }
    return found.join("\n");
  };
  return {
    language: root.lang,
    text: text(),
    findings: {
      wide: [root.scrollWidth - root.clientWidth].filter(by => by > 0),
      headings: levels.filter((level, at) => level > (at ? levels[at - 1] + 1 : 1)),
      mainHeadings: [levels.filter(level => level === 1).length].filter(count => count !== 1),
      small: targets.filter(e => !inText(e) && small(e, LEAST)).map(said),
      low: buttons.filter(e => box(e).height < LEAST_OF_A_BUTTON - .5).map(said),
      outOfOrder: [...document.querySelectorAll("[tabindex]")].filter(e => e.tabIndex > 0).map(said),
      unmarked: targets.filter(e => e.tabIndex >= 0 && unmarked(e)).map(said),
    },
  };
}
