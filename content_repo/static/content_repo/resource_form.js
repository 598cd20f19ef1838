// The form of a resource: fills empty fields from the name of a file, and keeps the list of topics in step with the subject.
import { keepDraft } from "./draft.js";

const form = document.querySelector("[data-prefill]");
const said = form.querySelector("[data-prefilled]");

/** Fill what is still empty; never touch what the teacher wrote or chose. */
function fill({ title, subject, kind, grades }) {
  const { elements } = form;
  let filled = false;
  for (const [name, value] of Object.entries({ title, subject, kind })) {
    if (!value || elements[name].value) continue;
    elements[name].value = value;
    filled = true;
  }
  const boxes = [...form.querySelectorAll("input[name=grades]")];
  if (grades.length && !boxes.some((box) => box.checked)) {
    for (const box of boxes) box.checked = grades.includes(Number(box.value));
    filled = true;
  }
  if (filled) form.dispatchEvent(new Event("change"));
  return filled;
}

async function prefill(name, upload = "") {
  const query = new URLSearchParams({ ten: name, tep: upload });
  try {
    const answer = await fetch(`${form.dataset.prefill}?${query}`, { headers: { Accept: "application/json" } });
    if (answer.ok && fill(await answer.json())) said.textContent = form.dataset.prefilledWords.replace("{name}", name);
  } catch { /* without a link the teacher fills the form by hand */ }
}

/** Offer the topics of the chosen subject, those of the chosen grades first; a choice made stays. */
function followTopics() {
  const select = form.elements.topic;
  let subject = form.elements.subject.value;
  const groups = () => [...select.querySelectorAll("optgroup")];

  async function load() {
    subject = form.elements.subject.value;
    const answer = await fetch(`${form.dataset.topics}?mon=${subject}`).catch(() => null);
    if (!answer?.ok || subject !== form.elements.subject.value) return;
    const found = (await answer.json()).groups;
    groups().forEach((group) => group.remove());
    for (const [label, topics] of found) {
      const group = Object.assign(document.createElement("optgroup"), { label });
      group.append(...topics.map(([pk, name]) => new Option(name, pk)));
      select.append(group);
    }
  }
  function sort() {
    const grades = [...form.querySelectorAll("input[name=grades]:checked")].map((box) => box.closest("label").textContent.trim());
    const chosen = select.value;
    select.append(...groups().sort((a, b) => grades.includes(b.label) - grades.includes(a.label)));
    select.value = chosen;
  }
  form.addEventListener("change", async () => {
    if (subject !== form.elements.subject.value) await load();
    sort();
  });
  sort();
}

form.querySelector("input[type=file]").addEventListener("change", (event) => {
  const [file] = event.target.files;
  if (file) prefill(file.name);
}, { capture: true });
form.addEventListener("upload:stored", ({ detail }) => prefill(detail.name, detail.uuid));
keepDraft(form);
followTopics();
