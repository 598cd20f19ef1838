// What the room's scripts do, without a browser; prints the names of what held. Runs where all apps' scripts lie together.
import assert from "node:assert/strict";

const stored = new Map();
// Node has no storage of its own; this one behaves as a browser's does.
globalThis.localStorage = new Proxy(
  { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, String(value)), removeItem: (key) => stored.delete(key) },
  { ownKeys: () => [...stored.keys()], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) },
);
globalThis.document = { documentElement: { lang: "vi" } };

const { Advisor } = await import("./live_classes/room/advisor.js");
const { minutes, filled } = await import("./live_classes/room/dom.js");
const { dealt } = await import("./live_classes/room/lead/groups.js");
const { pieces } = await import("./live_classes/room/missed.js");
const { newId } = await import("./live_classes/room/ids.js");
const { Outbox } = await import("./live_classes/room/outbox.js");
const { byName } = await import("./live_classes/room/people.js");
const { delayBefore } = await import("./live_classes/room/socket.js");

const PLACE = "live-event:a-room:3:";
const makeOutbox = (prefix = PLACE) => {
  const sent = [];
  const outbox = new Outbox(prefix, (frame) => sent.push(frame), () => {});
  return { outbox, sent };
};
const checks = {
  "delays before reconnecting lie between half a second and a quarter of a minute"() {
    for (let attempt = 1; attempt < 40; attempt++) {
      assert.equal(delayBefore(attempt, () => 0), 500);
      assert.ok(delayBefore(attempt, () => 0.999999) <= 15_000);
    }
    assert.ok(delayBefore(1, () => 1) < delayBefore(3, () => 1));
  },
  "an event waits on the device while there is no link and goes out when there is"() {
    const { outbox, sent } = makeOutbox();
    outbox.add("chat", { text: "a" });
    assert.equal(sent.length, 0);
    assert.equal(stored.size, 1);
    outbox.open(true);
    assert.deepEqual(sent.map(({ type, data }) => [type, data.text]), [["chat", "a"]]);
    outbox.acked(sent[0].cid, 7);
    assert.equal(stored.size, 0);
  },
  "an event goes out again under the same cid after a drop"() {
    const { outbox, sent } = makeOutbox();
    outbox.open(true);
    outbox.add("hand", { up: true });
    outbox.open(false);
    outbox.open(true);
    assert.equal(sent.length, 2);
    assert.equal(sent[0].cid, sent[1].cid);
  },
  "events survive a reload in the order they were made"() {
    const { outbox } = makeOutbox();
    for (const text of "abcdef") outbox.add("chat", { text });
    const { outbox: again, sent } = makeOutbox();
    assert.deepEqual(again.items.map((item) => item.cid), outbox.items.map((item) => item.cid));
    again.open(true);
    assert.equal(sent.map(({ data }) => data.text).join(""), "abcdef");
  },
  "nobody sends what another person left on the same device"() {
    makeOutbox().outbox.add("chat", { text: "của bạn khác" });
    assert.equal(makeOutbox("live-event:a-room:30:").outbox.items.length, 0);
    assert.equal(makeOutbox("live-event:a-room:4:").outbox.items.length, 0);
  },
  "what is two days old is forgotten"() {
    stored.set(`${PLACE}x`, JSON.stringify({ cid: "x", type: "chat", data: {}, at: Date.now() - 3 * 86_400_000, turn: 0 }));
    assert.equal(makeOutbox().outbox.items.length, 0);
    assert.equal(stored.size, 0);
  },
  "only so many events are on their way at once"() {
    const { outbox, sent } = makeOutbox();
    outbox.open(true);
    for (let turn = 0; turn < 20; turn++) outbox.add("chat", { text: String(turn) });
    assert.equal(sent.length, 8);
    outbox.acked(sent[0].cid, 1);
    assert.equal(sent.length, 9);
  },
  async "a refusal settles the promise and takes the event off the device"() {
    const { outbox, sent } = makeOutbox();
    outbox.open(true);
    const answer = outbox.add("chat", { text: "" });
    assert.equal(outbox.refused(sent[0].cid, "empty").type, "chat");
    assert.deepEqual(await answer.catch((error) => error), { code: "empty" });
    assert.equal(stored.size, 0);
  },
  "an event that came too fast is kept and tried again"() {
    const { outbox, sent } = makeOutbox();
    outbox.open(true);
    outbox.add("chat", { text: "nhanh" });
    assert.equal(outbox.refused(sent[0].cid, "rate_limited"), null);
    assert.equal(outbox.items.length, 1);
    outbox.pausedUntil = 0;
    outbox.pump();
    assert.equal(sent[1].cid, sent[0].cid);
  },
  "the event that was too large for a frame is given up, the others stay"() {
    const { outbox } = makeOutbox();
    outbox.add("chat", { text: "a" });
    outbox.add("stroke", { points: "x".repeat(1000) });
    assert.equal(outbox.dropLargest().type, "stroke");
    assert.deepEqual(outbox.items.map((item) => item.type), ["chat"]);
  },
  "the level goes down after three bad looks and back up when the link is well for half a minute"() {
    const advisor = new Advisor(1);
    const bad = { rtt: 3000, lag: 0, lost: 0 };
    const good = { rtt: 100, lag: 200, lost: 0 };
    assert.deepEqual([1, 2, 3].map((turn) => advisor.look(bad, turn * 5000)), [1, 1, 0]);
    const levels = Array.from({ length: 8 }, (_, turn) => advisor.look(good, 20_000 + turn * 5000));
    assert.deepEqual(levels.slice(0, 5), [0, 0, 0, 0, 0]);
    assert.equal(levels.at(-1), 1);
  },
  "a level that did not hold is tried again later each time"() {
    const advisor = new Advisor(1);
    const waits = [];
    let now = 0;
    for (let round = 0; round < 4; round++) {
      while (advisor.look({ rtt: 3000, lag: 0, lost: 0 }, (now += 5000)) === 1);
      const downAt = now;
      while (advisor.look({ rtt: 100, lag: 0, lost: 0 }, (now += 5000)) === 0);
      waits.push(now - downAt);
    }
    assert.ok(waits.every((wait, index) => !index || wait > waits[index - 1]), String(waits));
  },
  "who insists on a level keeps it for a while"() {
    const advisor = new Advisor(2);
    advisor.insist(0);
    for (let turn = 1; turn < 20; turn++) assert.equal(advisor.look({ rtt: 9000, lag: 9000, lost: 1 }, turn * 5000), 2);
  },
  "the level never rises above what was chosen"() {
    const advisor = new Advisor(0);
    for (let turn = 1; turn < 30; turn++) assert.equal(advisor.look({ rtt: 50, lag: 0, lost: 0 }, turn * 5000), 0);
  },
  "groups differ by one person at most and forget nobody"() {
    const groups = dealt([...Array(23).keys()], 5);
    const sizes = [0, 1, 2, 3, 4].map((group) => [...groups.values()].filter((one) => one === group).length);
    assert.equal(groups.size, 23);
    assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
  },
  "a long missed part is asked for in pieces without gaps"() {
    const found = pieces({ from: 5, to: 25 * 60_000 });
    assert.equal(found.length, 3);
    assert.deepEqual([found[0].from, found.at(-1).to], [5, 25 * 60_000]);
    for (let index = 1; index < found.length; index++) assert.equal(found[index].from, found[index - 1].to);
  },
  "people stand in the order of class lists, teachers first"() {
    const names = ["Trần An", "Lê Ánh", "Đỗ Bình", "Cô Yến"].map((name) => ({ name, role: name.startsWith("Cô") ? "host" : "pupil" }));
    assert.deepEqual(names.reverse().sort(byName).map(({ name }) => name), ["Cô Yến", "Trần An", "Lê Ánh", "Đỗ Bình"]);
  },
  "ids are UUIDs also where the page is not in a secure context"() {
    const { crypto } = globalThis;
    Object.defineProperty(globalThis, "crypto", { value: { getRandomValues: (bytes) => crypto.getRandomValues(bytes) }, configurable: true });
    const made = Array.from({ length: 100 }, newId);
    Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true });
    for (const id of made) assert.match(id, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    assert.equal(new Set(made).size, 100);
  },
  "times and places in texts are filled in"() {
    assert.deepEqual([0, 59_999, 61_000, 3_661_000, -5].map(minutes), ["0:00", "0:59", "1:01", "1:01:01", "0:00"]);
    assert.equal(filled("Nhóm {n}: {names}", { n: 2 }), "Nhóm 2: {names}");
  },
};

for (const [name, check] of Object.entries(checks)) {
  stored.clear();
  await check();
  console.log(name);
}
