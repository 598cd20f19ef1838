// Buttons [data-copy] put the text of the field they name on the clipboard; hidden where browsers don't let them.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value);
      button.querySelector("[data-said]").textContent = button.dataset.done;
    } catch {
      field.select(); // then two fingers copy it
    }
  });
}
