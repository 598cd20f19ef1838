// Keeps on the device what a teacher types into form[data-draft], and offers it again after a crash or a lost link.
import { keep, kept } from "./device.js";
import { clock } from "./words.js";

const PAUSE_MS = 1500;
const SENDING = new Set(["save", "publish", "preview"]);

class Draft {
  constructor(form, wasSent) {
    this.form = form;
    this.key = `draft:${form.dataset.draft}`;
    this.note = form.querySelector("[data-draft-note]");
    this.before = kept(this.key);
    this.first = JSON.stringify(this.#typed());
    form.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#keep(), PAUSE_MS);
    });
    // What the server has stored needs no copy here; a step that only shows the form again keeps it.
    form.addEventListener("submit", (event) => {
      const action = event.submitter?.value;
      this.#keep();
      if (SENDING.has(action)) sessionStorage.setItem("draft-sent", this.key);
    });
    // The server shows what was sent just now, without complaint: that is the copy from here on.
    if (wasSent && !document.querySelector(".err")) this.#keep(true);
    else if (this.before && JSON.stringify(this.before.fields) !== this.first) this.#offer();
  }

  #typed() {
    const skipped = new Set(["csrfmiddlewaretoken", "q", "upload", "file", "do"]);
    return [...new FormData(this.form)].filter(([name, value]) => !skipped.has(name) && typeof value === "string");
  }

  #keep(always = false) {
    const fields = this.#typed();
    if (!always && JSON.stringify(fields) === this.first) return;
    const at = Date.now();
    // Without room or in private mode there is no copy: the server keeps what is saved.
    if (keep(this.key, { at, fields })) this.note.textContent = this.form.dataset.saved.replace("{time}", clock(at));
  }

  /** Ask whether to go on with the copy; taking it is a round trip, so that the blocks come back as forms. */
  #offer() {
    const box = Object.assign(document.createElement("p"), { className: "msg warning" });
    const words = Object.assign(document.createElement("span"), { className: "grow" });
    words.textContent = this.form.dataset.found.replace("{time}", clock(this.before.at));
    const take = button(this.form.dataset.restore, () => this.#send());
    const drop = button(this.form.dataset.drop, () => { keep(this.key, null); box.remove(); });
    box.append(words, take, drop);
    this.form.before(box);
  }

  #send() {
    const form = Object.assign(document.createElement("form"), { method: "post", hidden: true });
    const token = this.form.elements.csrfmiddlewaretoken.value;
    for (const [name, value] of [...this.before.fields, ["csrfmiddlewaretoken", token], ["do", "search"]]) {
      const field = Object.assign(document.createElement("textarea"), { name });
      field.value = value;
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  }
}

function button(words, run) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn sm", textContent: words });
  made.addEventListener("click", run);
  return made;
}

// A page that is not the form any more means that the server has taken it.
const sent = sessionStorage.getItem("draft-sent");
const form = document.querySelector("form[data-draft]");
sessionStorage.removeItem("draft-sent");
if (sent && sent !== `draft:${form?.dataset.draft}`) keep(sent, null);
if (form) new Draft(form, sent === `draft:${form.dataset.draft}`);
