import type { Ending } from './ending';

/** In what a run that was killed and followed ended otherwise than one that was left alone; empty: in nothing. */
export interface Differences {
  readonly state: readonly string[];
  readonly evidence: readonly string[];
  readonly alerts: readonly string[];
  readonly chain: readonly string[];
  /** How often the first alert arrived, by the channel that it arrived at most often. */
  readonly firstAlert: number;
}

export function differences(undisturbed: Ending, killed: Ending): Differences {
  return {
    state: [
      ...lines('the account', undisturbed.world, killed.world),
      ...lines('the incident', undisturbed.incidents, killed.incidents),
    ],
    evidence: objects(undisturbed, killed),
    alerts: alerts(undisturbed.alerts, killed.alerts),
    chain: killed.broken,
    firstAlert: Math.max(
      ...['mail: ', 'chat: '].map((channel) => {
        const [first] = [...undisturbed.alerts.keys()].filter((title) => title.startsWith(channel));
        return killed.alerts.get(first ?? '') ?? 0;
      }),
    ),
  };
}

function objects(undisturbed: Ending, killed: Ending): string[] {
  const all = [...new Set([...undisturbed.evidence.keys(), ...killed.evidence.keys()])];
  const newest = Math.max(...undisturbed.looks);
  return all.flatMap((path) => {
    const [a, b] = [undisturbed.evidence.get(path), killed.evidence.get(path)];
    const look = Number(/\/round-(\d+)\//.exec(path)?.[1] ?? newest);
    // A look between may be overtaken by the next where it died, and may take place where it would have been overtaken.
    if (look !== newest && !(undisturbed.looks.has(look) && killed.looks.has(look))) return [];
    if (a === undefined) return [`${path}: only after the crash`];
    return b === undefined ? [`${path}: lost`] : lines(path, a, b);
  });
}

/** Each arrives, and at most once more than it would have; and nothing else arrives. */
function alerts(expected: Ending['alerts'], found: Ending['alerts']): string[] {
  const all = [...new Set([...expected.keys(), ...found.keys()])];
  return all.flatMap((title) => {
    const [usual, times] = [expected.get(title) ?? 0, found.get(title) ?? 0];
    if (usual > 0 ? times >= usual && times <= usual + 1 : times === 0) return [];
    return [`${title}: ${times} times instead of ${usual}`];
  });
}

const MOST_SHOWN = 60;

/** The lines that only one of the texts has, or has more often. */
function lines(what: string, expected: string, found: string): string[] {
  if (expected === found) return [];
  const [a, b] = [expected.split('\n'), found.split('\n')];
  const [missing, more] = [left(a, b), left(b, a)];
  return [
    ...missing.slice(0, MOST_SHOWN).map((line) => `${what}: - ${line}`),
    ...more.slice(0, MOST_SHOWN).map((line) => `${what}: + ${line}`),
  ];
}

function left(of: readonly string[], without: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of without) counts.set(plain(line), (counts.get(plain(line)) ?? 0) + 1);
  return of.map(plain).filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count <= 0;
  });
}

/** The last of a list has no comma, whichever it is. */
const plain = (line: string): string => line.trim().replace(/,$/, '');
