// Plays a SCORM package: contents, the SCO in a frame inside this one, and what it tells carried to the page of the site.
import { listen, newUuid, send } from "../player/channel.js";
import { Contents } from "./contents.js";
import { Journal } from "./journal.js";
import { firstObjectives } from "./sequencing.js";
import { isOver, launchModel, totalOf } from "./model.js";
import { leaves } from "./rollup.js";
import { DistantSession, SharedSession } from "./sessions.js";
import { Windows } from "./windows.js";

const AUTO_SAVE_MS = 20_000;
const SILENT_MS = 10_000; // a SCO that has not spoken by then is a page like any other
const UNLOAD_MS = 400;

const config = JSON.parse(document.getElementById("package").textContent);
const root = document.querySelector("[data-player]");
const part = (name) => root.querySelector(`[data-${name}]`);
const hasOrigin = self.origin !== "null";

class Player {
  constructor({ states }) {
    this.journal = new Journal({ config, states, newUuid, send });
    this.windows = new Windows(part("windows"), part("window"));
    this.contents = new Contents(root, {
      choose: (item) => this.open(item),
      step: (step) => this.step(step),
      chooseOrganization: (index) => this.begin(index),
    });
    this.session = null;
    this.item = null;
    window.lopGanScormPlayer = {
      openWindow: (opener, address, name) => this.windows.open(opener, address, name),
      openerOf: (inner) => this.windows.openerOf(inner),
      closeWindow: (inner) => this.windows.close(inner),
    };
    part("again").addEventListener("click", () => this.open(this.item));
    part("pause-next").addEventListener("click", () => this.step(1));
    setInterval(() => this.session?.collect(false), AUTO_SAVE_MS);
    addEventListener("pagehide", () => this.session?.collect(true));
    document.addEventListener("visibilitychange", () => document.hidden && this.session?.collect(false));
    this.begin(this.journal.organization, this.journal.lastItem);
  }

  /** Show an organization and go on where the pupil stopped. */
  begin(index, lastItem = "") {
    this.course = this.journal.courseOf(index);
    this.contents.offer(config.organizations, index);
    root.classList.toggle("has-contents", leaves(this.course.items).length > 1 || config.organizations.length > 1);
    this.item = null;
    const open = this.course.order.filter((item) => item.is_visible && this.course.canChoose(item, null));
    const isDone = (item) => this.course.summary(item).completion === "completed";
    const last = open.find((item) => item.key === lastItem);
    const item = last && !isDone(last) ? last : (open.find((each) => !isDone(each)) ?? last);
    this.open(item ?? open[0] ?? this.course.neighbour(null, 1) ?? this.course.order[0]);
  }

  async open(item) {
    if (!item) return;
    const turn = (this.turn = {});
    await this.#leave();
    if (turn !== this.turn) return; // another item was chosen meanwhile
    this.item = item;
    part("pause").hidden = true;
    this.contents.toggle(false);
    const saved = this.journal.opened(this.course, item);
    const frame = (this.frame = part("sco").content.firstElementChild.cloneNode(true));
    frame.title = item.title;
    const address = config.base + item.href.split("/").map(encodeURIComponent).join("/") + item.query;
    if (item.type === "sco") this.#launch(frame, address, item, saved);
    else {
      frame.src = address;
      this.journal.viewed(this.course, item);
    }
    part("stage").append(frame); // only now: a frame takes its name when it is put in
    this.show();
  }

  #launch(frame, address, item, saved) {
    const isFresh = !saved || (config.version === "2004" && isOver(saved));
    const objectives = isFresh && config.version === "2004" ? firstObjectives(this.course, item) : [];
    const model = launchModel({ version: config.version, item, saved, name: config.learner, objectives });
    const Session = hasOrigin ? SharedSession : DistantSession;
    this.hasSpoken = false;
    this.session = new Session({
      frame,
      address,
      version: config.version,
      model,
      tell: (kind, said) => this.#heard(item, kind, said, totalOf(model)),
      isValid: (request) => this.#isValid(request),
      requests: Object.fromEntries(["continue", "previous"].map((name) => [name, this.#isValid(name)])),
      onTrouble: () => (part("limits").hidden = false),
    });
    frame.addEventListener("load", () => {
      setTimeout(() => {
        if (this.frame !== frame || this.hasSpoken) return;
        this.journal.viewed(this.course, item);
        this.show();
      }, SILENT_MS);
    });
  }

  #heard(item, kind, said, total) {
    this.hasSpoken = true;
    if (kind === "change") return;
    this.journal.heard(this.course, item, { kind, total, ...said });
    this.show();
    if (kind === "end" && item === this.item) this.#ended(said.request);
  }

  /** A SCO has ended by itself: do as it asked, or say below it how far the pupil is; it may still show its results. */
  #ended(request) {
    if (this.isLeaving) return;
    const turn = this.turn;
    setTimeout(() => {
      if (turn !== this.turn) return;
      const target = /^\{target=(.*)\}(choice|jump)$/.exec(request);
      const wanted = target && this.course.byIdentifier.get(target[1]);
      if (wanted?.href) this.open(wanted);
      else if (request === "continue" && this.course.neighbour(this.item, 1)) this.step(1);
      else if (request === "previous" && this.course.neighbour(this.item, -1)) this.step(-1);
      else this.#pause();
    }, UNLOAD_MS);
  }

  #pause() {
    const summary = this.course.summary(this.item);
    const result = this.journal.result(this.course);
    const isWhole = result.completion === "completed";
    part("pause-done").hidden = !isWhole;
    part("pause-item").hidden = isWhole || summary.completion !== "completed";
    const isRest = summary.completion !== "completed";
    part("pause-rest").hidden = part("again-rest").hidden = !isRest;
    part("again-done").hidden = isRest;
    const score = isWhole ? result.score : summary.score;
    part("score").hidden = score?.raw === undefined && score?.scaled === undefined;
    part("points").textContent = pointsOf(score);
    part("pause-next").hidden = !this.course.neighbour(this.item, 1);
    part("pause").hidden = false;
    part("pause").focus();
  }

  step(step) {
    const item = this.course.neighbour(this.item, step);
    if (item) this.open(item);
  }

  show() {
    this.contents.show(this.course, this.item);
    part("limits").hidden ||= hasOrigin;
  }

  #isValid(request) {
    const target = /^\{target=(.*)\}(choice|jump)$/.exec(request);
    if (target) {
      const item = this.course.byIdentifier.get(target[1]);
      return Boolean(item && this.course.canChoose(item, this.item));
    }
    return Boolean(this.course.neighbour(this.item, request === "previous" ? -1 : 1));
  }

  /** Unload what is open, so that it can say its last word, and end its session. */
  async #leave() {
    if (!this.frame) return;
    const { frame, session } = this;
    this.isLeaving = true;
    session?.prepare();
    const gone = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    frame.src = "about:blank";
    const pause = () => new Promise((resolve) => setTimeout(resolve, UNLOAD_MS));
    await Promise.race([gone, pause()]);
    if (session && !hasOrigin) await pause(); // its last word comes by message
    session?.close();
    this.windows.closeAll();
    frame.remove();
    this.frame = this.session = null;
    this.isLeaving = false;
  }
}

function pointsOf(score) {
  const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
  if (score?.raw !== undefined && score.max !== undefined) return `${format.format(score.raw)}/${format.format(score.max)}`;
  if (score?.raw !== undefined) return format.format(score.raw);
  return score?.scaled === undefined ? "" : `${format.format(Math.round(score.scaled * 100))}/100`;
}

let player = null;
listen((message) => {
  if (message.type === "start" && !player) {
    document.documentElement.dataset.theme = message.isDark ? "dark" : "light";
    player = new Player({ states: message.states ?? {} });
    send("started");
  } else if (message.type === "flush") {
    player?.session?.collect(true);
  }
});
addEventListener("DOMContentLoaded", () => {
  if (window.lopGanScormApi && (window.Scorm12API || window.Scorm2004API)) send("ready");
  else send("trouble", { code: "script" });
});
