/** A secret that was put somewhere, and where. */
export interface Canary {
  readonly place: string;
  readonly secret: string;
}

/** So much of one gives it away. */
const SLICE = 16;

/**
 * Which canaries stand in a text, in whatever clothes: as they are, URL-encoded once or twice, escaped for JSON or HTML,
 * in Base64 or in Base64 of URL's letters, alone or within something longer. A slice of one counts as one.
 */
export function canariesIn(text: string, canaries: readonly Canary[]): string[] {
  const readings = [...new Set(readingsOf(text, 2))];
  return canaries
    .filter(({ secret }) => {
      const slices = [secret.slice(0, SLICE), secret.slice(-SLICE)];
      return readings.some((reading) => slices.some((slice) => reading.includes(slice)));
    })
    .map(({ place }) => place);
}

function readingsOf(text: string, depth: number): string[] {
  if (depth < 0) return [];
  const others = [
    text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString()),
    text
      .replace(/\\+u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replace(/\\+(["\\/])/g, '$1'),
    text
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
      .replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? ''),
    // Each run at its four beginnings: nobody knows where the first whole group begins.
    ...(text.match(/[A-Za-z0-9+/_-]{20,}/g) ?? []).flatMap((run) =>
      [0, 1, 2, 3].map((at) => Buffer.from(run.slice(at), 'base64').toString('latin1')),
    ),
  ].filter((reading) => reading !== text);
  return [text, ...others.flatMap((reading) => (reading.length > 12 ? readingsOf(reading, depth - 1) : []))];
}
