// A pupil's work in packages: what the player hands over is kept on the device until the server has it.
import { WorkSender } from "./work_sender.js";
import { WorkStore } from "./work_store.js";

const VERBS = "http://adlnet.gov/expapi/verbs/";
const KEPT_VERBS = new Set([
  ...["attempted", "answered", "progressed", "completed", "passed", "failed"].map((verb) => VERBS + verb),
  "http://id.tincanapi.com/verb/viewed",
]);
const MOST_RESPONSE = 4000;
const MOST_STATEMENT = 15_000;
const MOST_VALUE = 100_000;
const TRIES = [0, 1500, 4000, 8000];
const MOST_KEYS = 200;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/.source;
// A key is the end of an address to which the page writes in the pupil's name: nothing in it may lead elsewhere.
const KEY = new RegExp(`^(?:state/(?:main|${UUID})|cmi/(?!\\.+$)[\\p{L}\\p{N}_.:-]{1,100}|position)$`, "u");
const LONG_AGO = 1; // of the clock: older than all that the server can have

const person = document.querySelector("[data-person]")?.dataset.person || "";
const store = new WorkStore(person);
const sender = new WorkSender(person, store, say);
const restarted = new Set();

/** Show in words how far the work of one package is kept; the words stand in data attributes of the place for them. */
function say(address, word) {
  for (const place of document.querySelectorAll("[data-work-status]")) {
    if (place.dataset.workStatus !== address) continue;
    place.dataset.state = word;
    place.querySelector("[data-words]").textContent = place.dataset[word] || "";
  }
}

/** A UUID; `crypto.randomUUID` is not there on plain HTTP. */
function newId() {
  const raw = crypto.getRandomValues(new Uint8Array(16));
  raw[6] = (raw[6] & 0x0f) | 0x40;
  raw[8] = (raw[8] & 0x3f) | 0x80;
  const hex = [...raw].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]].map(([from, to]) => hex.slice(from, to)).join("-");
}

/** The JSON of what a frame sent; empty for what has none (a loop, numbers without end). */
function textOf(value) {
  try {
    return JSON.stringify(value ?? null) || "";
  } catch {
    return "";
  }
}

/** The statement without what the server does not keep; null for one that is of no use to anybody. */
function slim(statement) {
  if (!KEPT_VERBS.has(statement?.verb?.id) || !textOf(statement)) return null;
  const { id, verb, object, result, timestamp } = statement;
  const kept = { id: id || newId(), verb: { id: verb.id }, timestamp: timestamp || new Date().toISOString() };
  if (typeof kept.id !== "string") return null;
  if (object?.id || object?.definition) kept.object = { id: object.id, definition: object.definition };
  if (result && typeof result === "object") kept.result = { ...result };
  if (typeof kept.result?.response === "string" && kept.result.response.length > MOST_RESPONSE) {
    kept.result.response = `${kept.result.response.slice(0, MOST_RESPONSE - 1)}…`;
  }
  const size = () => new Blob([JSON.stringify(kept)]).size;
  if (kept.object?.definition && size() > MOST_STATEMENT) delete kept.object.definition.choices;
  if (kept.object && size() > MOST_STATEMENT) delete kept.object.definition;
  return size() > MOST_STATEMENT ? null : kept;
}

class Work {
  constructor(address) {
    this.address = address;
  }

  /**
   * Where the pupil stopped: what the server has, and over it what this device has not sent yet. When nobody answers
   * the pupil starts from what is here; what comes of it must not overwrite what the server may have.
   */
  async states() {
    await Promise.race([sender.run(), new Promise((resolve) => setTimeout(resolve, TRIES[2]))]);
    for (const pause of TRIES) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      const answer = await fetch(`${this.address}states/`, { headers: { "X-Person": person } }).catch(() => null);
      if (answer?.ok) return this.#withOwn(await answer.json());
      if (answer && answer.status < 500 && answer.status !== 429) return this.#withOwn({});
    }
    this.isBlind = true;
    return this.#withOwn({});
  }

  #withOwn(states) {
    const all = { ...states };
    for (const { key, value } of store.states(this.address)) {
      if (value === null) delete all[key];
      else all[key] = value;
    }
    return all;
  }

  /** Keep where the pupil stopped; `null` forgets. */
  save(key, value) {
    if (restarted.has(this.address) || typeof key !== "string" || !KEY.test(key)) return;
    const text = textOf(value);
    if (!text || text.length > MOST_VALUE) return;
    const waiting = store.states(this.address);
    if (waiting.length >= MOST_KEYS && !waiting.some((one) => one.key === key)) return;
    const isOwn = waiting.some((one) => one.key === key && one.at > LONG_AGO);
    store.setState(this.address, key, value ?? null, this.isBlind && !isOwn ? LONG_AGO : Date.now());
    this.#told();
    sender.stateChanged();
  }

  /** Keep an xAPI statement. */
  record(statement) {
    const kept = slim(statement);
    if (!kept) return;
    store.addStatement(this.address, kept);
    this.#told();
    sender.soon();
  }

  #told() {
    say(this.address, !store.isSafe ? "full" : navigator.onLine ? "sending" : "waiting");
  }

  /** Send now what is unsent. */
  flush() {
    return sender.run({ isLeaving: document.hidden });
  }
}

/** The work of the pupil of this page in one package; `address` is the `data-work` of its section. */
export const openWork = (address) => new Work(address);

// «Làm lại từ đầu»: a place that is still on its way must not bring back what the pupil gives up.
document.addEventListener("submit", (event) => {
  const address = event.target.dataset.workRestart;
  if (!address || event.defaultPrevented) return;
  restarted.add(address);
  sender.stop();
  store.dropStates(address);
});

if (person && (store.states().length || store.statements().length)) sender.soon(0);
