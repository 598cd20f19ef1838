// What this device's own link gives: measured from the pages it loads, remembered between them.
const KEY = "link";
const MIN_BYTES = 3000; // a smaller answer tells of latency only

function measured() {
  const [page] = performance.getEntriesByType("navigation");
  if (!page || !page.transferSize || page.encodedBodySize < MIN_BYTES) return null;
  // Body time alone flatters a page that came in one burst, so the wait for its first byte counts half.
  const waitMs = Math.max(page.responseStart - page.requestStart, 1);
  const bodyMs = page.responseEnd - page.responseStart;
  const ms = Math.max(bodyMs + waitMs / 2, 1);
  return { kbps: (page.encodedBodySize * 8) / ms, rttMs: waitMs };
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

/** Record bytes sent or received in milliseconds (an upload or a download that was watched). */
export function recordTransfer(bytes, ms) {
  if (bytes < MIN_BYTES || ms <= 0) return;
  remember({ kbps: (bytes * 8) / ms, rttMs: linkSpeed().rttMs || 0 });
}

function remember(now) {
  const before = remembered();
  const kbps = before ? before.kbps * 0.6 + now.kbps * 0.4 : now.kbps;
  try {
    localStorage.setItem(KEY, JSON.stringify({ kbps, rttMs: now.rttMs }));
  } catch { /* private mode: this page's own figure will do */ }
  return { kbps, rttMs: now.rttMs };
}

let current = null;

/** Speed of this link: `{kbps, rttMs}`; `kbps` is 0 while unknown. */
export function linkSpeed() {
  if (current) return current;
  const now = measured();
  current = now ? remember(now) : remembered();
  return current || { kbps: 0, rttMs: 0 };
}
