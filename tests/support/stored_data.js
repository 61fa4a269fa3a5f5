// Everything that the browser keeps of the app, for a test that looks at all of it.
async () => {
  const found = {};
  for (const { name, version } of await indexedDB.databases()) {
    const db = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name, version);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of db.objectStoreNames) {
      const reading = db.transaction(store).objectStore(store);
      const read = (request) =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const keys = await read(reading.getAllKeys());
      const values = await read(reading.getAll());
      keys.forEach((key, place) => {
        found[`indexedDB ${name} ${store} ${key}`] = JSON.stringify(values[place]);
      });
    }
    db.close();
  }
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      found[`cache ${name} ${new URL(request.url).pathname}`] = '';
  for (const [kind, storage] of Object.entries({ localStorage, sessionStorage }))
    for (const key of Object.keys(storage)) found[`${kind} ${key}`] = storage.getItem(key);
  found['history'] = JSON.stringify(history.state);
  const worker = await navigator.serviceWorker?.getRegistration();
  const push = await worker?.pushManager?.getSubscription();
  if (push) found['push'] = JSON.stringify(push);
  for (const notice of (await worker?.getNotifications()) ?? []) found[`notice ${notice.tag}`] = '';
  return found;
};
