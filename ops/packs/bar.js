// The bar over a previewed page: choice of lesson, findings, and a reload after each save.
const look = `
  :host {
    display: block; position: sticky; inset-block-start: 0; z-index: 99;
    font: 13px/1.4 system-ui, sans-serif;
  }
  details { background: #14161f; color: #fff; max-height: 60vh; overflow: auto; }
  summary {
    display: flex; gap: .75rem; align-items: center; height: 2.25rem; box-sizing: border-box;
    padding: 0 .75rem; cursor: pointer;
  }
  summary b { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .error { color: #ff9b8f } .warning { color: #ffd479 } .none { color: #8fe3b0 }
  select, button { font: inherit; max-width: 40vw; }
  ol { margin: 0; padding: .25rem .75rem .75rem 2rem; }
  li { margin-block: .4rem } small { display: block; opacity: .8 }`;

const make = (tag, fields = {}, ...inside) => {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...inside);
  return element;
};
const chosen = new URLSearchParams(location.search).get('lesson') ?? '';
const open = (lesson) => location.assign(lesson ? `/?lesson=${encodeURIComponent(lesson)}` : '/');

async function restart() {
  await fetch('/preview/restart', { method: 'POST', body: '{}' });
  open(chosen);
}

function lessons(status) {
  const select = make('select', { ariaLabel: 'Lesson', onchange: () => open(select.value) });
  select.append(make('option', { value: '', textContent: 'All lessons' }));
  for (const { id, title, language } of status.lessons) {
    select.append(make('option', { value: id, textContent: title, lang: language, dir: 'auto' }));
  }
  select.value = chosen;
  return select;
}

function verdict(findings) {
  const count = findings.length;
  const failed = findings.some((one) => one.severity === 'error');
  const worst = failed ? 'error' : count ? 'warning' : 'none';
  const text = count ? `${count} finding${count > 1 ? 's' : ''}` : 'nothing to mend';
  return make('span', { className: worst, textContent: text });
}

function finding(one) {
  const place = `${one.file}:${one.line} `;
  const where = make('strong', { className: one.severity, textContent: place });
  const why = make('small', { textContent: one.why });
  return make('li', {}, where, `${one.what} — ${one.fix}`, why);
}

// The bar takes its own space, so that the last button of the app stays visible. The app lays out
// every <div> in the body.
const room = 'body > div { min-block-size: calc(100dvh - 2.25rem) !important; }';
const host = make('preview-bar');
const inner = host.attachShadow({ mode: 'open' });
function show(status) {
  const words = status.title ? { lang: status.language, dir: 'auto' } : {};
  const title = make('b', { textContent: status.title || 'Preview', ...words });
  const button = make('button', { type: 'button', textContent: 'Start over', onclick: restart });
  const summary = make('summary', {}, title, lessons(status), button, verdict(status.findings));
  const list = make('ol', {}, ...status.findings.map(finding));
  const details = make('details', { open: !status.title }, summary, list);
  inner.replaceChildren(make('style', { textContent: look }), details);
}

let revision = null;
const news = new EventSource('/preview/news');
news.onmessage = ({ data }) => {
  if (revision !== null && revision !== data) location.reload();
  revision = data;
};
show(await (await fetch('/preview/status')).json());
document.head.append(make('style', { textContent: room }));
document.body.prepend(host);
