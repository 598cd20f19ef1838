// The uploader of a form: files wait in a row, go one after another, and come back as hidden fields.
import { linkSpeed, recordTransfer } from "../elearn/link.js";
import { duration, fileSize, linkRate } from "../elearn/words.js";
import { Refused, UploadApi } from "./upload_api.js";
import { FileUpload } from "./upload_queue.js";

const RATE_WINDOW_MS = 15_000;
const RUNNING = new Set(["starting", "sending", "offline", "retrying", "checking"]);

class Uploader {
  queue = [];
  unfinished = [];
  remembered = new Map(); // rows of earlier days, by uuid
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.input = box.querySelector("input[type=file]");
    this.rows = box.querySelector("[data-rows]");
    this.api = new UploadApi(box.dataset.api, this.form.elements.csrfmiddlewaretoken.value);
    this.input.removeAttribute("name"); // the files are sent from here, not with the form
    this.input.addEventListener("change", () => { this.add(this.input.files); this.input.value = ""; });
    box.classList.add("ready");
    this.#acceptDrops();
    addEventListener("beforeunload", (event) => { if (this.isBusy) event.preventDefault(); });
    this.form.addEventListener("submit", (event) => { if (this.isBusy && !confirm(box.dataset.sayLeave)) event.preventDefault(); });
    this.ready = this.#recall();
  }

  get isBusy() {
    return this.queue.some((item) => item.upload && RUNNING.has(item.upload.state));
  }

  #acceptDrops() {
    const zone = this.box.querySelector(".drop");
    this.box.querySelector("[data-drop-hint]").hidden = !matchMedia("(pointer: fine)").matches;
    const over = (is) => (event) => { event.preventDefault(); zone.classList.toggle("over", is); };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => { over(false)(event); this.add(event.dataTransfer.files); });
  }

  /** Show what was begun on another day; picking the file again goes on with it. */
  async #recall() {
    try {
      const { results } = await this.api.call("GET");
      this.unfinished = results.filter((row) => row.state === "receiving");
    } catch {
      return; // without the list, a file is simply sent anew
    }
    for (const row of this.unfinished) {
      const done = row.received.length / row.parts_count;
      const item = this.#newRow(row.name, row.size_bytes);
      this.#draw(item, "pick", { done: done * row.size_bytes, total: row.size_bytes });
      item.cancel.onclick = async () => { await this.api.call("DELETE", `${row.uuid}/`).catch(() => {}); this.#drop(item, row); };
      this.remembered.set(row.uuid, item);
    }
  }

  #drop(item, row) {
    item.element.remove();
    this.unfinished = this.unfinished.filter((other) => other.uuid !== row.uuid);
  }

  #newRow(name, size) {
    const element = this.box.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
    const part = (selector) => element.querySelector(selector);
    part("[data-name]").textContent = name;
    part("[data-amount]").textContent = fileSize(size);
    this.rows.append(element);
    const [pauseButton, resume, cancel] = ["pause", "resume", "cancel"].map((what) => part(`[data-do=${what}]`));
    return { element, bar: part("progress"), status: part("[data-status]"), amount: part("[data-amount]"), report: part("[data-report]"), pauseButton, resume, cancel };
  }

  async add(files) {
    const chosen = [...files];
    await this.ready;
    for (const file of chosen) {
      const item = this.#newRow(file.name, file.size);
      const options = {
        hasher: new URL(this.box.dataset.hasher, location).href,
        kbps: linkSpeed().kbps,
        onChange: () => this.#show(item),
        onTransfer: (bytes, ms, lanes) => recordTransfer(bytes * lanes, ms),
      };
      Object.assign(item, { upload: new FileUpload(file, this.api, options), samples: [] });
      item.pauseButton.onclick = () => { item.upload.pause(); this.#next(); };
      item.resume.onclick = () => { item.upload.state = "waiting"; this.#show(item); this.#next(); };
      item.cancel.onclick = () => this.#cancel(item);
      this.queue.push(item);
      this.#show(item);
    }
    this.#next();
  }

  async #next() {
    if (this.isBusy) return;
    const item = this.queue.find((candidate) => candidate.upload.state === "waiting");
    if (!item) return;
    await item.upload.run(this.unfinished);
    this.#next();
  }

  #cancel(item) {
    item.upload.cancel();
    item.element.remove();
    item.field?.remove();
    this.queue = this.queue.filter((other) => other !== item);
    this.#next();
  }

  #draw({ element, bar, status, amount, pauseButton, resume, report }, state, { done, total, words, reportAddress }) {
    element.className = `card pad ${state}`;
    bar.max = Math.max(total, 1);
    bar.value = done;
    amount.textContent = state === "stored" ? fileSize(total) : `${fileSize(done)} / ${fileSize(total)}`;
    status.textContent = words ?? this.box.dataset[`say${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
    pauseButton.hidden = !RUNNING.has(state) || state === "checking";
    resume.hidden = !["paused", "stopped"].includes(state);
    bar.hidden = ["stored", "refused"].includes(state);
    report.hidden = !reportAddress;
    if (reportAddress) report.href = reportAddress;
  }

  #show(item) {
    const { upload } = item;
    this.#forget(upload);
    this.#draw(item, upload.state, { done: upload.doneBytes, total: upload.file.size, words: this.#words(item), reportAddress: upload.problem?.body?.report_url });
    if (item.said !== upload.state && ["stored", "refused", "stopped", "offline"].includes(upload.state)) {
      this.box.querySelector("[data-announce]").textContent = `${upload.file.name}: ${item.status.textContent}`;
      if (upload.state === "stored") this.#attach(item);
    }
    item.said = upload.state;
  }

  /** The row of an earlier day gives way to the one that goes on with it. */
  #forget(upload) {
    const earlier = upload.row && this.remembered.get(upload.row.uuid);
    if (!earlier) return;
    earlier.element.remove();
    this.remembered.delete(upload.row.uuid);
  }

  #words(item) {
    const { upload, samples } = item;
    const say = this.box.dataset;
    if (upload.state === "refused") return upload.problem.body.message;
    if (upload.state === "stopped") return this.#stopWords(upload.problem);
    if (upload.state === "retrying") return say.sayRetrying.replace("{left}", duration(upload.waitMs / 1000));
    if (upload.state !== "sending") return undefined;
    const now = performance.now();
    samples.push([now, upload.doneBytes]);
    while (samples.length > 2 && now - samples[0][0] > RATE_WINDOW_MS) samples.shift();
    const rate = ((upload.doneBytes - samples[0][1]) * 1000) / (now - samples[0][0]);
    if (!(rate > 0)) return say.sayStarting;
    const left = (upload.file.size - upload.doneBytes) / rate;
    const finish = new Date(Date.now() + left * 1000).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
    return say.saySending.replace("{rate}", linkRate((rate * 8) / 1000)).replace("{left}", duration(left)).replace("{finish}", finish);
  }

  #stopWords(problem) {
    const say = this.box.dataset;
    if (!(problem instanceof Refused)) return say.sayUnreadable;
    if (problem.status === 401 || problem.status === 403) return say.saySignedout;
    return say.sayStrange.replace("{status}", problem.status);
  }

  #attach(item) {
    item.field = Object.assign(document.createElement("input"), { type: "hidden", name: "upload", value: item.upload.row.uuid });
    this.form.append(item.field);
    this.box.dispatchEvent(new CustomEvent("upload:stored", { bubbles: true, detail: item.upload.row }));
  }
}

for (const box of document.querySelectorAll("[data-uploader]")) new Uploader(box);
