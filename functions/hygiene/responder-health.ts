import { denyInAccount } from '../../shared/containment/policy-parts';
import { CloudNotFound } from '../../shared/errors';
import type { Known, ResponderFacts } from '../../shared/hygiene/facts';
import type { Looks } from '../../shared/hygiene/looks';
import { messageOf } from '../../shared/identity/looked';
import { isUnread, openStored } from '../../shared/incident/stored';
import { protectedScope, type Run } from '../platform';

const HOUR_MS = 3_600_000;

/** Whether the responder runs, brings its minutes to an end, gets its alerts out, has lost nothing, and has something to attach. */
export async function responderHealth(run: Run, looks: Looks): Promise<ResponderFacts> {
  const [beat, outbox, failedHours, deadLetters, quarantine, freeze] = await Promise.all([
    readHeartbeat(run),
    looks.look(() => waiting(run)),
    looks.look(() => hoursOfFailure(run)),
    looks.look(() => run.cloud.deadLetters.count()),
    looks.look(() => denyOf(run, 'quarantine')),
    looks.look(() => denyOf(run, 'freeze')),
  ]);
  return { ...beat, outbox, failedHours, deadLetters, quarantine, freeze };
}

/** When the timer last ran and what it left undone, by the object that it writes each minute. Never throws. */
async function readHeartbeat(run: Run): Promise<Pick<ResponderFacts, 'heartbeat' | 'failures'>> {
  const none = (value: 'never' | 'forged') => ({ heartbeat: { value }, failures: { value: [] } });
  const key = run.paths.heartbeat;
  const open = (error: unknown) => {
    const look = { couldNotCheck: messageOf(error) };
    return { heartbeat: look, failures: look };
  };
  try {
    const read = await openStored<{ readonly at?: unknown; readonly failures?: unknown }>(
      run.cloud.evidence,
      run.seal,
      key,
    );
    if (typeof read === 'string') return none(read === 'gone' ? 'never' : 'forged');
    if (isUnread(read)) return open(read.unread.error);
    const { at: told, failures } = read.content;
    const at = new Date(typeof told === 'string' ? told : Number.NaN);
    // A time that is none was not written by us either.
    return Number.isNaN(at.getTime()) ? none('forged') : { heartbeat: { value: at }, failures: failuresIn(failures) };
  } catch (error) {
    return open(error);
  }
}

function failuresIn(value: unknown): Known<readonly string[]> {
  if (Array.isArray(value)) return { value: value.map(String) };
  return { couldNotCheck: 'the heartbeat does not say what its minute left undone' };
}

async function waiting(run: Run): Promise<number> {
  const isMessage = (key: string) => /^[^/]+\/[^/]+\.json$/.test(key.slice(run.paths.outbox.length));
  return (await run.cloud.evidence.list(run.paths.outbox)).filter(({ key }) => isMessage(key)).length;
}

/** By the receipts of what it told of itself, each with its hour. A receipt that somebody forges alarms, and hides nothing. */
async function hoursOfFailure(run: Run): Promise<number> {
  const now = run.clock.now();
  const first = new Date(now.getTime() - 24 * HOUR_MS).toISOString().slice(0, 13);
  const folder = run.paths.told('').replace(/\.json$/, '');
  const days = [...new Set([first.slice(0, 10), now.toISOString().slice(0, 10)])];
  const lists = await Promise.all(days.map((day) => run.cloud.evidence.list(`${folder}${day}`)));
  const hours = lists.flat().flatMap(({ key }) => {
    const [, hour = '', what] = /^(\d{4}-\d\d-\d\dT\d\d)--(.*)$/.exec(key.slice(folder.length)) ?? [];
    return what?.startsWith('responder-failed') && hour > first ? [hour] : [];
  });
  return new Set(hours).size;
}

async function denyOf(run: Run, policy: 'quarantine' | 'freeze'): Promise<'intact' | 'changed' | 'missing'> {
  try {
    return (await denyInAccount(run.cloud, policy, protectedScope(run))).intact ? 'intact' : 'changed';
  } catch (error) {
    if (error instanceof CloudNotFound) return 'missing';
    throw error;
  }
}
