// Collects every string that the server sends, as it may appear on the screen, in `apiStrings`.
(() => {
  window.apiStrings = new Set();

  /** A greeting shows the first name alone, and a gap text its pieces between the gaps. */
  function keepText(text, key) {
    apiStrings.add(text);
    if (key === 'name') apiStrings.add(text.split(' ')[0]);
    for (const piece of text.split(/_{3,}/)) apiStrings.add(piece.trim());
    if (text.includes('<')) keepHtml(text);
  }

  function keepHtml(html) {
    const body = new DOMParser().parseFromString(html, 'text/html').body;
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) apiStrings.add(walker.currentNode.data.trim());
    for (const picture of body.querySelectorAll('[alt]')) apiStrings.add(picture.alt);
  }

  function keep(value, key) {
    if (typeof value === 'string') keepText(value, key);
    else if (value && typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) keep(inner, name);
    }
  }

  const fetchOriginal = window.fetch;
  window.fetch = async (...request) => {
    const response = await fetchOriginal(...request);
    const body = await response.clone().json().catch(() => null);
    keep(body, '');
    return response;
  };
})();
