import { describe, expect, it } from 'vitest';
import { isCardHtml, trustCard, trustServiceWorker } from './trustedTypes.ts';

describe('what becomes HTML', () => {
  it.each([
    '<p>Look up &amp; smile, 2 &lt; 3.</p>',
    '<ol start="7"><li>One<br>more</li></ol>',
    '<blockquote><p><em>Kind</em> and <strong>quick</strong></p></blockquote>',
    '<p><img src="/api/media/0a1b/media/two-doors.svg" alt="Two doors > one"></p>',
    ''
  ])('is a card: %s', (html) => {
    expect(isCardHtml(html)).toBe(true);
    expect(trustCard(html)).toBe(html);
  });

  it.each([
    '<script>alert(1)</script>',
    '<p onclick="alert(1)">Look</p>',
    '<img src="x" onerror="alert(1)">',
    '<img src="/api/media/a/b.svg" onload="alert(1)">',
    '<img src="https://elsewhere.example/x.png">',
    '<img src="/api/media/a"b" alt="c">',
    '<p><a href="javascript:alert(1)">Look</a></p>',
    '<!-- <p>Look</p> -->',
    '<svg><style>*{}</style></svg>',
    '<P>Look</P>',
    '<p style="color: red">Look</p>',
    '<ol start="1" start="2"></ol>',
    '<iframe srcdoc="<p>Look</p>"></iframe>',
    'open <'
  ])('is never anything else: %s', (html) => {
    expect(isCardHtml(html)).toBe(false);
    expect(trustCard(html)).not.toContain('<');
  });
});

it('is the service worker and no other script', () => {
  expect(trustServiceWorker()).toBe('/service-worker.js');
});
