/**
 * Says so when the app itself could not be loaded, because the network went away after the first
 * bytes, and loads it as soon as the server answers again. It is the only script outside the app.
 */
(() => {
  const RETRY_MS = 3000;
  const text = document.currentScript.dataset.text;
  let waiting = false;

  async function retry() {
    try {
      const answer = await fetch('/api/health/live', { cache: 'no-store' });
      if (answer.ok) return location.reload();
    } catch {
      // There is still no network.
    }
    setTimeout(retry, RETRY_MS);
  }

  addEventListener('unhandledrejection', () => {
    if (waiting || document.querySelector('main')) return;
    waiting = true;
    const line = document.createElement('p');
    line.setAttribute('role', 'alert');
    line.style.cssText = 'padding: 1.5rem; font: 1.125rem/1.5 system-ui, sans-serif';
    line.textContent = text;
    document.body.prepend(line);
    setTimeout(retry, RETRY_MS);
  });
})();
