// Voice of a room: hears whom the room hears, and lets who leads or was called be heard.
import { maySpeak } from "./voice/invitation.js";
import { startVoiceSheet } from "./voice/sheet.js";
import { Microphone } from "./voice/microphone.js";
import { VoicePlayer } from "./voice/player.js";
import { voiceWords } from "./voice/status.js";
import { StoredVoice, fetchVoice } from "./voice/stored.js";

const REPORT_MS = 250;
const WINDOW = 40; // reports: ten seconds of lost frames
const DUCKED = 0.25; // what is said now, while something missed is heard

class Voice {
  constructor(room, root) {
    Object.assign(this, { room, root, say: voiceWords(root), volume: 1, counts: [] });
    const { playerWorklet, captureWorklet, opusDecoder } = root.dataset;
    this.player = new VoicePlayer({ workletAddress: playerWorklet, opusDecoder, context: room.audio, clock: () => room.clock() });
    this.microphone = new Microphone({ room, root, say: this.say, workletAddress: captureWorklet, isAllowed: () => maySpeak(room) });
    room.on("binary:2", (view) => this.player.push(view));
    room.on("level", () => this.follow());
    for (const name of ["visibilitychange", "pointerup", "keyup"]) document.addEventListener(name, () => this.resume());
    setInterval(() => this.report(), REPORT_MS);
    startVoiceSheet(this, root);
    this.follow();
  }

  get capture() { return this.microphone.capture; }
  get isMicOn() { return this.microphone.isOn; }
  get isHearing() { return this.player.isPlaying && !this.player.isSilenced; }

  openMic() { this.microphone.open(); }

  closeMic() { this.microphone.close(); }

  /** Nothing is decoded while only text is wanted. */
  follow() {
    this.player.silence(this.room.level === 0);
  }

  async hear() {
    try {
      await this.player.start();
    } catch (error) {
      this.room.emit("notice", this.say("noSound"));
      reportError(error);
    }
    this.player.volume = this.volume;
  }

  /** After a phone call or a change of tabs browsers leave sound switched off. */
  resume() {
    if (document.hidden) return;
    if (this.player.ready && !this.player.isPlaying) this.player.start();
    this.capture?.resume();
  }

  setVolume(volume) {
    this.volume = volume;
    this.player.volume = volume;
  }

  /** Tell the room how voice arrives, and tests and styles what is heard. */
  report() {
    const { player, room, root, capture } = this;
    const lost = player.framesLost + player.lateBlocks;
    this.counts.push([player.framesReceived, lost]);
    if (this.counts.length > WINDOW) this.counts.shift();
    const [received, lostBefore] = this.counts[0];
    const all = player.framesReceived - received + lost - lostBefore;
    room.lostShare = all > 0 ? Math.min(1, (lost - lostBefore) / all) : 0;
    room.lagMs = player.speaking.length ? player.lagMs : 0;
    if (this.stored) root.dataset.missedEnergy = Math.max(Number(root.dataset.missedEnergy), this.stored.energy).toFixed(4);
    Object.assign(root.dataset, {
      energy: player.energy.toFixed(4),
      lag: String(player.lagMs),
      underruns: String(player.underruns),
      frames: String(player.framesReceived),
      framesLost: String(lost),
      target: String(Math.round(player.targetMs)),
      micEnergy: (capture?.energy ?? 0).toFixed(4),
      framesSent: String(capture?.framesSent ?? 0),
    });
  }
}

/** Begin to hear the room; to be called from a tap. Calling it again only wakes the sound up. */
export function start(room, root) {
  room.voice ??= new Voice(room, root);
  return room.voice.hear();
}

/** Play what was said while this device was away; what is said now goes on softly below it. */
export async function playMissed(room, root, parts) {
  start(room, root);
  const { voice } = room;
  await voice.player.start();
  const stored = voice.stored = new StoredVoice({ context: voice.player.context, opusDecoder: root.dataset.opusDecoder });
  voice.player.volume = voice.volume * DUCKED;
  Object.assign(root.dataset, { missedFrames: "0", missedEnergy: "0" });
  try {
    for (const part of parts) {
      const frames = await fetchVoice(root.dataset.voiceLog, part);
      root.dataset.missedFrames = String(Number(root.dataset.missedFrames) + frames.length);
      await stored.play(frames);
    }
  } finally {
    stored.stop();
    voice.player.volume = voice.volume;
    voice.stored = null;
  }
}
