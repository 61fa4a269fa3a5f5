/**
 * What is wrong with the screen as it is now: text outside the catalogue, and text that is cut off.
 *
 * `data` are strings that the server sent: they are not translated by the app. In a pseudo-locale
 * every other letter has an accent, so a plain word is one that is not in the catalogue.
 */
(data) => {
  const SHOWN_ATTRIBUTES = ['alt', 'aria-label', 'aria-valuetext', 'placeholder', 'title'];
  const PLAIN_WORD = /[A-Za-z]{2,}/;
  /** Days and units are written by `Intl`, which knows no pseudo-locale. */
  const WRITTEN_BY_INTL =
    /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(day)?\b|\b(Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)\b|\b(January|February|March|April|August|September|October|November|December)\b|\bMB\b|\band\b/g;
  const SLACK_PX = 1.5;

  const known = data.filter((one) => one.length > 1).toSorted((a, b) => b.length - a.length);
  const plain = (text) => {
    let left = text;
    for (const one of known) if (left.includes(one)) left = left.replaceAll(one, ' ');
    return PLAIN_WORD.test(left.replace(WRITTEN_BY_INTL, ' '));
  };
  const short = (text) => text.trim().replace(/\s+/g, ' ').slice(0, 80);
  const nameOf = (element) =>
    `${element.tagName.toLowerCase()}.${[...element.classList].filter((one) => !one.startsWith('svelte-')).join('.')}`;
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const isDrawn = (element) => !element.closest('.hidden, .skip, [aria-hidden="true"] .confetti');
  const scrolls = (style) => ['auto', 'scroll'].includes(style.overflowX);

  /** The elements around a text up to the page or to what can be scrolled sideways. */
  function* boxesAround(element) {
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (scrolls(style)) return;
      if (!style.display.startsWith('inline') || style.display !== 'inline') yield [at, style];
    }
  }

  function cutOff(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter((one) => one.width > 0.5);
    if (rects.length === 0) return null;
    const left = Math.min(...rects.map((one) => one.left));
    const right = Math.max(...rects.map((one) => one.right));
    if (left < -SLACK_PX || right > innerWidth + SLACK_PX) {
      for (const [, style] of boxesAround(node.parentElement)) void style;
    }
    for (const [box, style] of boxesAround(node.parentElement)) {
      const edge = box.getBoundingClientRect();
      if (style.display === 'contents' || edge.width === 0) continue;
      if (left < edge.left - SLACK_PX || right > edge.right + SLACK_PX) return nameOf(box);
    }
    return null;
  }

  const untranslated = [];
  const clipped = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || !element || element.closest('script, style, noscript, svg')) continue;
    if (!isShown(element)) continue;
    if (!element.closest('code') && plain(node.data)) untranslated.push(short(node.data));
    if (!isDrawn(element) || element.closest('option')) continue;
    const box = cutOff(node);
    if (box) clipped.push(`${short(node.data)} in ${box}`);
  }
  for (const element of document.body.querySelectorAll('*')) {
    if (!isShown(element)) continue;
    for (const name of SHOWN_ATTRIBUTES) {
      const value = element.getAttribute(name);
      if (value && plain(value)) untranslated.push(`${name}=${short(value)}`);
    }
  }
  if (plain(document.title)) untranslated.push(`title: ${document.title}`);
  const page = document.scrollingElement;
  if (page.scrollWidth > page.clientWidth + SLACK_PX) clipped.push(`page: ${page.scrollWidth} px wide`);
  return { untranslated, clipped };
};
