// Suggestions below the search box, as an ARIA combobox. Enter without a choice searches for what was typed.
const AFTER_MS = 150;
const MIN_LETTERS = 2;

const form = document.querySelector("[data-suggest]");
const input = form.querySelector("input[type=search]");
const list = form.querySelector("[role=listbox]");
const known = new Map(); // text typed → suggestions, for this page
let chosen = -1;
let timer;

input.setAttribute("role", "combobox");
input.setAttribute("aria-autocomplete", "list");
input.setAttribute("aria-controls", list.id);
hide();

function hide() {
  list.hidden = true;
  chosen = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function show(suggestions) {
  list.replaceChildren(...suggestions.map(({ text, url }, index) => {
    const option = document.createElement("li");
    option.id = `goi-y-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = url;
    option.textContent = text;
    return option;
  }));
  chosen = -1;
  list.hidden = !suggestions.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
  input.removeAttribute("aria-activedescendant");
}

function choose(index) {
  const options = [...list.children];
  chosen = (index + options.length) % options.length;
  options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
  input.setAttribute("aria-activedescendant", options[chosen].id);
  options[chosen].scrollIntoView({ block: "nearest" });
}

function take(option) {
  if (option.dataset.url) {
    location.href = option.dataset.url;
    return;
  }
  input.value = option.textContent;
  hide();
  form.requestSubmit();
}

async function ask() {
  const text = input.value.trim();
  if (text.length < MIN_LETTERS) return hide();
  if (!known.has(text)) {
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`);
      known.set(text, (await answer.json()).suggestions);
    } catch {
      return hide(); // no network: typing goes on without suggestions
    }
  }
  if (input.value.trim() === text && document.activeElement === input) show(known.get(text));
}

// While Telex or VNI puts a syllable together the text isn't what is meant yet.
input.addEventListener("input", (event) => {
  clearTimeout(timer);
  if (!event.isComposing) timer = setTimeout(ask, AFTER_MS);
});
input.addEventListener("compositionend", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, AFTER_MS);
});
input.addEventListener("keydown", (event) => {
  if (event.isComposing || list.hidden) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    choose(chosen < 0 && step < 0 ? -1 : chosen + step);
  } else if (event.key === "Escape") {
    event.preventDefault();
    hide();
  } else if (event.key === "Enter" && chosen >= 0) {
    event.preventDefault();
    take(list.children[chosen]);
  }
});
// mousedown comes before the box loses the focus
list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  const option = event.target.closest("[role=option]");
  if (option) take(option);
});
input.addEventListener("blur", hide);
