// What a person's work in packages has not sent yet: in localStorage, over reloads and days, one entry an item.
// Keys carry the person, so that a shared machine never sends or shows one pupil's work as another's.
import { keep, kept } from "../elearn/device.js";

export class WorkStore {
  constructor(person) {
    this.root = `work/${person}/`;
    this.spare = new Map(); // where the device's storage is full or forbidden: until the page goes
  }

  /** Whether everything lies on the device, so that the page may be closed. */
  get isSafe() {
    return !this.spare.size;
  }

  #read(key) {
    return this.spare.get(key) || kept(key);
  }

  #write(key, value) {
    this.spare.delete(key);
    if (keep(key, value) || !value) return;
    keep(key, null); // an older value under this key must not come back
    this.spare.set(key, value);
  }

  #keys(kind) {
    const start = `${this.root}${kind}/`;
    let names = [];
    try {
      names = Object.keys(localStorage);
    } catch { /* forbidden */ }
    return [...new Set([...names, ...this.spare.keys()])].filter((key) => key.startsWith(start));
  }

  /** Statements that wait, oldest first: `[{address, statement, at}]`. */
  statements() {
    const found = this.#keys("s").map((key) => this.#read(key)).filter((one) => one?.statement);
    return found.sort((one, other) => one.at - other.at);
  }

  addStatement(address, statement) {
    this.#write(`${this.root}s/${statement.id}`, { address, statement, at: Date.now() });
  }

  dropStatements(ids) {
    for (const id of ids) this.#write(`${this.root}s/${id}`, null);
  }

  /** Places that wait: `[{address, key, value, at}]`; a value of null forgets. */
  states(address) {
    const found = this.#keys("v").map((key) => this.#read(key)).filter((one) => one?.key);
    return found.filter((one) => !address || one.address === address);
  }

  setState(address, key, value, at) {
    this.#write(`${this.root}v/${address}${key}`, { address, key, value, at });
  }

  /** Forget a place that was sent, unless it has changed since. */
  dropState({ address, key, at }) {
    const name = `${this.root}v/${address}${key}`;
    if (this.#read(name)?.at === at) this.#write(name, null);
  }

  dropStates(address) {
    for (const one of this.states(address)) this.dropState(one);
  }
}
