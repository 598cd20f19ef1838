// What the replay's scripts do, without a browser; prints the names of what held.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ReplayClock } from "../../live_classes/static/live_classes/replay/clock.js";
import { inWindow, runsOf } from "../../live_classes/static/live_classes/replay/runs.js";
import { States } from "../../live_classes/static/live_classes/replay/states.js";
import { fold, indexAt, marks, piecesWanted, search, slideBeside } from "../../live_classes/static/live_classes/replay/timeline.js";
import { reduceEvent } from "../../live_classes/static/live_classes/events/index.js";
import { newState } from "../../live_classes/static/live_classes/room/state.js";

const events = JSON.parse(readFileSync(process.argv[2], "utf8"));

function check(name, test) {
  test();
  console.log(name);
}

function clockAt(at = 0, length = 60_000) {
  const time = { ms: 1000 };
  return { time, clock: new ReplayClock({ length, at, now: () => time.ms }) };
}

check("the clock stands until it is played", () => {
  const { time, clock } = clockAt(5000);
  time.ms += 3000;
  assert.equal(clock.position, 5000);
  clock.play();
  time.ms += 3000;
  assert.equal(clock.position, 8000);
});

check("speed counts from when it is set", () => {
  const { time, clock } = clockAt();
  clock.play();
  time.ms += 2000;
  clock.speed = 2;
  time.ms += 2000;
  assert.equal(clock.position, 6000);
  clock.speed = 0.75;
  time.ms += 4000;
  assert.equal(clock.position, 9000);
  clock.speed = 17;
  assert.equal(clock.speed, 0.75);
});

check("pausing and waiting stop it, and going on loses nothing", () => {
  const { time, clock } = clockAt();
  clock.play();
  time.ms += 1000;
  clock.hold(true);
  time.ms += 9000;
  assert.equal(clock.position, 1000);
  assert.equal(clock.isPlaying, true);
  clock.hold(false);
  time.ms += 1000;
  assert.equal(clock.position, 2000);
  clock.pause();
  time.ms += 9000;
  assert.equal(clock.position, 2000);
});

check("a jump stays within the class", () => {
  const { time, clock } = clockAt();
  clock.play();
  for (const [to, expected] of [[30_000, 30_000], [-5, 0], [99_000, 60_000], [Number.NaN, 0]]) {
    clock.seek(to);
    assert.equal(clock.position, expected);
  }
  clock.seek(59_000);
  time.ms += 5000;
  assert.equal(clock.position, 60_000);
  assert.equal(clock.isOver, true);
});

check("playing after the end begins anew", () => {
  const { clock } = clockAt(60_000);
  clock.play();
  assert.equal(clock.position, 0);
});

check("another source of time takes over where the first one was", () => {
  const { time, clock } = clockAt();
  clock.play();
  time.ms += 4000;
  const sound = { ms: 77 };
  clock.follow(() => sound.ms);
  time.ms += 50_000;
  sound.ms += 1000;
  assert.equal(clock.position, 5000);
  assert.equal(clock.whenOf(6000), 1077 - 1000 + 2000);
});

check("when a moment is reached follows speed", () => {
  const { time, clock } = clockAt(10_000);
  clock.play();
  clock.speed = 2;
  assert.equal(clock.whenOf(14_000), time.ms + 2000);
  assert.equal(clock.whenOf(8000), time.ms - 1000);
});

check("marks of letters don't matter to a search", () => {
  assert.equal(fold("  Phân  SỐ\nĐẸP "), "phan so dep");
  const moments = ["Phân số bằng nhau", "Quy đồng mẫu số", "Em hiểu rồi ạ"].map((text) => ({ folded: fold(text) }));
  assert.deepEqual(search(moments, "so"), [0, 1]);
  assert.deepEqual(search(moments, "SỐ mau"), [1]);
  assert.deepEqual(search(moments, "đồng"), [1]);
  assert.deepEqual(search(moments, "  "), [0, 1, 2]);
  assert.deepEqual(search(moments, "khong co"), []);
});

check("the moment of a position is the last that is not after it", () => {
  const moments = [{ at: 10 }, { at: 20 }, { at: 20 }, { at: 30 }];
  assert.deepEqual([0, 10, 15, 20, 29, 30, 99].map((ms) => indexAt(moments, ms)), [-1, 0, 0, 2, 2, 3, 3]);
  assert.equal(indexAt([], 5), -1);
});

check("marks of a kind never cover each other", () => {
  const moments = Array.from({ length: 1000 }, (_, i) => ({ kind: i % 2 ? "chat" : "slide", at: i * 60 }));
  const found = marks(moments, 60_000, { kinds: ["slide"] });
  assert.ok(found.length > 50 && found.length < 130);
  assert.ok(found.every(({ share }, i) => !i || share - found[i - 1].share >= 0.008));
  assert.deepEqual(marks([{ kind: "slide", at: 5 }], 0, { kinds: ["slide"] }), [{ kind: "slide", at: 5, share: 0 }]);
});

check("slides beside a moment are found, and the way back passes the one just begun", () => {
  const moments = [{ kind: "slide", at: 0 }, { kind: "chat", at: 5000 }, { kind: "slide", at: 10_000 }, { kind: "slide", at: 20_000 }];
  assert.equal(slideBeside(moments, 5000, 1), 10_000);
  assert.equal(slideBeside(moments, 25_000, 1), null);
  assert.equal(slideBeside(moments, 15_000, -1), 10_000);
  assert.equal(slideBeside(moments, 10_500, -1), 0);
  assert.equal(slideBeside([], 10_500, -1), 0);
});

check("voice is asked for where it is heard now and where it will be, if there is any", () => {
  const bytes = [100, 0, 0, 100];
  const wanted = (ms) => piecesWanted(bytes, ms, { pieceMs: 15_000, ahead: 4 });
  assert.deepEqual(wanted(0), [0, 1, 2, 3]);
  assert.deepEqual(wanted(44_999), [2, 3]);
  assert.deepEqual(wanted(60_000), []);
  assert.deepEqual(wanted(150_000), [12, 13, 14]);
  assert.deepEqual(wanted(239_000), [15]);
  assert.deepEqual(wanted(999_000), []);
});

check("any moment has the state that its events make, in whatever order it is looked at", () => {
  const states = new States(events);
  const last = events.at(-1).at;
  for (const share of [0.5, 0.1, 1, 0.3, 0.31, 0.9, 0, 0.95, 0.2]) {
    const expected = newState();
    for (const event of events.filter(({ at }) => at <= last * share)) reduceEvent(expected, event);
    assert.deepEqual(states.at(last * share), expected);
  }
  assert.deepEqual(states.at(-1), newState());
});

check("folding a long class again and again changes no event", () => {
  const before = JSON.stringify(events);
  const states = new States(events);
  for (let turn = 0; turn < 4; turn += 1) { states.at(1e9); states.at(0); }
  assert.equal(JSON.stringify(events), before);
});

const sound = (stream, mediaMs, value = 1) => ({ stream, mediaMs, samples: new Float32Array(60 * 48).fill(value) });

check("sound without gaps becomes one piece, in order of time", () => {
  const [run, ...others] = runsOf([sound(1, 120, 3), sound(1, 0, 1), sound(1, 60, 2)]);
  assert.equal(others.length, 0);
  assert.equal(run.mediaMs, 0);
  assert.deepEqual([0, 60, 120].map((ms) => run.samples[ms * 48]), [1, 2, 3]);
});

check("silence and other voices begin pieces of their own", () => {
  const runs = runsOf([sound(1, 0), sound(1, 60), sound(1, 500), sound(2, 30), sound(2, 100)]);
  assert.deepEqual(runs.map(({ mediaMs, samples }) => [mediaMs, samples.length / 48]), [[0, 120], [30, 120], [500, 60]]);
  assert.deepEqual(runsOf([]), []);
});

check("frames are heard once, whichever window they begin in", () => {
  const frames = Array.from({ length: 100 }, (_, i) => ({ mediaMs: i * 60 }));
  const windows = [[0, 2000], [2000, 4000], [4000, 6000]].flatMap(([from, to]) => inWindow(frames, from, to));
  assert.deepEqual(windows, frames);
});
