// The pupil's buttons: hand with the place in the queue, «Hiểu rồi» and «Chưa rõ». The microphone is the voice's.
import { filled, find, oncePerFrame, setText } from "./dom.js";

export function startControls(room, root, say) {
  const hand = find("[data-hand]", root);
  if (!hand) return;
  const words = find("span", hand);
  const reactions = [...root.querySelectorAll("[data-reaction]")];
  let hadPen = false;

  /** What this person last asked for: on its way, else as the room has it. */
  const wanted = (kind, name, known) => room.pending.filter((item) => item.type === kind).at(-1)?.data[name] ?? known;

  const render = oncePerFrame(() => {
    const { hands, reactions: marks, pens } = room.state;
    const place = hands.findIndex(({ person }) => person === room.number) + 1;
    const isUp = wanted("hand", "up", place > 0);
    hand.setAttribute("aria-pressed", String(isUp));
    setText(words, isUp ? filled(words.dataset.up, { n: place || "…" }) : words.dataset.words);
    const mark = wanted("reaction", "mark", marks[room.number]?.mark);
    for (const button of reactions) button.setAttribute("aria-pressed", String(button.dataset.reaction === mark));
    const hasPen = pens.includes(room.number);
    if (hasPen && !hadPen) room.emit("notice", say("pen"));
    hadPen = hasPen;
  });

  hand.addEventListener("click", () => room.send("hand", { up: hand.getAttribute("aria-pressed") !== "true" }));
  for (const button of reactions) {
    button.addEventListener("click", () => {
      const isOn = button.getAttribute("aria-pressed") === "true";
      room.send("reaction", { mark: isOn ? null : button.dataset.reaction });
    });
  }
  for (const name of ["state", "pending"]) room.on(name, render);
}
