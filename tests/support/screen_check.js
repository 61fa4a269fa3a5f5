// Finds on the screen as it is now: text that is not in the catalogue, and text that is cut off.
// `data` are strings that the server sent; the app does not translate them. In a pseudo-locale
// every other letter has an accent, so a plain word is one that is not in the catalogue.
(data) => {
  const READ_ATTRIBUTES = ['alt', 'aria-label', 'aria-valuetext', 'placeholder', 'title', 'abbr'];
  const PLAIN_WORD = /[A-Za-z]{2,}/;
  // Days, times, units and lists are written by Intl, which knows no pseudo-locale.
  const WRITTEN_BY_INTL = new RegExp(
    [
      '\\b(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?\\b',
      '\\b(Jan(uary)?|Feb(ruary)?|Mar(ch)?|Apr(il)?|May|June?|July?|Aug(ust)?)\\b',
      '\\b(Sept?(ember)?|Oct(ober)?|Nov(ember)?|Dec(ember)?)\\b',
      '\\b[AP]M\\b',
      '\\bMB\\b',
      '\\band\\b'
    ].join('|'),
    'g'
  );
  const NEVER_SHOWN = 'script, style, noscript, svg, #svelte-announcer';
  const SLACK_PX = 1.5;

  const known = data.filter((text) => text.length > 1).toSorted((a, b) => b.length - a.length);

  function isPlain(text) {
    let left = text;
    for (const one of known) if (left.includes(one)) left = left.replaceAll(one, ' ');
    return PLAIN_WORD.test(left.replace(WRITTEN_BY_INTL, ' '));
  }

  const shorten = (text) => text.trim().replace(/\s+/g, ' ').slice(0, 80);
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const describe = (element) => {
    const classes = [...element.classList].filter((name) => !name.startsWith('svelte-'));
    return [element.tagName.toLowerCase(), ...classes].join('.');
  };

  // The boxes around a text, up to the page or to a box that scrolls sideways.
  function boxesAround(element) {
    const boxes = [];
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (['auto', 'scroll'].includes(style.overflowX)) break;
      if (!['inline', 'contents'].includes(style.display)) boxes.push(at);
    }
    return boxes;
  }

  // The box whose sides the text crosses; null if it fits.
  function findCrossedBox(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter((line) => line.width > 0.5);
    const left = Math.min(...lines.map((line) => line.left));
    const right = Math.max(...lines.map((line) => line.right));
    return boxesAround(node.parentElement).find((box) => {
      const edge = box.getBoundingClientRect();
      return left < edge.left - SLACK_PX || right > edge.right + SLACK_PX;
    });
  }

  const untranslated = [];
  const clipped = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || element.closest(NEVER_SHOWN) || !isShown(element)) continue;
    if (!element.closest('code') && isPlain(node.data)) untranslated.push(shorten(node.data));
    if (element.closest('.hidden, .skip, option')) continue;
    const box = findCrossedBox(node);
    if (box) clipped.push(`${shorten(node.data)} in ${describe(box)}`);
  }
  for (const element of document.body.querySelectorAll('*')) {
    if (element.closest(NEVER_SHOWN) || !isShown(element)) continue;
    for (const name of READ_ATTRIBUTES) {
      const value = element.getAttribute(name);
      if (value && isPlain(value)) untranslated.push(`${name}: ${shorten(value)}`);
    }
  }
  if (isPlain(document.title)) untranslated.push(`title: ${document.title}`);
  const page = document.scrollingElement;
  if (page.scrollWidth > page.clientWidth + SLACK_PX) {
    clipped.push(`the page is ${page.scrollWidth} px wide`);
  }
  return { untranslated, clipped };
};
