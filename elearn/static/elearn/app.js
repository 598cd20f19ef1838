// The shell of every page: network chip, prices in time, dialogs, toasts. Reads [data-…]; nothing depends on it.
import { linkSpeed } from "./link.js";
import { duration, linkRate } from "./words.js";

const doc = document;
const find = (selector, root = doc) => root.querySelector(selector);

/** Show a message for six seconds, with at most one action. */
export function toast(message, action, run) {
  const box = doc.createElement("div");
  box.className = "toast";
  box.append(Object.assign(doc.createElement("span"), { textContent: message }));
  if (action) {
    const button = Object.assign(doc.createElement("button"), { type: "button", textContent: action });
    button.onclick = () => { run(); box.remove(); };
    box.append(button);
  }
  find(".toasts").append(box);
  setTimeout(() => box.remove(), 6000);
}

/** Say what each [data-bytes] costs in time on this link. */
export function showPrices(root = doc) {
  const { kbps } = linkSpeed();
  if (!kbps) return;
  for (const price of root.querySelectorAll(".price[data-bytes]")) {
    const seconds = (price.dataset.bytes * 8) / 1000 / kbps;
    find("[data-time]", price).textContent = `≈ ${duration(seconds)}`;
    price.classList.toggle("cheap", seconds < 60);
    price.classList.toggle("dear", seconds > 600);
  }
}

function showLink() {
  const chip = find("[data-net]");
  if (!chip) return;
  const { kbps, rttMs } = linkSpeed();
  const online = navigator.onLine;
  const bars = !online || !kbps ? 0 : [64, 256, 2000].filter((limit) => kbps >= limit).length + 1;
  const known = kbps && linkRate(kbps);
  doc.body.classList.toggle("is-offline", !online);
  chip.textContent = online ? known || "…" : chip.dataset.offline;
  chip.closest(".net").hidden = online && !known;
  find(".bars", chip.parentElement).dataset.n = bars;
  const detail = find("[data-net-detail]");
  detail.textContent = kbps
    ? detail.dataset.words.replace("{kbps}", Math.round(kbps).toLocaleString(doc.documentElement.lang)).replace("{rtt}", Math.round(rttMs))
    : detail.dataset.unknown;
}

// Browsers keep whole pages for «Back». Sign-in and sign-out change this cookie: then such a page is somebody else's.
const visitor = () => doc.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1];
const shownTo = visitor();
addEventListener("pageshow", (event) => {
  if (!event.persisted || visitor() === shownTo) return;
  doc.documentElement.hidden = true;
  location.reload();
});

doc.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    event.preventDefault();
    doc.getElementById(opener.dataset.open).showModal();
  } else if (event.target.closest("[data-close]")) {
    event.target.closest("dialog").close();
  } else if (event.target.nodeName === "DIALOG") {
    event.target.close();
  }
});
// A form marked data-once can't be sent twice by an impatient finger.
// A part of the page marked data-module gets its script when it is first touched, so that reading costs nothing.
const woken = new Map();
function wake(element) {
  const part = element.closest?.("[data-module]");
  if (!part) return null;
  const address = part.dataset.module;
  if (!woken.has(address)) woken.set(address, import(address).then(() => woken.set(address, null)));
  return woken.get(address);
}
doc.addEventListener("focusin", (event) => wake(event.target)?.catch(() => {}));
doc.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-wakes]");
  const loading = opener && wake(opener);
  if (!loading) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const goOn = () => { opener.removeAttribute("data-wakes"); opener.click(); };
  loading.then(goOn, goOn); // without the script it is the plain link that it was
}, true);
doc.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !confirm(form.dataset.confirm)) return event.preventDefault();
  if (!("once" in form.dataset)) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
});
doc.addEventListener("change", (event) => {
  if ("submitOnChange" in event.target.dataset) event.target.form.requestSubmit();
});

addEventListener("load", () => setTimeout(() => { showLink(); showPrices(); }));
addEventListener("online", showLink);
addEventListener("offline", showLink);
if (!navigator.onLine) showLink();
find("[data-focus]")?.focus();
