// The sheet «Tiếng»: volume, silence on this device, and for who speaks how much their voice costs.
import { keep, kept } from "../../elearn/device.js";
import { find } from "../room/dom.js";

/** Tie the sheet to the voice of the room. */
export function startVoiceSheet(voice, root) {
  const sheet = find("[data-voice-sheet]", root);
  if (!sheet) return;
  const volume = find("[data-volume]", sheet);
  volume.value = kept("live-volume") ?? volume.value;
  const follow = () => voice.setVolume(Number(volume.value) / 100);
  volume.addEventListener("input", () => {
    keep("live-volume", volume.value);
    follow();
  });
  follow();
  for (const radio of sheet.querySelectorAll("[name=voice-step]")) {
    radio.addEventListener("change", () => voice.microphone.choose(radio.value === "" ? null : Number(radio.value)));
  }
}
