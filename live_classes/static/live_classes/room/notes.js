// Small news of the room: clock, recording, group, timer, files, attendance; what could not be sent.
import { clock, fileSize } from "../../elearn/words.js";
import { copy, filled, find, minutes, oncePerFrame, rows, setText } from "./dom.js";
import { groupOf } from "./state.js";

const SECOND = 1000;
const SHOWN_MS = 6000;

export function startNotes(room, root, say) {
  const timer = find("[data-timer]", root);
  const recording = find("[data-recording]");
  const showFiles = rows(find("[data-handouts] [data-list]", root), ({ file }) => fileRow(root, file), () => {});

  const render = oncePerFrame(() => {
    const { recording: mode, files } = room.state;
    recording.hidden = mode === "off";
    for (const words of recording.children) words.hidden = words.dataset.when !== mode;
    showGroup();
    showTime();
    find("[data-handouts]", root).hidden = !files.length;
    setText(find("[data-handouts] [data-count]", root), `(${files.length})`);
    showFiles(files.map((file) => ({ key: file.uuid, file })));
  });

  function showGroup() {
    const { groups, people } = room.state;
    const line = find("[data-group]", root);
    const index = groupOf(room.state, room.number);
    line.hidden = index < 0;
    if (index < 0) return;
    const names = groups.numbers[index].map((number) => people[number]?.name).filter(Boolean).join(", ");
    setText(find("[data-said]", line), say("group", { n: index + 1, names }));
  }

  function showTime() {
    setText(find("[data-clock]"), minutes(room.clock()));
    const set = room.state.timer || (room.state.groups?.endsAt && { endsAt: room.state.groups.endsAt, label: "" });
    timer.hidden = !set;
    if (!set) return;
    const left = set.endsAt - room.clock();
    setText(find("[data-label]", timer), set.label || say(left > 0 ? "timer" : "timeUp"));
    setText(find("[data-left]", timer), left > 0 ? minutes(left + SECOND - 1) : set.label ? say("timeUp") : "");
  }

  for (const name of ["state", "open"]) room.on(name, render);
  room.on("open", () => showAttendance(room, root));
  if (room.isConnected) showAttendance(room, root);
  render();
  setInterval(() => room.head !== null && showTime(), SECOND);
  room.on("notice", tell);
  room.on("refused", ({ code, item }) => item && tell(say("refused", { why: say(code) })));
}

/** Since when this person counts as present; a drop takes nothing away. */
function showAttendance(room, root) {
  const line = find("[data-attended]", root);
  if (!line.hidden) return;
  const words = find("[data-words]", line);
  const since = room.isLeading ? room.wallTime(0) : words.dataset.since || Date.now();
  setText(words, filled(words.dataset.words, { time: clock(since) }));
  line.hidden = false;
}

function fileRow(root, file) {
  const made = copy(root, "file");
  made.parts.link.href = `${root.dataset.home}tep/${file.uuid}/`;
  setText(made.parts.name, file.name);
  setText(made.parts.size, fileSize(file.bytes));
  return made;
}

/** Say something for six seconds at the bottom of the page. */
function tell(message) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = message;
  find(".toasts").append(toast);
  setTimeout(() => toast.remove(), SHOWN_MS);
}
