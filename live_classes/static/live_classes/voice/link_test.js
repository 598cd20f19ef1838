// What the link gives now: answer time by the median of small requests, speed by the best of a few larger ones.

const LOOKS = 4;
const LOADS = 3;
const OFTEN = LOOKS + LOADS;
// What a level needs on the wire, in kbit/s; a class with voice alone takes some 25 (the rest is for slides).
const NEEDS = [[60, 3], [32, 2]];

/** Return the middle of some numbers. */
export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Return what a link is good for: 3 board and clear voice, 2 voice, 1 text, 0 no link. */
export function linkLevel({ kbps }) {
  if (!kbps) return 0;
  return NEEDS.find(([needed]) => kbps >= needed)?.[1] ?? 1;
}

/** Bytes that a measurement costs. */
export const priceOf = (probeBytes) => LOADS * probeBytes;

async function timed(address, method) {
  const began = performance.now();
  const answer = await fetch(address, { method, cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new TypeError("link");
  const headers = performance.now() - began;
  const bytes = (await answer.arrayBuffer()).byteLength;
  return { bytes, headers, ms: performance.now() - began };
}

/** Measure `{rttMs, kbps}` at an address that gives bytes; `onStep(n, all)` is told of each request. */
export async function measureLink(address, onStep = () => {}) {
  const looks = [];
  const rates = [];
  for (let turn = 0; turn < OFTEN; turn += 1) {
    onStep(turn + 1, OFTEN);
    const isLook = turn < LOOKS;
    const seen = await timed(`${address}?do=${turn}-${Date.now()}`, isLook ? "HEAD" : "GET");
    if (isLook) looks.push(seen.headers);
    else rates.push((seen.bytes * 8) / Math.max(seen.ms - median(looks) / 2, 1));
  }
  return { rttMs: median(looks.slice(1)), kbps: median(rates) };
}
