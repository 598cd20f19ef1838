// Amounts in the words of the page's language.
const lang = document.documentElement.lang;
const VI = lang === "vi";

/** Time of day of a moment, of 24 hours in every language, as the pages write it. */
export const clock = (at) => new Date(at).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** Seconds as "35 giây", "1 phút 40", "2 giờ 5 phút". */
export function duration(seconds) {
  const s = Math.max(1, Math.round(seconds));
  if (s < 60) return VI ? `${s} giây` : `${s} s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) {
    const rest = Math.round((s % 60) / 10) * 10 % 60;
    const tail = minutes < 10 && rest ? (VI ? ` ${rest}` : ` ${rest} s`) : "";
    return (VI ? `${minutes} phút` : `${minutes} min`) + tail;
  }
  const hours = Math.floor(minutes / 60);
  return VI ? `${hours} giờ ${minutes % 60} phút` : `${hours} h ${minutes % 60} min`;
}

/** A speed as "118 kbit/s" or "1,4 Mbit/s". */
export function linkRate(kbps) {
  const number = (value, digits) => value.toLocaleString(lang, { maximumFractionDigits: digits });
  return kbps >= 1000 ? `${number(kbps / 1000, kbps < 1e5 ? 1 : 0)} Mbit/s` : `${Math.round(kbps)} kbit/s`;
}

/** Bytes as "420 KB" or "1,2 MB"; 1 KB is 1,000 bytes. */
export function fileSize(bytes) {
  const number = (value, digits) => value.toLocaleString(lang, { maximumFractionDigits: digits });
  if (bytes >= 1e9) return `${number(bytes / 1e9, 1)} GB`;
  if (bytes >= 1e6) return `${number(bytes / 1e6, 1)} MB`;
  return `${number(Math.round(bytes / 1000), 0)} KB`;
}
