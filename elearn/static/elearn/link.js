// What this device's own link gives: measured from the pages it loads, remembered between them.
import { keep, kept } from "./device.js";

const KEY = "link";
const MIN_BYTES = 3000; // a smaller answer tells of latency only
const MIN_MS = 2; // clocks of browsers are coarse

function measured() {
  // The largest answer of this page tells most; its body alone is timed, so a slow server does not look like a slow link.
  const answers = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const largest = answers
    .filter((entry) => entry.transferSize > 0 && entry.encodedBodySize >= MIN_BYTES)
    .sort((a, b) => b.encodedBodySize - a.encodedBodySize)[0];
  if (!largest) return null;
  const ms = Math.max(largest.responseEnd - largest.responseStart, MIN_MS);
  const rttMs = Math.max(largest.connectEnd - largest.connectStart, largest.responseStart - largest.requestStart, 1);
  return { kbps: (largest.encodedBodySize * 8) / ms, rttMs };
}

/** Record bytes sent or received in milliseconds (an upload or a download that was watched). */
export function recordTransfer(bytes, ms) {
  if (bytes < MIN_BYTES || ms <= 0) return;
  remember({ kbps: (bytes * 8) / ms, rttMs: linkSpeed().rttMs || 0 });
}

function remember(now) {
  const before = kept(KEY);
  // Multiplied, not added: from school's fibre to a phone's 2G takes two pages, not ten.
  const kbps = before ? before.kbps ** 0.4 * now.kbps ** 0.6 : now.kbps;
  const speed = { kbps, rttMs: now.rttMs };
  keep(KEY, speed); // in private mode this page's own figure will do
  return speed;
}

let current = null;

/** Speed of this link: `{kbps, rttMs}`; `kbps` is 0 while unknown. */
export function linkSpeed() {
  if (current) return current;
  const now = measured();
  current = now ? remember(now) : kept(KEY);
  return current || { kbps: 0, rttMs: 0 };
}
