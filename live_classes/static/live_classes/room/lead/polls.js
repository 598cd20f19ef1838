// Polls from the teacher's side: asking, watching the answers come, showing them, closing.
import { filled, copy, find, minutes, oncePerFrame, rows, setText } from "../dom.js";
import { showShares } from "../polls.js";

const TICK_MS = 1000;
const SHOW_MS = 3000; // counts for the class, at most so often
const GRACE_MS = 3000; // answers under way when the time runs out still count
const SHOWN = 5;

export function startPollDesk(room, root) {
  const opened = new Set(); // polls asked from this page: their counts are this page's to show
  startForm(room, find("[data-poll-form]", root), opened);
  const show = rows(find("[data-polls]", root), ({ poll }) => makeDesk(room, root, poll), (made, { poll }) => updateDesk(room, root, made, poll));
  const render = oncePerFrame(() => {
    const newest = Object.values(room.state.polls).sort((a, b) => b.seq - a.seq).slice(0, SHOWN);
    show(newest.map((poll) => ({ key: poll.seq, poll })));
  });
  room.on("state", render);
  let shownAt = 0;
  let counted = "";
  setInterval(() => {
    const poll = Object.values(room.state.polls).find((one) => one.open);
    if (!poll || !room.isConnected) return;
    render();
    if (poll.endsAt !== null && room.clock() > poll.endsAt + GRACE_MS) {
      if (!room.pending.some((item) => item.type === "poll_close")) room.send("poll_close", { poll: poll.seq });
      return;
    }
    const answers = `${poll.seq}:${JSON.stringify(poll.answers)}`;
    const isOurs = opened.has(poll.seq) || room.role === "host";
    const isDue = isOurs && poll.results === "live" && answers !== counted && Object.keys(poll.answers).length;
    if (!isDue || performance.now() - shownAt < SHOW_MS) return;
    [shownAt, counted] = [performance.now(), answers];
    room.send("poll_show", { poll: poll.seq });
  }, TICK_MS);
}

function startForm(room, form, opened) {
  const options = [...form.querySelectorAll("[name=option]")];
  const more = find("[data-more]", form);
  more.addEventListener("click", () => {
    const next = options.map((input) => input.parentElement).find((line) => line.hidden);
    next.hidden = false;
    find("[name=option]", next).focus();
    more.hidden = !options.some((input) => input.parentElement.hidden);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { question, seconds, results, key } = form.elements;
    const chosen = options.map((input, index) => ({ text: input.value.trim(), isKey: String(index) === key.value })).filter(({ text }) => text);
    const right = chosen.findIndex(({ isKey }) => isKey);
    const data = {
      question: question.value.trim(),
      options: chosen.map(({ text }) => text),
      isQuiz: right >= 0,
      seconds: seconds.value ? Number(seconds.value) : null,
      results: results.value,
    };
    if (data.options.length < 2 || !data.question) return form.reportValidity();
    room.send("poll_open", data).then(({ seq }) => {
      opened.add(seq);
      if (right >= 0) room.send("poll_key", { poll: seq, option: right });
    }, () => {}); // what was refused is said by the page
    form.reset();
    form.closest("dialog").close();
  });
}

function makeDesk(room, root, poll) {
  const made = copy(root, "lead-poll");
  made.options = poll.options.map((text) => {
    const one = copy(root, "lead-option");
    one.parts.text.textContent = text;
    return one;
  });
  made.parts.options.append(...made.options.map((one) => one.element));
  made.parts.question.textContent = poll.question;
  made.parts.close.addEventListener("click", () => room.send("poll_close", { poll: poll.seq }));
  made.parts.show.addEventListener("click", async () => {
    const now = room.state.polls[poll.seq];
    if (now.open) await room.send("poll_close", { poll: poll.seq });
    if (!room.state.polls[poll.seq].shown) await room.send("poll_show", { poll: poll.seq });
  });
  return made;
}

function updateDesk(room, root, made, poll) {
  const answers = Object.values(poll.answers);
  const counts = poll.options.map((text, index) => answers.filter((option) => option === index).length);
  showShares(made.options, { counts, key: poll.key });
  const { parts } = made;
  const all = Math.max(Number(root.dataset.expected), answers.length);
  setText(parts.count, filled(parts.count.dataset.words, { n: answers.length, all }));
  parts.close.hidden = !poll.open;
  parts.show.hidden = Boolean(poll.shown) && !poll.open;
  const isCounting = poll.open && poll.endsAt !== null;
  parts.left.hidden = !isCounting;
  if (isCounting) setText(find("span", parts.left), minutes(Math.max(0, poll.endsAt - room.clock())));
}
