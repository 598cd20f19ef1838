// Frames of voice and the sound decoded from them, put together so that it has no seams. Pure.

const RATE = 48; // samples a millisecond
const SEAM_MS = 40; // clocks of devices wander by this much; more is silence

/** Frames (sorted by `mediaMs`) that begin in [from, to). */
export const inWindow = (frames, from, to) => frames.filter(({ mediaMs }) => mediaMs >= from && mediaMs < to);

/** Join `{stream, mediaMs, samples}` that follow each other in one voice; the order in which they come is no matter. */
export function runsOf(sounds) {
  const runs = [];
  const open = new Map();
  for (const sound of [...sounds].sort((a, b) => a.mediaMs - b.mediaMs)) {
    const run = open.get(sound.stream);
    if (run && Math.abs(sound.mediaMs - run.endsMs) <= SEAM_MS) {
      run.parts.push(sound.samples);
      run.endsMs += sound.samples.length / RATE;
    } else {
      const begun = { mediaMs: sound.mediaMs, endsMs: sound.mediaMs + sound.samples.length / RATE, parts: [sound.samples] };
      open.set(sound.stream, begun);
      runs.push(begun);
    }
  }
  return runs.map(({ mediaMs, parts }) => ({ mediaMs, samples: joined(parts) }));
}

function joined(parts) {
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return samples;
}
