// The frame grows with what it shows: its height is told to the page when it changes.
import { send } from "./channel.js";

/** Tell the height of the content (the body, or one element of it) now and whenever it changes. */
export function tellHeight(content = document.body) {
  let told = 0;
  const tell = () => {
    const pixels = Math.ceil(content.getBoundingClientRect().bottom + scrollY);
    if (!pixels || Math.abs(pixels - told) < 2) return;
    told = pixels;
    send("height", { pixels });
  };
  new ResizeObserver(tell).observe(content);
  tell();
}
