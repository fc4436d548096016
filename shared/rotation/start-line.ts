import { CLI, TO_A_FILE } from '../command-line';
import type { SecretFormat, SecretPlace } from '../incident/rotation-entries';

/** What a person had said to a start, and what its repetition must say again. */
export interface StartWords {
  readonly place: SecretPlace | null;
  readonly format?: SecretFormat | null;
  readonly newUser?: string | null;
  readonly discard?: string | undefined;
  readonly anyway?: boolean | undefined;
  /** Root's alone, whose command makes the steps behind the start as well. */
  readonly now?: boolean | undefined;
  /** Of what is gone over. */
  readonly reason?: string | undefined;
}

/** What of it no journal keeps. */
export type Said = Pick<StartWords, 'discard' | 'anyway' | 'now' | 'reason'>;

/** The command of a start, to be copied. Pure. */
export function startLine(accessKeyId: string, { place, ...words }: StartWords): string {
  return `${CLI} rotate start ${accessKeyId} ${placeOption(place) ?? TO_A_FILE}${moreOptions(words)}`;
}

/** The same for root's key. Without a place it is the way of a key that nobody uses. Pure. */
export function rootLine(accessKeyId: string, { place, ...words }: StartWords): string {
  const where = placeOption(place);
  return `${CLI} rotate --root ${accessKeyId}${where === undefined ? '' : ` ${where}`}${moreOptions(words)}`;
}

/** The place for another secret than the one that this holds: a file beside it; any other takes another one. Pure. */
export function placeBeside(place: SecretPlace | null): SecretPlace | null {
  if (place?.kind !== 'file') return place;
  const [, stem = place.path, count, end = ''] = /^(.*?[^./])(?:-(\d{1,9}))?(\.[^./]+)?$/s.exec(place.path) ?? [];
  return { kind: 'file', path: `${stem}-${Number(count ?? 1) + 1}${end}` };
}

/** The command that takes the last step back. Pure. */
export function undoLine(accessKeyId: string, isRoot: boolean): string {
  return `${CLI} rotate ${isRoot ? `--root ${accessKeyId} --undo` : `undo ${accessKeyId}`}`;
}

/** What a person had said to one of the steps behind the start. */
export interface StepWords {
  readonly anyway?: boolean;
  readonly now?: boolean;
  readonly liftEarly?: boolean;
  readonly observeDays?: number;
  readonly again?: boolean;
  readonly reason?: string;
}

/** For how long the old key is watched where nothing was said of it. */
export const OBSERVE_DAYS = 7;

/**
 * One of those steps once more, as it was said: the journal keeps none of it for a step that failed. `isRoot`: by the
 * command that makes root's steps. Pure.
 */
export function againLine(step: string, accessKeyId: string, words: StepWords, isRoot = false): string {
  const { anyway, now, liftEarly, observeDays = OBSERVE_DAYS, again, reason } = words;
  return [
    `${CLI} rotate ${isRoot ? `--root ${accessKeyId}` : `${step} ${accessKeyId}`}`,
    ...(isRoot && step === 'undo' ? ['--undo'] : []),
    ...(step === 'undo' && again ? ['--again'] : []),
    ...(step === 'finish' && observeDays !== OBSERVE_DAYS ? [`--observe-days ${observeDays}`] : []),
    ...(now ? ['--now'] : []),
    ...(anyway ? ['--anyway'] : []),
    ...(liftEarly ? ['--lift-early'] : []),
    ...(reason === undefined ? [] : [`--reason ${quoted(reason)}`]),
  ].join(' ');
}

/** The place as it was said before. */
function placeOption(place: SecretPlace | null): string | undefined {
  if (place === null) return undefined;
  if (place.kind === 'stdout') return '--to-stdout';
  return place.kind === 'kms' ? `--to-kms ${quoted(place.secretName)}` : `--to-file ${quoted(place.path)}`;
}

function moreOptions({ format, newUser, discard, anyway, now, reason }: Omit<StartWords, 'place'>): string {
  return [
    ...(format === 'env' ? [' --format env'] : []),
    ...(newUser ? [` --new-user ${quoted(newUser)}`] : []),
    ...(discard === undefined ? [] : [` --discard ${quoted(discard)}`]),
    ...(now ? [' --now'] : []),
    ...(anyway ? [' --anyway'] : []),
    ...((now || anyway) && reason !== undefined ? [` --reason ${quoted(reason)}`] : []),
  ].join('');
}

/** As bash and zsh read it. */
const quoted = (text: string): string => (/^[\w./@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
