// Which page a person looks at, and what is on its board. Pure.

export const BLANK = "blank";

/** Name of a page in `state.boards`. */
export const boardKey = ({ deck, page }) => `${deck}:${page}`;

/** Return how many pages a deck has in this room: blank pages are as many as were used. */
export function pagesOf(state, deck) {
  if (deck !== BLANK) return state.decks[deck]?.pages ?? 1;
  const used = Object.keys(state.boards).filter((key) => key.startsWith(`${BLANK}:`)).map((key) => Number(key.split(":")[1]));
  return Math.max(1, ...used, state.slide?.deck === BLANK ? state.slide.page : 1);
}

/** Return the page everybody is led to: of the own group while groups are open, else the class's; null before the first. */
export function ledPage(state, number) {
  const group = state.groups ? state.groups.numbers.findIndex((numbers) => numbers.includes(number)) : -1;
  return group < 0 ? state.slide : { deck: `group-${group}`, page: 1 };
}

/** Return `{deck, page, isOwnWay}`: what was chosen to look at, as long as it is there, else the led page. */
export function shownPage(state, number, chosen) {
  const led = ledPage(state, number);
  if (!chosen || !isThere(state, chosen)) return led && { ...led, isOwnWay: false };
  const isLed = led && boardKey(led) === boardKey(chosen);
  return { ...chosen, isOwnWay: !isLed };
}

function isThere(state, { deck, page }) {
  if (deck.startsWith("group-")) return Boolean(state.groups);
  return (deck === BLANK || deck in state.decks) && page >= 1 && page <= pagesOf(state, deck);
}

/** Return the page some steps away in the same deck; null where there is none. */
export function pageBeside(state, view, steps) {
  const page = view.page + steps;
  return page >= 1 && page <= pagesOf(state, view.deck) ? { deck: view.deck, page } : null;
}

/** Whether a person may draw on a page; the server decides, this only shows and hides the tools. */
export function mayDraw(state, { number, isLeading }, view) {
  if (!view || state.phase !== "open") return false;
  if (isLeading) return true;
  if (view.deck.startsWith("group-")) return ledPage(state, number)?.deck === view.deck;
  return state.pens.includes(number);
}

/** Whether what was on its way stands in the state already. */
export function isStored(state, { type, data }, number) {
  if (type !== "stroke") return true;
  const keys = Object.keys(data).filter((key) => key !== "deck" && key !== "page");
  return (state.boards[boardKey(data)] || []).some((item) => item.by === number && keys.every((key) => item[key] === data[key]));
}

/** Return the items of a page as this person should see them: with what is on its way already done, and marked. */
export function boardItems(state, pending, view) {
  const here = pending.filter(({ data }) => data.deck === view.deck && data.page === view.page);
  const change = new Map();
  for (const { type, data } of here) {
    for (const seq of data.items || []) change.set(seq, type === "erase");
  }
  const stored = (state.boards[boardKey(view)] || []).map((item) =>
    change.has(item.seq) ? { ...item, erased: change.get(item.seq) } : item);
  const waiting = here.filter(({ type }) => type === "stroke").map(({ cid, data }) => ({ ...data, cid, isWaiting: true }));
  return [...stored, ...waiting];
}
