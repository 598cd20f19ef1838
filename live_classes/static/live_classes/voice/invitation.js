// Who may speak: the invitation of who was called, and whether the microphone's buttons can be pressed. Needs no sound yet.
import { groupOf } from "../room/state.js";

/** Whether this person may speak: who leads, who was called, and in a breakout group everybody. */
export const maySpeak = (room) =>
  room.isLeading || room.state.floor.includes(room.number) || groupOf(room.state, room.number) >= 0;

/** Whether somebody is invited now; shown in `element` until it is answered or withdrawn. */
export class Invitation {
  /** `openMic()` resolves to whether the microphone could be loaded; without it the invitation stays. */
  constructor({ room, element, buttons, openMic }) {
    Object.assign(this, { room, element, buttons, openMic, wasAllowed: room.isLeading });
    room.on("state", () => this.follow());
    this.follow();
  }

  /** Do what the room says: invited, or no longer to be heard. */
  follow() {
    const isAllowed = maySpeak(this.room);
    if (isAllowed !== this.wasAllowed) this.element.hidden = !isAllowed;
    for (const button of this.buttons) button.disabled = !isAllowed;
    this.wasAllowed = isAllowed;
  }

  /** Speak: hide the invitation and turn the microphone on; it comes back where the link did not bring what is needed. */
  async accept() {
    this.put();
    if (!(await this.openMic())) this.element.hidden = !maySpeak(this.room);
  }

  /** Put the invitation away; the microphone's button stays. */
  put() {
    this.element.hidden = true;
  }
}
