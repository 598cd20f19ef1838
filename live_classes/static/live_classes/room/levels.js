// Data use: the meter, the four levels with what an hour costs, and stepping down and up by itself.
import { keep, kept } from "../../elearn/device.js";
import { linkRate } from "../../elearn/words.js";
import { filled, find, setText } from "./dom.js";
import { Advisor } from "./advisor.js";

const SAMPLE_MS = 5000;
const METER_MS = 1000;
const RATE_OVER_MS = 5000;
const MEASURED_AFTER_MS = 60_000; // a minute of a level tells what an hour costs

const lang = document.documentElement.lang;
const megabytes = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1000).toLocaleString(lang)} KB` : `${(bytes / 1e6).toLocaleString(lang, { maximumFractionDigits: 1 })} MB`);

export function startLevels(room, root, say) {
  const meter = find(".room-meter");
  const form = find("[data-levels]", root);
  const notice = find("[data-downgrade]", root);
  const automatic = find("[data-automatic]", form);
  const advisor = new Advisor(room.level);
  const perLevel = {}; // level → {bytes, ms} of this visit
  let fetched = 0;
  let before = { bytes: 0, at: performance.now() };
  const recent = [];

  automatic.checked = kept("live-level")?.isAutomatic ?? true;
  watchFetches((bytes) => { fetched += bytes; });
  const used = () => room.wireBytes + fetched;
  const nameOf = (level) => find("[data-name]", form.elements.level[level].closest("label")).textContent;

  function remember() {
    keep("live-level", { level: advisor.wanted, isAutomatic: automatic.checked });
  }

  function setLevel(level) {
    room.setLevel(level);
    form.elements.level.value = String(level);
  }

  setInterval(() => {
    const now = { bytes: used(), at: performance.now() };
    const rates = (perLevel[room.level] ||= { bytes: 0, ms: 0 });
    if (room.isConnected) {
      rates.bytes += now.bytes - before.bytes;
      rates.ms += now.at - before.at;
    }
    before = now;
    recent.push(now);
    while (now.at - recent[0].at > RATE_OVER_MS) recent.shift();
    const kbps = ((now.bytes - recent[0].bytes) * 8) / Math.max(now.at - recent[0].at, 1);
    const text = megabytes(now.bytes);
    for (const place of [find("[data-used]", meter), find("[data-used]", form)]) setText(place, text);
    setText(find("[data-rate]", meter), linkRate(kbps));
    find(".bars", meter).dataset.n = room.isConnected ? advisor.bars : 0;
  }, METER_MS);

  setInterval(() => {
    if (!room.isConnected) return;
    const seen = { rtt: room.rttMs, lag: room.lagMs, lost: room.lostShare };
    room.reportLink(seen);
    const level = advisor.look(seen, performance.now());
    if (level === room.level || !automatic.checked) return;
    announce(level);
  }, SAMPLE_MS);

  /** Change the level by itself, and say so once with a way back. */
  function announce(level) {
    const isDown = level < room.level;
    setLevel(level);
    notice.hidden = false;
    find("[data-undo]", notice).hidden = !isDown;
    setText(find("[data-said]", notice), say(isDown ? "downgraded" : "upgraded", { level: nameOf(level) }));
    if (!isDown) setTimeout(() => { if (room.level === level) notice.hidden = true; }, 6000);
  }

  room.on("closed", () => advisor.dropped(performance.now()));
  find("[data-undo]", notice).addEventListener("click", () => {
    notice.hidden = true;
    advisor.insist(performance.now());
    setLevel(advisor.wanted);
  });
  form.addEventListener("change", ({ target }) => {
    if (target.name === "level") {
      advisor.choose(Number(target.value), performance.now());
      notice.hidden = true;
      setLevel(advisor.wanted);
    }
    remember();
  });
  meter.addEventListener("click", showPrices);
  function showPrices() {
    for (const radio of form.elements.level) {
      const price = find("em", radio.closest("label"));
      const measured = perLevel[radio.value];
      const isMeasured = measured?.ms > MEASURED_AFTER_MS;
      const mb = isMeasured ? (measured.bytes / measured.ms) * 3.6 : Number(radio.dataset.mb);
      setText(price, filled(isMeasured ? price.dataset.measured : price.dataset.anHour, { mb: mb.toLocaleString(lang, { maximumFractionDigits: mb < 10 ? 1 : 0 }) }));
    }
  }
  showPrices();
  form.elements.level.value = String(room.level);
}

/** Count what the page fetches besides the socket: slides, missed parts, scripts. */
function watchFetches(count) {
  const add = (entries) => count(entries.reduce((sum, entry) => sum + entry.transferSize, 0));
  add(performance.getEntriesByType("navigation"));
  new PerformanceObserver((list) => add(list.getEntries())).observe({ type: "resource", buffered: true });
}
