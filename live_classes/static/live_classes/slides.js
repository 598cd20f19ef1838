// The stage of the room as a part of its own: talk, hand and polls need not wait for it on a slow link.
export { startSlides as start } from "./room/slides.js";
