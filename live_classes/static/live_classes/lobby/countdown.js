// Shows how long it is until a class begins.

const two = (number) => String(number).padStart(2, "0");

/** Seconds as "4:05" or "1:04:05"; days in words before it. */
export function timeLeft(seconds, dayWords) {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  const clock = days || hours ? `${days ? two(hours) : hours}:${rest}` : rest.replace(/^0/, "");
  return days ? `${dayWords.replace("{days}", days)} ${clock}` : clock;
}

/** Count down in [data-left] of an element to its `data-countdown` (seconds since 1970); the device's clock may be wrong. */
export function countDown(element, serverAheadMs) {
  const left = element.querySelector("[data-left]");
  const words = element.querySelector("[data-words]");
  const startsAt = Number(element.dataset.countdown) * 1000;
  const show = () => {
    const seconds = Math.ceil((startsAt - Date.now() - serverAheadMs) / 1000);
    left.hidden = seconds <= 0;
    left.textContent = timeLeft(Math.max(seconds, 0), words.dataset.day);
    words.textContent = seconds > 0 ? words.dataset.words : words.dataset.soon;
    if (seconds <= 0) clearInterval(timer);
  };
  const timer = setInterval(show, 1000);
  show();
}
