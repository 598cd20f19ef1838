// Level bars: how loud it is now.

const LOUDEST = 0.15; // RMS that fills the bars
const SILENT = 0.004;

/** Show a level (RMS) on bars whose heights wave a little, as speech does. */
export function drawBars(bars, energy) {
  const share = energy < SILENT ? 0 : Math.min(1, Math.sqrt(energy / LOUDEST));
  bars.forEach((bar, index) => {
    const wave = 0.55 + 0.45 * Math.abs(Math.sin(index * 2.4 + performance.now() / 130));
    bar.style.setProperty("--level", (share * wave).toFixed(2));
  });
}
