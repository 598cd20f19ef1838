// A poll as a pupil sees it: a tap answers, the counts come when the teacher shows them.
import { copy, find, minutes, setText } from "./dom.js";

export function makePoll({ room, root }, { poll }) {
  const made = copy(root, "poll");
  made.options = poll.options.map((text, option) => {
    const one = copy(root, "option");
    one.parts.text.textContent = text;
    one.element.addEventListener("click", () => {
      made.chosen = option;
      markChosen(made, option);
      room.send("poll_answer", { poll: poll.seq, option }).catch(() => { made.chosen = undefined; });
    });
    return one;
  });
  made.parts.options.append(...made.options.map((one) => one.element));
  made.parts.question.textContent = poll.question;
  made.parts.options.setAttribute("aria-label", poll.question);
  return made;
}

function markChosen(made, option) {
  made.options.forEach(({ element }, index) => element.setAttribute("aria-pressed", String(index === option)));
}

/** Whether answers are still taken. */
export const isRunning = (room, poll) => poll.open && (poll.endsAt === null || room.clock() < poll.endsAt);

export function updatePoll({ room, say }, made, { poll }) {
  const own = poll.answers[room.number];
  const isOpen = isRunning(room, poll);
  markChosen(made, made.chosen ?? own);
  made.element.classList.toggle("open", isOpen);
  for (const { element } of made.options) element.disabled = !isOpen;
  showShares(made.options, poll.shown);
  setText(made.parts.state, isOpen ? (own === undefined ? "" : say("pollSent")) : say("pollClosed"));
  showTimeLeft(room, made, poll);
}

/** Draw the counts as bars with numbers, and which option was right. */
export function showShares(options, shown) {
  const sum = shown ? shown.counts.reduce((a, b) => a + b, 0) : 0;
  options.forEach(({ element, parts }, index) => {
    const share = sum ? Math.round((shown.counts[index] * 100) / sum) : 0;
    element.style.setProperty("--v", shown ? `${share}%` : "0%");
    parts.share.hidden = !shown;
    setText(parts.share, `${share}%`);
    const isRight = shown?.key === index;
    element.classList.toggle("right", isRight);
    parts.right.hidden = !isRight;
  });
}

function showTimeLeft(room, made, poll) {
  clearTimeout(made.timer);
  const isCounting = isRunning(room, poll) && poll.endsAt !== null;
  made.parts.left.hidden = !isCounting;
  if (!isCounting) return;
  setText(find("span", made.parts.left), minutes(poll.endsAt - room.clock()));
  made.timer = setTimeout(() => room.emit("refresh"), 1000 - ((poll.endsAt - room.clock()) % 1000 + 1000) % 1000 || 1000);
}
