// Keeps the line to write in above the on-screen keyboard: the page is as high as what can be seen.
const TYPING_BELOW = 0.75; // of the window's height: less is left while a keyboard is open

export function followKeyboard() {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    if (view.scale > 1.01) return; // zoomed in: the person moves the page
    document.body.style.setProperty("--room-height", `${Math.round(view.height)}px`);
    document.body.classList.toggle("is-typing", view.height < screen.height * TYPING_BELOW && isTouch() && isWriting());
    scrollTo(0, 0);
  };
  view.addEventListener("resize", fit);
  addEventListener("focusin", fit);
  addEventListener("focusout", fit);
  fit();
}

const isTouch = () => matchMedia("(pointer: coarse)").matches;
const isWriting = () => ["INPUT", "TEXTAREA"].includes(document.activeElement?.tagName) && document.activeElement.type !== "checkbox";
