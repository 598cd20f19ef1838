// Packages on a page of the site: the frame is made when somebody opens it; what it says is checked and passed on.
// The other side of docs/package_protocol.md. The pupil's work is kept by the script that the section names.
import { recordTransfer } from "../elearn/link.js";
import { Files } from "./player_files.js";
import { Waiting } from "./player_waiting.js";

const GRACE_MS = 4000; // between the last byte of a frame and its first word
const MIN_PIXELS = 60;
const MAX_PIXELS = 30_000;
const MOST_FILES = 40; // a frame asks for at once

class Player {
  constructor(section) {
    this.section = section;
    this.find = (selector) => section.querySelector(selector);
    this.frame = null;
    this.work = null;
    this.waiting = new Waiting(this.find("[data-wait]"), section.dataset);
    this.files = new Files(section.dataset.public);
    this.find("[data-play]").hidden = false;
    this.find("[data-play]").onclick = () => this.open();
    this.find("[data-retry]").onclick = () => this.open();
    this.find("[data-full]").onclick = () => this.turnFull();
    section.addEventListener("fullscreenchange", () => this.showFull(document.fullscreenElement === section));
    section.addEventListener("keydown", (event) => event.key === "Escape" && this.showFull(false));
  }

  /** Load the package; the same again after a failure. */
  open() {
    this.close();
    this.find("[data-start]").hidden = true;
    this.find("[data-trouble]").hidden = true;
    this.waiting.begin();
    this.states = this.openWork();
    this.files.begin(this.section.dataset.files.split(" ").filter(Boolean));
    const { title, frame: address, sandbox } = this.section.dataset;
    const frame = document.createElement("iframe");
    frame.title = title;
    frame.className = "is-loading";
    frame.setAttribute("sandbox", sandbox);
    frame.referrerPolicy = "no-referrer";
    frame.src = address;
    // An answer that is no player (an old address, no network) loads too, but never says a word.
    frame.onload = () => setTimeout(() => this.frame === frame && !this.hasSpoken && this.fail("network"), GRACE_MS);
    this.frame = frame;
    this.find("[data-place]").replaceChildren(frame);
  }

  close() {
    this.frame?.remove();
    this.frame = null;
    this.isReady = this.hasSpoken = false;
  }

  /** Ask for the pupil's work; without any nothing is kept. */
  async openWork() {
    const { work, workScript } = this.section.dataset;
    if (!work) return {};
    try {
      if (!this.work) this.work = (await import(workScript)).openWork(work);
      return (await this.work.states()) ?? {};
    } catch {
      return {}; // nothing to resume from; what is done now waits on the device
    }
  }

  say(message) {
    this.frame?.contentWindow?.postMessage(message, "*");
  }

  async start() {
    this.isReady = true;
    const frame = this.frame;
    const states = await this.states;
    if (this.frame !== frame) return;
    recordTransfer(Number(this.section.dataset.bytes), this.waiting.end());
    frame.classList.remove("is-loading");
    this.showTools(true);
    const isDark = getComputedStyle(document.documentElement).colorScheme.includes("dark");
    this.say({ type: "start", states, language: document.documentElement.lang, isTrial: !this.work, isDark });
    if (!this.section.hasAttribute("data-open")) frame.focus({ preventScroll: true });
  }

  viewed() {
    const verb = { id: this.section.dataset.viewed };
    return { verb, object: {}, timestamp: new Date().toISOString() };
  }

  showTools(isShown) {
    for (const part of this.section.querySelectorAll("[data-tools], [data-trial]")) part.hidden = !isShown;
  }

  /** Say in words why it can't be played; a single picture that is missing stops nothing. */
  fail(code) {
    const words = this.find("[data-words]").content;
    const found = words.querySelector(`[data-code="${CSS.escape(code)}"]`) ?? words.querySelector('[data-code="script"]');
    const isFatal = !["member", "elsewhere"].includes(code);
    this.find("[data-trouble-words]").textContent = found.textContent;
    this.find("[data-trouble]").hidden = false;
    this.find("[data-retry]").hidden = code === "elsewhere";
    if (!isFatal) return;
    this.waiting.end();
    this.showTools(false);
    this.close();
  }

  /** Bring the frame what it asks for; fonts that are missing stop nothing. */
  async bring(addresses) {
    const frame = this.frame;
    try {
      frame.contentWindow.postMessage({ type: "files", files: await this.files.bring(addresses.map(String)) }, "*");
    } catch {
      if (this.frame === frame && !this.isReady) this.fail("network");
    }
  }

  /** One message of the frame. */
  take(message) {
    const { type, statement, key, value, pixels, code, files } = message;
    if (type === "need" && Array.isArray(files)) this.bring(files.slice(0, MOST_FILES));
    else if (type === "ready" && !this.isReady) this.start();
    else if (type === "height" && Number.isFinite(pixels)) {
      this.frame.style.height = `${Math.min(Math.max(Math.ceil(pixels), MIN_PIXELS), MAX_PIXELS)}px`;
    } else if (type === "statement" && statement && typeof statement === "object") this.work?.record(statement);
    else if (type === "state" && typeof key === "string") this.work?.save(key, value);
    else if (type === "viewed") this.work?.record(this.viewed());
    else if (type === "trouble") this.fail(String(code));
  }

  /** Fill the screen, in the browser's own way where it has one. */
  async turnFull() {
    const isFull = this.section.classList.contains("is-full");
    try {
      if (isFull && document.fullscreenElement) await document.exitFullscreen();
      else if (!isFull) await this.section.requestFullscreen();
    } catch {
      // A phone that gives no page the whole screen: the window has to do.
    }
    this.showFull(!isFull);
  }

  showFull(isFull) {
    this.section.classList.toggle("is-full", isFull);
    document.documentElement.classList.toggle("has-full-player", isFull);
    this.find('[data-when="small"]').hidden = isFull;
    this.find('[data-when="full"]').hidden = !isFull;
  }

  flush() {
    this.say({ type: "flush" });
    this.work?.flush();
  }
}

const players = [...document.querySelectorAll("[data-player]")].map((section) => new Player(section));

addEventListener("message", ({ source, data }) => {
  const player = source && players.find(({ frame }) => frame?.contentWindow === source);
  if (player && data && typeof data === "object" && typeof data.type === "string") {
    player.hasSpoken = true;
    player.take(data);
  }
});
addEventListener("pagehide", () => players.forEach((player) => player.flush()));
document.addEventListener("visibilitychange", () => document.hidden && players.forEach((player) => player.flush()));
for (const player of players) if (player.section.hasAttribute("data-open")) player.open();
