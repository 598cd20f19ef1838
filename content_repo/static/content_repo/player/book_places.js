// Where one is in a book (pure).

/** Path of a member in an address. */
export const pathOf = (name) => name.split("/").map(encodeURIComponent).join("/");

/** Member and fragment that an address means, or null where it leads out of the book below `base`. */
export function placeOf(address, base) {
  const [path, fragment = ""] = address.split("#");
  if (!path.startsWith(base)) return null;
  try {
    return { name: decodeURIComponent(path.slice(base.length).split("?")[0]), fragment: decodeURIComponent(fragment) };
  } catch {
    return null;
  }
}

/** How much of the book lies before a place, in percent, by the length of its chapters. */
export function percentOf(chapters, { chapter, fraction }) {
  const total = chapters.reduce((sum, one) => sum + one.bytes, 0);
  const before = chapters.slice(0, chapter).reduce((sum, one) => sum + one.bytes, 0);
  const here = (chapters[chapter]?.bytes ?? 0) * fraction;
  return total ? Math.min(100, Math.round((100 * (before + here)) / total)) : 0;
}
