// Counts the requests that are not answered yet in `pendingRequests`.
(() => {
  window.pendingRequests = 0;
  const fetchOriginal = window.fetch;
  window.fetch = async (...request) => {
    window.pendingRequests += 1;
    try {
      const response = await fetchOriginal(...request);
      await response.clone().arrayBuffer().catch(() => null);
      return response;
    } finally {
      window.pendingRequests -= 1;
    }
  };
})();
