// Types that report nothing (a slider, an accordion, a text) are reported as seen: at their last slide, or once the end of
// the content was on the screen and there was time to look at it.
import { send } from "./channel.js";

const SECONDS = 5;

const isTask = (instance) => {
  try {
    return instance.getMaxScore?.() > 0;
  } catch {
    return false;
  }
};

/** Watch the instance until it was seen; one with a score reports for itself. */
export function watchViewing(instance) {
  if (isTask(instance)) return;
  const end = document.createElement("div");
  end.style.height = "1px";
  document.body.append(end);
  let isEndSeen = false;
  new IntersectionObserver(([entry]) => (isEndSeen ||= entry.isIntersecting)).observe(end);
  let seconds = 0;
  const timer = setInterval(() => {
    if (document.hidden) return;
    seconds += 1;
    const slides = instance.imageSlides;
    const isAtEnd = Array.isArray(slides) ? instance.currentSlideId >= slides.length - 1 : isEndSeen;
    if (!isAtEnd || seconds < SECONDS) return;
    clearInterval(timer);
    send("viewed");
  }, 1000);
}
