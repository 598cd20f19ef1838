// What is known of a pupil's work in a package, and what of it is told to the page of the site.
//
// Kept under `cmi/<item>`: `{cmi, total, isDone, summary, told}`, and under `cmi/_` what belongs to the whole package:
// `{attempt, began, organization, item, opened, attempts, shared, outcome}`.

import { courseResult, merged } from "./rollup.js";
import { Course, shareObjectives } from "./sequencing.js";
import { answered, attempted, clean, identifier, outcomes } from "./statements.js";
import { summaryOf } from "./model.js";

const WHOLE = "cmi/_";
const MAX_CHARS = 95_000; // the server takes 100,000
const MAX_TOLD = 300;
const VIEWED = { status: "completed", completion: "completed", success: "unknown", score: null };

export class Journal {
  constructor({ config, states, newUuid, send, now = () => new Date().toISOString() }) {
    Object.assign(this, { config, send, newUuid, now });
    this.saved = {};
    for (const [key, value] of Object.entries(states)) {
      if (key.startsWith("cmi/") && key !== WHOLE && value?.cmi) this.saved[key.slice(4)] = value;
    }
    const old = states[WHOLE];
    this.whole = old?.attempt ? old : { attempt: "", organization: config.default, opened: [], attempts: {}, shared: {} };
    this.summaries = Object.fromEntries(Object.entries(this.saved).map(([key, value]) => [key, value.summary]));
    for (const key of this.whole.opened) this.summaries[key] ??= VIEWED;
  }

  get organization() {
    return this.config.organizations[this.whole.organization] ? this.whole.organization : this.config.default;
  }

  get lastItem() {
    return this.whole.item ?? "";
  }

  courseOf(index) {
    this.whole.organization = index;
    const { items, sequencing } = this.config.organizations[index];
    const { summaries, whole } = this;
    const { attempts, shared } = whole;
    return new Course({ version: this.config.version, items, sequencing, summaries, attempts, shared });
  }

  result(course) {
    return courseResult(course.items, this.summaries);
  }

  /** Note that an item is opened; return what was saved of it. */
  opened(course, item) {
    const saved = this.saved[item.key];
    const isAgain = !saved || (saved.isDone && saved.cmi.exit !== "suspend" && saved.cmi.core?.exit !== "suspend");
    const isSingle = course.order.length === 1;
    if (!this.whole.attempt || (isSingle && isAgain && this.whole.outcome)) {
      Object.assign(this.whole, { attempt: this.newUuid(), began: this.now(), outcome: "" });
      this.#tell(attempted({ attempt: this.whole.attempt, timestamp: this.whole.began }));
    }
    if (isAgain) this.whole.attempts[item.key] = (this.whole.attempts[item.key] ?? 0) + 1;
    if (isAgain && saved) this.saved[item.key] = { ...saved, told: [] }; // its answers are counted from the first again
    this.whole.item = item.key;
    this.#keepWhole();
    return saved;
  }

  /** A page that tells nothing of itself is done once it was opened. */
  viewed(course, item) {
    if (!this.whole.opened.includes(item.key)) this.whole.opened.push(item.key);
    this.summaries[item.key] = merged(this.summaries[item.key], VIEWED);
    shareObjectives(course, item, {});
    this.#tellOutcome(course, true);
    this.#keepWhole();
  }

  /** Keep what a SCO says; `kind` as in api.js. */
  heard(course, item, { kind, cmi, total, isTouched }) {
    const old = this.saved[item.key];
    const isDone = kind === "end";
    const summary = merged(old?.summary, summaryOf(this.config.version, item, cmi, isDone));
    const isNews = JSON.stringify(summary) !== JSON.stringify(old?.summary);
    const told = this.#tellAnswers(item, cmi, new Set(old?.told ?? []));
    const value = { cmi, total, isDone, summary, told: [...told].slice(-MAX_TOLD) };
    this.saved[item.key] = value;
    this.summaries[item.key] = summary;
    this.send("state", { key: `cmi/${item.key}`, value: fitting(value) });
    if (kind !== "auto") shareObjectives(course, item, cmi.objectives);
    if (kind === "end" || kind === "save" || kind === "left") this.#tellOutcome(course, isTouched || isNews);
    this.#keepWhole();
  }

  #tellAnswers(item, cmi, told) {
    for (const [index, interaction] of Object.entries(cmi.interactions ?? {})) {
      const { attempt } = this.whole;
      const said = answered({ version: this.config.version, attempt, item, interaction });
      // Without latency and time: some SCOs write those later, and that is not another answer.
      const mark = said && identifier(index, interaction.id, JSON.stringify({ ...said.result, duration: 0 })).slice(0, 8);
      if (!mark || told.has(mark)) continue;
      told.add(mark);
      this.#tell(answered({ version: this.config.version, attempt, item, interaction, timestamp: this.now() }));
    }
    return told;
  }

  #tellOutcome(course, isNews) {
    const result = this.result(course);
    const outcome = JSON.stringify([this.whole.attempt, result]);
    if (!isNews || outcome === this.whole.outcome || result.completion !== "completed") return;
    this.whole.outcome = outcome;
    for (const said of outcomes({ attempt: this.whole.attempt, result, timestamp: this.now() })) this.#tell(said);
  }

  #tell(statement) {
    this.send("statement", { statement: clean(statement) });
  }

  #keepWhole() {
    const value = clean(this.whole);
    const text = JSON.stringify(value);
    if (text === this.kept) return;
    this.kept = text;
    this.send("state", { key: WHOLE, value });
  }
}

/** A value that the server takes: of a very long one the answers fall away, they are in the log already. */
export function fitting(value) {
  const whole = clean(value);
  if (JSON.stringify(whole).length <= MAX_CHARS) return whole;
  const { interactions, comments, comments_from_learner, ...cmi } = whole.cmi;
  const rest = { ...whole, cmi };
  if (JSON.stringify(rest).length <= MAX_CHARS) return rest;
  const { suspend_data, objectives, ...short } = cmi;
  return { ...rest, cmi: short };
}
