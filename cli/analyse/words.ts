import type { Actor, Finding } from '../../shared/findings/model';
import { adviceOf } from '../../shared/findings/words';
import { printable } from '../printable';

export interface Answer {
  readonly findings: readonly Finding[];
  readonly actors: readonly Actor[];
  readonly skipped: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

export interface Read {
  readonly events: number;
  readonly ofKey: number;
  /** Everything could be read, judged and followed. */
  readonly isWhole: boolean;
}

/** For a person: the gravest first, then whom the attack made, then what could not be read. */
export function inWords({ findings, actors, skipped, notes }: Answer, read: Read): string {
  const lines = [`${eventsOf(read.events)} read, ${read.ofKey} of them by the key.`, '', verdictOf(findings, read)];
  for (const finding of findings) {
    const { severity, title, eventIds, technique } = finding;
    lines.push(
      `  ${severity.padEnd(8)}  ${printable(title)}${technique ? ` [${technique}]` : ''}, ${eventsOf(eventIds.length)}`,
    );
    // What is low may be nothing: it is not worth the reader's eye here.
    const advice = severity === 'low' ? undefined : adviceOf(finding);
    if (advice !== undefined) lines.push(`            ${advice.en}`);
  }
  lines.push('', 'The key, and what it made or became:');
  for (const { type, name, parent, how } of actors)
    lines.push(
      `  ${type} ${printable(name)}${parent === null ? '' : `, by ${printable(how)} of ${printable(parent)}`}`,
    );
  for (const [why, count] of Object.entries(skipped)) lines.push('', `Set aside: ${count} (${why})`);
  for (const note of notes) lines.push('', printable(note));
  return `${lines.join('\n')}\n`;
}

/** That nothing is shown is said only of what was looked at, and of all of it. */
function verdictOf(findings: readonly Finding[], { ofKey, isWhole }: Read): string {
  const grave = findings.filter(({ severity }) => severity === 'critical' || severity === 'high').length;
  const medium = findings.filter(({ severity }) => severity === 'medium').length;
  if (grave > 0) return grave === 1 ? '1 finding shows an attack:' : `${grave} findings show an attack:`;
  if (medium > 0)
    return medium === 1
      ? 'No finding shows an attack by itself, and 1 needs a look:'
      : `No finding shows an attack by itself, and ${medium} need a look:`;
  if (ofKey === 0) return 'NOT CHECKED: no call of the key could be read. What is said at the end tells why.';
  return isWhole
    ? 'Nothing here shows an attack.'
    : 'NOT ALL CHECKED: what could be checked shows no attack. What is said at the end could not be.';
}

const eventsOf = (n: number): string => (n === 1 ? '1 event' : `${n} events`);
