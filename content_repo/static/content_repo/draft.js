// Keeps what is typed into a form on the device: `data-draft` names the draft, `[data-draft-saved]` says when.
import { keep, kept } from "../elearn/device.js";
import { clock } from "../elearn/words.js";

const WAIT_MS = 800;
const SKIPPED = new Set(["csrfmiddlewaretoken", "uuid", "version", "upload", "kept", "remove"]);

/** Values of the form, many a name, without files and what belongs to one visit. */
function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !SKIPPED.has(name)) (values[name] ||= []).push(value);
  }
  return values;
}

function restore(form, values) {
  for (const field of form.elements) {
    if (!field.name || SKIPPED.has(field.name) || ["file", "hidden", "submit"].includes(field.type)) continue;
    const kept = values[field.name] || [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
    else if (kept.length) [field.value] = kept;
  }
}

/** Whether a draft that was sent has arrived: its page is there. Without an answer it counts as not arrived. */
async function hasArrived(form, draft) {
  if (!draft.isSent || draft.uuid === form.elements.uuid.value) return false;
  try {
    return (await fetch(form.dataset.draftPage.replace(form.elements.uuid.value, draft.uuid), { method: "HEAD" })).ok;
  } catch {
    return false;
  }
}

/** Bring back what was being written; a draft the server has taken, or has a newer version of, is forgotten. */
async function bringBack(form, key, said) {
  const draft = kept(key);
  if (!draft || document.querySelector(".err")) return; // after a mistake the page itself holds what was written
  if (draft.version !== form.elements.version.value || (await hasArrived(form, draft))) return keep(key, null);
  restore(form, draft.values);
  form.dispatchEvent(new Event("change"));
  said.textContent = said.dataset.restored.replace("{time}", clock(draft.at));
}

/** Save the form on the device while it is written, and bring it back after a reload. */
export async function keepDraft(form) {
  const key = `draft:${form.dataset.draft}`;
  const said = form.querySelector("[data-draft-saved]");
  let last = JSON.stringify(valuesOf(form));
  let timer;
  const save = (isSent) => {
    const values = valuesOf(form);
    if (!isSent && JSON.stringify(values) === last) return;
    last = JSON.stringify(values);
    const { uuid, version } = form.elements;
    const at = Date.now();
    const isKept = keep(key, { at, isSent, uuid: uuid.value, version: version.value, values });
    if (isKept) said.textContent = said.dataset.words.replace("{time}", clock(at));
  };
  await bringBack(form, key, said);
  const soon = () => { clearTimeout(timer); timer = setTimeout(save, WAIT_MS, false); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => { clearTimeout(timer); save(true); });
}
