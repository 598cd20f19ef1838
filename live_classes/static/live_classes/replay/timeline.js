// Finding things in a class: what is at a moment, what holds some words, where marks stand. Pure.

/** Text without marks, case or double spaces, so that «phan so» finds «Phân số». Twin of accounts.names.fold. */
export function fold(text) {
  const plain = text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
  return plain.split(/\s+/u).filter(Boolean).join(" ");
}

/** Index of the last of `moments` (sorted by `at`) that is not after a position; -1 before the first. */
export function indexAt(moments, ms) {
  let [low, high] = [0, moments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (moments[middle].at <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Indexes of the moments (`{folded}`) that hold all words of a text; all of them where there are no words. */
export function search(moments, text) {
  const words = fold(text).split(" ").filter(Boolean);
  const found = [];
  moments.forEach(({ folded }, index) => {
    if (words.every((word) => folded.includes(word))) found.push(index);
  });
  return found;
}

/** Marks `{kind, at, share}` for a line as long as the class; those of a kind that would cover each other are one. */
export function marks(moments, length, { kinds, leastShare = 0.008 }) {
  const last = new Map();
  const found = [];
  for (const { kind, at } of moments) {
    const share = length ? Math.min(1, at / length) : 0;
    if (!kinds.includes(kind) || share - (last.get(kind) ?? -1) < leastShare) continue;
    last.set(kind, share);
    found.push({ kind, at, share });
  }
  return found;
}

/** Where the next or the previous slide begins; the previous one only after a second, so that two taps go back two. */
export function slideBeside(moments, ms, step) {
  const slides = moments.filter(({ kind }) => kind === "slide");
  if (step > 0) return slides.find(({ at }) => at > ms)?.at ?? null;
  return slides.filter(({ at }) => at < ms - 1000).at(-1)?.at ?? 0;
}

/** Numbers of the minutes whose voice is wanted at a position: this one and those ahead that hold any. */
export function minutesWanted(minuteBytes, ms, ahead = 2) {
  const first = Math.floor(ms / 60_000);
  const wanted = [];
  for (let minute = first; minute < minuteBytes.length && wanted.length < ahead; minute += 1) {
    if (minuteBytes[minute]) wanted.push(minute);
    else if (minute === first) ahead -= 1;
  }
  return wanted;
}

/** Bytes of voice from a position to the end. */
export function bytesFrom(minuteBytes, ms) {
  const first = Math.floor(ms / 60_000);
  const rest = minuteBytes.slice(first + 1).reduce((sum, bytes) => sum + bytes, 0);
  return Math.round(rest + (minuteBytes[first] || 0) * (1 - (ms % 60_000) / 60_000));
}
