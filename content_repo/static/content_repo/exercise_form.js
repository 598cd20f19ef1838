// The form of an exercise: rows are added, moved and removed in place; without this script the buttons post instead.
import "../elearn/draft.js";
import { followGaps } from "./exercise_gaps.js";

const form = document.querySelector("[data-exercise]");

const newKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
// Lists within rows have deeper placeholders, which are for later.
const depthOf = (list) => {
  let depth = 0;
  for (let at = list; at; at = at.parentElement?.closest("[data-rows]")) depth += 1;
  return depth;
};
const rowsOf = (list) => [...list.querySelector("[data-list]").children];
const told = () => form.dispatchEvent(new Event("input"));

/** Keep the buttons true: no more rows than fit, no way up from the first one. */
function refresh(list) {
  const rows = rowsOf(list);
  const isFull = rows.length >= Number(list.dataset.max);
  for (const button of list.querySelectorAll(":scope > .adds [data-add]")) button.disabled = isFull;
  rows.forEach((row, number) => {
    for (const button of row.querySelectorAll(":scope > .line-head [data-move]")) {
      const target = number + Number(button.dataset.move);
      button.disabled = target < 0 || target >= rows.length;
    }
  });
}

/** Give a copy of a blank row its own key, also in the blanks within it. */
function rename(fragment, placeholder, key) {
  for (const element of fragment.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes(placeholder)) attribute.value = attribute.value.replaceAll(placeholder, key);
    }
    if (element.content) rename(element.content, placeholder, key);
  }
}

function add(list, kind) {
  const blank = [...list.querySelectorAll(":scope > template")].find((one) => one.dataset.blank === kind);
  const made = blank.content.cloneNode(true);
  rename(made, `__k${depthOf(list)}__`, newKey());
  const row = made.querySelector("[data-row]");
  list.querySelector("[data-list]").append(row);
  followGaps(row);
  row.querySelectorAll("[data-rows]").forEach(refresh);
  row.querySelector("input:not([type=hidden]), textarea")?.focus();
}

function move(row, by) {
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(row);
  else other.after(row);
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[formaction]");
  const list = button?.closest("[data-rows]");
  if (!list) return;
  event.preventDefault();
  const row = button.closest("[data-row]");
  if (button.dataset.add) add(list, button.dataset.add);
  else if (button.dataset.move) {
    move(row, Number(button.dataset.move));
    (button.disabled ? row : button).focus();
  } else {
    const next = row.nextElementSibling || row.previousElementSibling || list;
    row.remove();
    next.focus();
  }
  refresh(list);
  told();
});

form.querySelectorAll("[data-rows]").forEach(refresh);
followGaps(form);
const jump = document.querySelector("[data-jump]");
if (jump) document.querySelector(jump.getAttribute("href"))?.focus();
