import { EVIDENCE_BUCKET } from '../../../sandbox/start';
import { parseManifest } from '../../../shared/evidence/pack';
import { damageOf, type Incident } from '../../../shared/incident/journal';
import type { Question } from '../../../shared/incident/questions';
import { sha256 } from '../../../shared/incident/seal';
import { incidentsOf } from '../../incidents';
import { textOf, worldText } from '../../world-text';
import type { DyingAccount } from './account';

/** What an account has come to, with everything in it that two accounts cannot share made equal. */
export interface Ending {
  /** Users, keys, attachments and whatever else the account holds. */
  readonly world: string;
  /** The folded state of every incident, and what is still to come. */
  readonly incidents: string;
  /** Objects of the packs by their paths, findings among them; reports as pages by their paths alone. */
  readonly evidence: ReadonlyMap<string, string>;
  /** The looks that came to their end, by their numbers. */
  readonly looks: ReadonlySet<number>;
  /** Mails and chats by title, and how often each arrived, oldest first. */
  readonly alerts: ReadonlyMap<string, number>;
  /** What is wrong with a journal, or with an object that a manifest names; empty: every chain is whole. */
  readonly broken: readonly string[];
}

export async function endingOf(account: DyingAccount): Promise<Ending> {
  const { sandbox } = account;
  const plain = plainOf(account);
  let broken: string[] = [];
  let incidents: readonly Incident[] = [];
  try {
    incidents = await incidentsOf(sandbox);
    broken = incidents.flatMap(damageOf);
  } catch (error) {
    broken = [String(error)];
  }
  const objects = [...(sandbox.oss.buckets.get(EVIDENCE_BUCKET)?.objects ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const looks = incidents.flatMap(({ entries }) => entries.flatMap((e) => (e.type === 'investigated' ? e.round : [])));
  // A look that died and was overtaken by the next, which reads everything, is no part of the pack.
  const isRecorded = (key: string): boolean => looks.includes(Number(/\/round-(\d+)\//.exec(key)?.[1] ?? looks[0]));
  const pack = objects.filter(([key]) => /\/incidents\/\d+\/\w+\/(?!journal\/)/.test(key) && isRecorded(key));
  const others = objects.map(([key]) => key).filter((key) => /\/(schedule|outbox|status|unparsed)\//.test(key));
  return {
    world: plain(worldText(sandbox)),
    incidents: plain([...incidents.map(stateText), ...others.map(withoutTime).sort()].join('\n')),
    evidence: new Map(
      pack.map(([key, { body }]) => [plain(key), key.endsWith('.html') ? '' : plain(pretty(body.toString(), key))]),
    ),
    looks: new Set(looks),
    alerts: counted(
      [
        ...sandbox.inbox.mail.map(({ subject }) => `mail: ${subject}`),
        ...sandbox.inbox.dingtalk.map(({ title }) => `chat: ${title}`),
      ].map((title) => plain(title.replace(URGENCY, ''))),
    ),
    broken: [...broken, ...changedObjects(new Map(objects.map(([key, { body }]) => [key, body])))],
  };
}

/** A message that comes later tells what was done meanwhile, and may be less urgent by then. */
const URGENCY = /(?<=^(mail|chat): )\[[^\]]+\] /;

/** Objects that are not what the manifest of their pack says. */
function changedObjects(objects: ReadonlyMap<string, Buffer>): string[] {
  return [...objects].flatMap(([key, body]) => {
    const folder = key.endsWith('/manifest.json') ? key.slice(0, -'manifest.json'.length) : undefined;
    if (folder === undefined) return [];
    const changed = parseManifest(body)?.items.filter((item) => {
      const object = objects.get(folder + item.path);
      return object === undefined || sha256(object) !== item.sha256;
    });
    return (changed ?? [{ path: 'manifest.json' }]).map(({ path }) => `${path} is not what the manifest says`);
  });
}

/** What an incident has come to: how often a step was tried, by which run, and in which entry is no part of it. */
function stateText({ id, state }: Incident): string {
  const { steps, look: _, alerts, signals, questions, approval, ...rest } = state;
  const asked = questions.map(withoutSeq);
  const approved = approval && { ...approval, findings: approval.findings.map(withoutSeq) };
  const done = [...new Set(steps.map(({ step, ok }) => `${step} ${ok}`))].sort();
  const told = Object.entries(alerts).map(([step, { sent }]) => `${step.replace(WRONGLY, '')} ${sent}`);
  const known = [...new Set(signals.map(({ source, claimedUser, link }) => `${source} ${claimedUser} ${link}`))];
  return `${id.accessKeyId} ${textOf({ ...rest, asked, approved, done, told: told.sort(), known })}`;
}

const withoutSeq = ({ seq: _, ...question }: Question): Omit<Question, 'seq'> => question;

/**
 * How many carry a deny for another's key. One that was attached by a run which died before it wrote anything is explained
 * by no journal: the nightly look names him who carries it (test/functions/hygiene/containments.test.ts).
 */
const WRONGLY = /(?<=^contained:\d+):\d+$/;

const withoutTime = (key: string): string => key.replace(/\/schedule\/[^/]*?Z--/, '/schedule/');

function counted(titles: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const title of titles) counts.set(title, (counts.get(title) ?? 0) + 1);
  return counts;
}

/** Lines as JSON, one for each fact; lists of items name the objects of looks that another account may not have had. */
function pretty(text: string, key: string): string {
  if (key.endsWith('.jsonl')) return text;
  return JSON.stringify(
    JSON.parse(text),
    (name, value) => {
      if (name === 'items' && Array.isArray(value)) return value.filter(({ path }) => !/\/round-\d+\//.test(path));
      // How time is cut into columns depends on when one looked; and who comes second finds done what the first did.
      const isDone = name === 'detail' && ['attached', 'added', 'already'].includes(value);
      return name === 'columns' || isDone ? undefined : value;
    },
    1,
  );
}

/** Ids and times are each account's own: keys get their names, the rest gets a letter. */
function plainOf({ sandbox }: DyingAccount): (text: string) => string {
  const names = [...sandbox.keys].map(([name, { key }]) => [key.accessKeyId, `<key of ${name}>`] as const);
  return (text) => {
    let plain = text;
    // Masked in a text, or in a file's name: four letters may stand anywhere else as well.
    for (const [id, name] of names)
      plain = plain.replaceAll(id, name).replace(new RegExp(`(?<=[…*-])${id.slice(-4)}\\b`, 'g'), `<end of ${name}>`);
    return plain
      .replace(/\b[A-Za-z0-9]{30}\b/g, '<secret>')
      .replace(/\bg-\w{16}\b/g, '<id>')
      .replace(/"bytes": \d+/g, '"bytes": <number>')
      .replace(/LTAI\w+(\*+\w+)?/g, '<key>')
      .replace(/STS\.\w+/g, '<session>')
      .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>')
      .replace(/\b[0-9a-f]{32,64}\b/gi, '<hash>')
      .replace(/\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?Z?/g, '<time>')
      .replace(/\b\d{10,}\b/g, '<number>')
      .replace(/\b\d+ (minute|hour|second)s?\b|\b\d\d:\d\d(:\d\d)?\b/g, '<time>');
  };
}
