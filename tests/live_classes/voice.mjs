// What the voice's scripts do, without a browser; prints the names of what held.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { newState } from "../../live_classes/static/live_classes/room/state.js";
import { packFrame, readFrame, splitFrames } from "../../live_classes/static/live_classes/voice/frames.js";
import { Invitation, maySpeak } from "../../live_classes/static/live_classes/voice/invitation.js";
import { JitterBuffer } from "../../live_classes/static/live_classes/voice/jitter.js";
import { Ladder } from "../../live_classes/static/live_classes/voice/ladder.js";
import { MediaClock } from "../../live_classes/static/live_classes/voice/media_clock.js";
import { joinPackets, packetMs } from "../../live_classes/static/live_classes/voice/opus.js";
import { Packetizer } from "../../live_classes/static/live_classes/voice/packets.js";
import { fitted } from "../../live_classes/static/live_classes/voice/show.js";
import { linkLevel } from "../../live_classes/static/live_classes/voice/link_test.js";
import { timed } from "../../live_classes/static/live_classes/voice/stored.js";
import { WebmReader } from "../../live_classes/static/live_classes/voice/webm.js";

const FRAME_MS = 60;
const RATE = 48;
const QUANTUM = 128;

/** A block of speech; its samples say at which millisecond they were taken, so that what is heard can be told. */
function block(mediaMs, { isAfterSilence = false, loudness = 1 } = {}) {
  const samples = Float32Array.from({ length: FRAME_MS * RATE }, (_, i) => loudness * (mediaMs + i / RATE + 1));
  return { mediaMs, samples, isAfterSilence };
}

/** Play arrivals `{at, block}` through a buffer for some milliseconds; tells when which moment was heard. */
function simulate(arrivals, lengthMs, buffer = new JitterBuffer()) {
  const heard = [];
  const waiting = [...arrivals].sort((a, b) => a.at - b.at);
  for (let quantum = 0; (quantum * QUANTUM) / RATE < lengthMs; quantum += 1) {
    const now = (quantum * QUANTUM) / RATE;
    while (waiting.length && waiting[0].at <= now) buffer.push(waiting.shift().block, now);
    const output = new Float32Array(QUANTUM);
    buffer.pull(output, now);
    heard.push({ now, moment: output[0] ? output[0] - 1 : null });
  }
  return { heard, buffer };
}

const spoken = (heard) => heard.filter(({ moment }) => moment !== null);
const lags = (heard) => spoken(heard).map(({ now, moment }) => now - moment);
const speech = (count, delay) => Array.from({ length: count }, (_, i) => ({ at: i * FRAME_MS + FRAME_MS + delay(i), block: block(i * FRAME_MS) }));

/** Numbers that look random and are the same each time. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

/** A room as far as an invitation knows it; `become(changes)` changes its state and tells. */
function invited({ number = 5, isLeading = false, isLoaded = true } = {}) {
  const room = { number, isLeading, state: newState(), on: (_, follow) => { room.follow = follow; } };
  const [element, button] = [{ hidden: true }, { disabled: !isLeading }];
  const opened = [];
  const openMic = async () => { opened.push(number); return isLoaded; };
  const invitation = new Invitation({ room, element, buttons: [button], openMic });
  const become = (changes) => { Object.assign(room.state, changes); room.follow(); };
  return { room, element, button, opened, invitation, become };
}

const checks = {
  "who leads, who was called and who is in a group may speak"() {
    const { room, become } = invited();
    assert.equal(maySpeak(room), false);
    become({ floor: [5] });
    assert.equal(maySpeak(room), true);
    become({ floor: [6], groups: { numbers: [[1], [5]] } });
    assert.equal(maySpeak(room), true);
    assert.equal(maySpeak(invited({ isLeading: true }).room), true);
  },
  "who is called is invited before any sound was loaded, once"() {
    const { element, button, invitation, become } = invited();
    assert.deepEqual([element.hidden, button.disabled], [true, true]);
    become({ floor: [5] });
    assert.deepEqual([element.hidden, button.disabled], [false, false]);
    invitation.put();
    become({ floor: [5, 7] });
    assert.deepEqual([element.hidden, button.disabled], [true, false]);
    become({ floor: [] });
    assert.deepEqual([element.hidden, button.disabled], [true, true]);
    become({ floor: [5] });
    assert.equal(element.hidden, false);
  },
  "an invitation that is withdrawn goes away"() {
    const { element, become } = invited();
    become({ floor: [5] });
    become({ floor: [] });
    assert.equal(element.hidden, true);
  },
  "who leads is not invited"() {
    const { element, button, become } = invited({ isLeading: true });
    become({ floor: [5] });
    assert.deepEqual([element.hidden, button.disabled], [true, false]);
  },
  async "accepting opens the microphone; what could not be loaded can be tried again"() {
    const good = invited();
    good.become({ floor: [5] });
    await good.invitation.accept();
    assert.deepEqual([good.element.hidden, good.opened], [true, [5]]);
    const bad = invited({ isLoaded: false });
    bad.become({ floor: [5] });
    await bad.invitation.accept();
    assert.equal(bad.element.hidden, false);
  },
  "a frame comes out as it went in"() {
    const bytes = packFrame({ kind: 2, flags: 3, stream: 65535, number: 4294967295, mediaMs: 7_200_000, payload: Uint8Array.of(9, 8, 7) });
    assert.equal(bytes.length, 15);
    const frame = readFrame(new DataView(bytes.buffer));
    assert.deepEqual({ ...frame, payload: [...frame.payload] }, { kind: 2, flags: 3, stream: 65535, number: 4294967295, mediaMs: 7_200_000, payload: [9, 8, 7] });
  },
  "a frame without anything in it is none"() {
    assert.equal(readFrame(new DataView(new ArrayBuffer(12))), null);
    assert.equal(readFrame(new DataView(new ArrayBuffer(0))), null);
  },
  "stored frames are split and a cut end is left out"() {
    const stored = Uint8Array.of(0, 2, 5, 6, 0, 1, 7, 0, 9, 1, 2);
    const found = splitFrames(stored.buffer).map((view) => [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)]);
    assert.deepEqual(found, [[5, 6], [7]]);
  },
  "an opus packet tells how long it plays"() {
    assert.equal(packetMs(Uint8Array.of(3 << 3, 0)), 60);
    assert.equal(packetMs(Uint8Array.of((1 << 3) | 3, 0x83)), 60);
    assert.equal(packetMs(Uint8Array.of((3 << 3) | 1, 0)), 120);
    assert.equal(packetMs(Uint8Array.of(31 << 3, 0)), 20);
    assert.equal(packetMs(Uint8Array.of((3 << 3) | 3, 63)), 0);
    assert.equal(packetMs(new Uint8Array(0)), 0);
  },
  "short packets are joined by the rules of opus"() {
    const toc = 1 << 3;
    const joined = joinPackets([Uint8Array.of(toc, 1, 2), Uint8Array.of(toc, 3), Uint8Array.of(toc, 4, 5, 6)]);
    assert.deepEqual([...joined], [toc | 3, 0x83, 2, 1, 1, 2, 3, 4, 5, 6]);
    const long = new Uint8Array(301).fill(7);
    long[0] = toc;
    assert.deepEqual([...joinPackets([long, long]).slice(0, 4)], [toc | 3, 0x82, 252, 12]);
    assert.equal(joinPackets([Uint8Array.of(toc, 1), Uint8Array.of(toc | 4, 1)]), null);
  },
  "silence is not sent, and what follows says so"() {
    const sent = [];
    const packets = new Packetizer({ frameMs: 60, onFrame: (payload, about) => sent.push([payload.length, about]) });
    const speak = Uint8Array.of(3 << 3, 1, 2, 3, 4);
    packets.take(speak, 0);
    packets.take(speak, 60);
    packets.take(Uint8Array.of(3 << 3), 120);
    packets.take(speak, 600);
    assert.deepEqual(sent.map(([, about]) => about), [
      { mediaMs: 0, isAfterSilence: true }, { mediaMs: 60, isAfterSilence: false }, { mediaMs: 600, isAfterSilence: true },
    ]);
  },
  "packets of 20 ms leave as frames of 60 ms"() {
    const sent = [];
    const packets = new Packetizer({ frameMs: 60, onFrame: (payload, about) => sent.push([packetMs(payload), about.mediaMs]) });
    for (let i = 0; i < 6; i += 1) packets.take(Uint8Array.of(1 << 3, 1, 2, 3), i * 20);
    assert.deepEqual(sent, [[60, 0], [60, 60]]);
  },
  "blocks that arrive unevenly get even moments"() {
    const clock = new MediaClock();
    const next = random(3);
    const moments = Array.from({ length: 200 }, (_, i) => clock.place(60 + i * 60 + next() * 40, 60));
    const steps = moments.slice(1).map((moment, i) => moment - moments[i]);
    assert.ok(steps.every((step) => Math.abs(step - 60) < 1), `${Math.max(...steps)}`);
    const after = clock.place(60 + 200 * 60 + 5000, 60);
    assert.ok(after > moments.at(-1) + 4900);
  },
  "even arrivals are heard whole, 120 ms after they came"() {
    const { heard, buffer } = simulate(speech(50, () => 0), 3400);
    assert.ok(spoken(heard).length * (QUANTUM / RATE) > 50 * FRAME_MS - 10);
    assert.equal(buffer.underruns, 0);
    // 60 ms in the frame, then until 120 ms of sound wait.
    assert.ok(Math.max(...lags(heard)) <= 60 + 120 + 10, `${Math.max(...lags(heard))}`);
  },
  "uneven arrivals raise the target and are heard without a break"() {
    const next = random(7);
    let last = 0;
    const arrivals = speech(400, () => next() * 180).map((one) => ({ ...one, at: (last = Math.max(last, one.at)) }));
    const { heard, buffer } = simulate(arrivals, 400 * FRAME_MS + 600);
    assert.ok(buffer.targetMs > 180 && buffer.targetMs <= 300, `${buffer.targetMs}`);
    assert.ok(buffer.underruns <= 3, `${buffer.underruns}`);
    const second = spoken(heard).filter(({ now }) => now > 6000);
    for (let i = 1; i < second.length; i += 1) assert.ok(second[i].moment >= second[i - 1].moment);
  },
  "after a cut of four seconds the listener is soon near again"() {
    const arrivals = speech(300, (i) => (i >= 60 && i < 127 ? (127 - i) * FRAME_MS : 0));
    const { heard, buffer } = simulate(arrivals, 300 * FRAME_MS + 1500);
    const after = lags(heard.filter(({ now }) => now > 9000));
    assert.ok(Math.max(...after) < 900, `${Math.max(...after)}`);
    assert.ok(buffer.lateBlocks > 40);
    const end = spoken(heard).at(-1).moment;
    assert.ok(end > 300 * FRAME_MS - 100);
  },
  "too much that waits is cut down by what is silent first"() {
    const buffer = new JitterBuffer();
    for (let i = 0; i < 14; i += 1) buffer.push(block(i * FRAME_MS, { loudness: i % 2 ? 1 : 1e-9 }), (i + 1) * FRAME_MS);
    const before = buffer.depthMs;
    const heard = [];
    for (let i = 0; i < 300; i += 1) {
      const output = new Float32Array(QUANTUM);
      buffer.pull(output, 840 + (i * QUANTUM) / RATE);
      if (i === 0) assert.ok(before > 800 && buffer.depthMs <= 620, `${before} ${buffer.depthMs}`);
      heard.push(...output.filter((value) => value >= 1));
    }
    const loud = 7 * FRAME_MS * RATE;
    assert.ok(buffer.skippedMs >= 180 && heard.length > loud - 10, `${buffer.skippedMs} ${heard.length}`);
  },
  "a word of one frame is heard although no more comes"() {
    const { heard } = simulate([{ at: 60, block: block(0) }], 600);
    assert.ok(spoken(heard).length * (QUANTUM / RATE) > 55);
  },
  "a pause of speech is no underrun, a hole in it is one"() {
    const said = (starts, isAfterSilence) => Array.from({ length: 10 }, (_, i) => ({
      at: starts + i * FRAME_MS + FRAME_MS, block: block(starts + i * FRAME_MS, { isAfterSilence: isAfterSilence && !i }),
    }));
    assert.equal(simulate([...said(0, true), ...said(3000, true)], 5000).buffer.underruns, 0);
    assert.equal(simulate([...said(0, true), ...said(3000, false)], 5000).buffer.underruns, 1);
  },
  "a way that became longer for good is followed"() {
    const arrivals = speech(200, (i) => (i < 50 ? 0 : 2500));
    const { heard } = simulate(arrivals, 200 * FRAME_MS + 4000);
    assert.ok(spoken(heard).at(-1).moment > 199 * FRAME_MS);
    assert.ok(spoken(heard).length * (QUANTUM / RATE) > 150 * FRAME_MS);
  },
  "memory stays bounded while nobody listens"() {
    const buffer = new JitterBuffer();
    for (let i = 0; i < 5000; i += 1) buffer.push(block(i * FRAME_MS), i * FRAME_MS);
    assert.ok(buffer.depthMs <= 201 * FRAME_MS);
  },
  "the ladder goes down where frames don't fit and up again with patience"() {
    const ladder = new Ladder();
    let now = 0;
    for (let i = 0; i < 60; i += 1) ladder.note(i % 5 === 0, (now += 60));
    assert.equal(ladder.step, 2);
    let changes = 0;
    for (let i = 0; i < 4000; i += 1) changes += ladder.note(false, (now += 60), 100);
    assert.ok(changes >= 1 && ladder.step < 2);
    ladder.choose(2);
    for (let i = 0; i < 4000; i += 1) ladder.note(false, (now += 60), 100);
    assert.equal(ladder.step, 2);
    ladder.choose(null);
    assert.equal(ladder.step, 1);
  },
  "a slow link gets no better voice"() {
    const ladder = new Ladder();
    for (let i = 0; i < 4000; i += 1) ladder.note(false, i * 60, 900);
    assert.equal(ladder.step, 1);
  },
  "kept voice is played without its long silences"() {
    const frame = (mediaMs) => ({ mediaMs, payload: Uint8Array.of(3 << 3, 1) });
    const at = timed([frame(5000), frame(5060), frame(15_000), frame(15_060)]).map((one) => one.at);
    assert.deepEqual(at, [0, 0.06, 0.52, 0.58]);
    assert.deepEqual(timed([]), []);
  },
  "a picture keeps its shape in the frame it must fit"() {
    assert.deepEqual(fitted({ width: 1920, height: 1080 }, { width: 320, height: 180 }), { width: 320, height: 180 });
    assert.deepEqual(fitted({ width: 480, height: 640 }, { width: 320, height: 180 }), { width: 136, height: 180 });
    assert.deepEqual(fitted({ width: 3, height: 3000 }, { width: 800, height: 450 }), { width: 2, height: 450 });
  },
  "a link is good for what it carries"() {
    assert.deepEqual([0, 20, 40, 64, 5000].map((kbps) => linkLevel({ kbps })), [0, 1, 2, 3, 3]);
  },
  "webm gives its packets whatever the pieces it comes in"() {
    const file = new Uint8Array(readFileSync(process.argv[2]));
    const read = (size) => {
      const found = [];
      const reader = new WebmReader((packet, ms) => found.push([ms, packetMs(packet), packet.length]));
      for (let at = 0; at < file.length; at += size) reader.push(file.subarray(at, at + size));
      return found;
    };
    const whole = read(file.length);
    assert.ok(whole.length >= 16, `${whole.length}`);
    assert.ok(whole.every(([ms, length], i) => length === 60 && (i === 0 || ms - whole[i - 1][0] >= 59)));
    for (const size of [1, 7, 100]) assert.deepEqual(read(size), whole);
  },
  "bytes that are no webm give nothing and end"() {
    const found = [];
    const reader = new WebmReader((packet) => found.push(packet));
    const next = random(11);
    for (let i = 0; i < 200; i += 1) {
      try {
        reader.push(Uint8Array.from({ length: 500 }, () => next() * 256));
      } catch (error) {
        assert.ok(error instanceof RangeError);
        break;
      }
    }
    assert.ok(found.length < 100);
  },
};

for (const [name, check] of Object.entries(checks)) {
  if (name.startsWith("webm") && !process.argv[2]) continue;
  await check();
  console.log(name);
}
