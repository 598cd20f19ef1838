// The filters of the catalogue as a sheet on phones. Without this script they open in the page (#facets).
const WIDE = matchMedia("(min-width: 900px)");
const COUNT_AFTER_MS = 400; // one request for a run of ticks

const opener = document.querySelector("[data-filters]");
const dialog = document.getElementById("dlg-loc");
const fields = document.querySelector("[data-facets]");

if (opener && dialog && fields) {
  const home = fields.parentElement;
  const submit = dialog.querySelector("[data-count]");
  const putBack = () => home.prepend(fields);

  opener.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.querySelector("[data-sheet]").append(fields);
    dialog.showModal();
  });
  dialog.addEventListener("close", putBack);
  WIDE.addEventListener("change", () => dialog.open && dialog.close());

  let timer;
  let asked = 0;
  fields.addEventListener("change", () => {
    clearTimeout(timer);
    if (dialog.open) timer = setTimeout(showCount, COUNT_AFTER_MS);
  });

  /** Say on the button how many resources the ticks would show. */
  async function showCount() {
    const turn = ++asked;
    const query = new URLSearchParams(new FormData(document.getElementById("loc")));
    try {
      const answer = await fetch(`?${query}`, { headers: { Accept: "application/json" } });
      const { count } = await answer.json();
      if (turn !== asked || count === null) return;
      const shown = count.toLocaleString(document.documentElement.lang);
      submit.textContent = submit.dataset.count.replace("{count}", shown);
    } catch { /* no network: the number on the button stays, the button still works */ }
  }
}
