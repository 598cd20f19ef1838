// What this person did on the boards, to undo and redo it. Pure: says which event to send.

const UNDOING = { draw: "erase", erase: "restore" };
const REDOING = { draw: "restore", erase: "erase" };

export class History {
  constructor() {
    this.done = []; // {kind: "draw" | "erase", page: key of the board, items}
    this.undone = [];
  }

  /** Note what was done; what had been undone on that page can't be redone any more. */
  did(kind, page, items) {
    this.done.push({ kind, page, items });
    this.undone = this.undone.filter((act) => act.page !== page);
  }

  /** Take back the last act on a page: `{kind, items}` of the event to send, or null. */
  undo(page) {
    const act = take(this.done, page);
    if (!act) return null;
    this.undone.push(act);
    return { kind: UNDOING[act.kind], items: act.items };
  }

  /** Do again what was undone last on a page. */
  redo(page) {
    const act = take(this.undone, page);
    if (!act) return null;
    this.done.push(act);
    return { kind: REDOING[act.kind], items: act.items };
  }

  /** Forget a page that was wiped. */
  forget(page) {
    this.done = this.done.filter((act) => act.page !== page);
    this.undone = this.undone.filter((act) => act.page !== page);
  }

  /** Whether there is something to redo on a page. */
  canRedo(page) {
    return this.undone.some((act) => act.page === page);
  }
}

function take(acts, page) {
  const index = acts.findLastIndex((act) => act.page === page);
  return index < 0 ? null : acts.splice(index, 1)[0];
}

/** Return the own item of a board that was drawn last and is still there: what to undo after a reload. */
export const lastOwn = (items, number) => items.findLast((item) => item.by === number && !item.erased && item.seq) || null;
