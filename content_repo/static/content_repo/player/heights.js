// The frame grows with what it shows: its height is told to the page when it changes.
import { send } from "./channel.js";

/** Tell the height of the body now and whenever it changes. */
export function tellHeight() {
  let told = 0;
  const tell = () => {
    const pixels = Math.ceil(document.body.getBoundingClientRect().height);
    if (!pixels || Math.abs(pixels - told) < 2) return;
    told = pixels;
    send("height", { pixels });
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
}
