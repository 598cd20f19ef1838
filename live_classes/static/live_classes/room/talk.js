// The talk of the class: messages, polls and missed parts in the order they came, what waits to be sent last.
import { clock } from "../../elearn/words.js";
import { copy, find, oncePerFrame, rows, setText } from "./dom.js";
import { makeMissed, updateMissed } from "./missed.js";
import { isLeadingRole, personOf } from "./people.js";
import { makePoll, updatePoll } from "./polls.js";

const AT_BOTTOM = 60; // pixels from the end that still count as reading the newest
const NEWS_MS = 3000; // a screen reader hears of new messages at most so often

export function startTalk(room, root, say, tabs) {
  const panel = find("#panel-chat", root);
  const page = { room, root, say };
  const kinds = {
    message: [() => makeMessage(page), (made, row) => updateMessage(page, made, row)],
    poll: [(row) => makePoll(page, row), (made, row) => updatePoll(page, made, row)],
    missed: [(row) => makeMissed(page, row), (made, row) => updateMissed(page, made, row)],
  };
  const show = rows(
    find("[data-timeline]", panel),
    (row) => kinds[row.kind][0](row),
    (made, row) => kinds[row.kind][1](made, row),
  );
  const news = startNews(page, panel);
  let unread = 0;

  const render = oncePerFrame(() => {
    if (panel.hidden) return;
    const isAtEnd = panel.scrollHeight - panel.scrollTop - panel.clientHeight < AT_BOTTOM;
    show(timeline(room));
    if (isAtEnd) panel.scrollTop = panel.scrollHeight;
  });

  room.on("event:chat", (event) => {
    if (event.by === room.number) return;
    news(event);
    if (!tabs.isShown("chat")) tabs.badge("chat", ++unread);
  });
  room.on("event:poll_open", (event) => {
    if (!room.isLeading) setText(find("[data-news]", panel), say("pollOpen", { question: event.data.question }));
  });
  root.addEventListener("tab", ({ detail }) => {
    if (detail !== "chat") return;
    unread = 0;
    panel.scrollTop = panel.scrollHeight;
    render();
  });
  for (const name of ["state", "pending", "open", "closed", "refresh"]) room.on(name, render);
  // A keyboard that opens makes the panel lower: the newest message stays in view.
  new ResizeObserver(() => {
    if (panel.dataset.atEnd !== "false") panel.scrollTop = panel.scrollHeight;
  }).observe(panel);
  panel.addEventListener("scroll", () => {
    panel.dataset.atEnd = String(panel.scrollHeight - panel.scrollTop - panel.clientHeight < AT_BOTTOM);
  });
  render();
}

/** Everything that is shown, oldest first; what waits on this device is newest. */
function timeline(room) {
  const { chat, polls } = room.state;
  const known = [
    ...chat.map((message) => ({ key: `m${message.seq}`, kind: "message", at: message.at, message })),
    ...room.missed.map((part) => ({ key: `x${part.from}`, kind: "missed", at: part.to, part })),
    ...(room.isLeading ? [] : Object.values(polls).map((poll) => ({ key: `p${poll.seq}`, kind: "poll", at: poll.at, poll }))),
  ].sort((a, b) => a.at - b.at);
  const waiting = room.pending.filter((item) => item.type === "chat");
  return [...known, ...waiting.map((item) => ({ key: item.cid, kind: "message", item }))];
}

function makeMessage({ room, root }) {
  const made = copy(root, "message");
  made.parts.hide?.addEventListener("click", () => room.send("chat_hide", { seq: Number(made.element.dataset.seq) }));
  return made;
}

function updateMessage({ room, say }, { element, parts }, { message, item }) {
  const number = item ? room.number : message.by;
  const person = personOf(room, say, number);
  element.classList.toggle("me", number === room.number);
  element.classList.toggle("off", Boolean(message?.hidden));
  parts.initials.classList.toggle("g", isLeadingRole(person.role));
  setText(parts.initials, person.initials);
  setText(parts.name, person.name);
  setText(parts.time, clock(item ? item.at : room.wallTime(message.at)));
  setText(parts.text, item ? item.data.text : message.text || say("hidden"));
  setText(parts.state, item ? say(room.isConnected ? "sending" : "waiting") : stateOf(say, message));
  if (message) element.dataset.seq = message.seq;
  if (parts.hide) parts.hide.hidden = !message || message.hidden;
}

function stateOf(say, message) {
  if (message.hidden) return say("hiddenTag");
  return message.group === null ? "" : say("toGroup", { n: message.group + 1 });
}

/** Read new messages out without flooding: one as it is, several as a number. */
function startNews({ room, say }, panel) {
  const region = find("[data-news]", panel);
  let fresh = [];
  let timer = 0;
  const tell = () => {
    timer = 0;
    const [first] = fresh;
    if (fresh.length === 1) setText(region, say("said", { name: personOf(room, say, first.by).name, text: first.data.text }));
    else setText(region, say("news", { n: fresh.length }));
    fresh = [];
  };
  return (event) => {
    fresh.push(event);
    timer ||= setTimeout(tell, NEWS_MS);
  };
}
