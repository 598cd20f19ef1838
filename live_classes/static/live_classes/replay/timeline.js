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

/** Numbers of the pieces whose voice is wanted at a position: this one and those that follow, where there is any. */
export function piecesWanted(minuteBytes, ms, { pieceMs, ahead }) {
  const first = Math.floor(ms / pieceMs);
  const numbers = Array.from({ length: ahead + 1 }, (_, index) => first + index);
  return numbers.filter((number) => minuteBytes[Math.floor((number * pieceMs) / 60_000)]);
}
