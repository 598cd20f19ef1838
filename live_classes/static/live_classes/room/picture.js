// The picture of one page: one <img> whose source changes, so that a cheap phone keeps a single decoded page.
import { isCached } from "./preload.js";

const AGAIN_MS = [1000, 2000, 4000, 8000, 15_000];

/** Watch over an `<img>`: `show(address)`, `again()`; `told("loading" | "shown" | "asking" | "failed")` when that changes. */
export class PagePicture {
  constructor(image, told) {
    Object.assign(this, { image, told, address: "", attempt: 0, timer: 0, allowed: new Set() });
    image.addEventListener("load", () => this.loaded());
    image.addEventListener("error", () => this.failed());
  }

  /** Show a page; where data is dear (`isDear`) only one that is on the device already, else the reader is asked. */
  async show(address, { isDear }) {
    if (address === this.address && !(this.isAsking && !isDear)) return;
    this.clear();
    this.address = address;
    if (!address) return;
    if (isDear && !this.allowed.has(address) && !(await isCached(address))) {
      if (this.address !== address) return;
      this.isAsking = true;
      this.told("asking");
      return;
    }
    if (this.address === address) this.load();
  }

  /** The reader wants this page, whatever it costs. */
  allow() {
    this.allowed.add(this.address);
    this.load();
  }

  /** Try at once what failed before: there is a link again. */
  again() {
    if (this.isFailed) this.load();
  }

  load() {
    clearTimeout(this.timer);
    this.isFailed = this.isAsking = false;
    this.told("loading");
    this.image.src = this.address;
  }

  loaded() {
    this.attempt = 0;
    this.told("shown");
  }

  failed() {
    if (!this.image.getAttribute("src")) return;
    this.image.removeAttribute("src");
    this.isFailed = true;
    this.told("failed");
    this.timer = setTimeout(() => this.load(), AGAIN_MS[Math.min(this.attempt++, AGAIN_MS.length - 1)]);
  }

  clear() {
    clearTimeout(this.timer);
    Object.assign(this, { isFailed: false, isAsking: false, attempt: 0 });
    this.image.removeAttribute("src");
  }
}
