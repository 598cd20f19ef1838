// Switches of the class: muting, locking, chat, recording, the shared timer, reactions.
import { find, oncePerFrame, setText } from "../dom.js";

const PLAIN = new Set(["mute_all", "hands_down", "reactions_clear", "groups_close"]);

export function startDesk(room, root) {
  const lock = find("[data-lock]", root);
  const chatMode = find("[data-chat-mode]", root);
  const recording = find("[data-recording-mode]", root);
  const timer = find("[data-timer-form]", root);

  document.addEventListener("click", ({ target }) => {
    const kind = target.closest("[data-do]")?.dataset.do;
    if (PLAIN.has(kind)) room.send(kind, {});
  });
  lock.addEventListener("click", () => room.send("lock", { on: !room.state.locked }));
  chatMode.addEventListener("change", () => room.send("chat_mode", { mode: chatMode.value }));
  recording.addEventListener("change", () => room.send("recording", { state: recording.value }));
  timer.addEventListener("submit", () => {
    const { minutes, label } = timer.elements;
    room.send("timer", { seconds: Math.round(minutes.valueAsNumber * 60), label: label.value.trim() });
  });
  find("[data-stop-timer]", timer).addEventListener("click", () => {
    room.send("timer", { seconds: 0, label: "" });
    timer.closest("dialog").close();
  });

  room.on("state", oncePerFrame(() => {
    const { locked, chatMode: mode, recording: kept, reactions, groups } = room.state;
    lock.setAttribute("aria-pressed", String(locked));
    chatMode.value = mode;
    recording.value = kept;
    const marks = Object.values(reactions).map(({ mark }) => mark);
    for (const place of root.querySelectorAll("[data-mark]")) setText(place, String(marks.filter((mark) => mark === place.dataset.mark).length));
    find("[data-groups-open]", root).hidden = Boolean(groups);
    find("[data-do=groups_close]", root).hidden = !groups;
  }));
}
