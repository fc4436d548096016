import type { Run } from '../../../functions/platform';
import type { RunningSandbox } from '../../../sandbox/start';
import { CloudCallFailed } from '../../../shared/errors';
import { parseAccessKeyId, parseAccountId } from '../../../shared/ids';
import type { EntryBody } from '../../../shared/incident/entries';
import { containedIncidents, listIncidents } from '../../../shared/incident/listing';
import { MARKER_STATES, type MarkerState, Markers } from '../../../shared/incident/markers';
import type { IncidentId } from '../../../shared/incident/paths';
import { isFresh, type Watched, WatchList } from '../../../shared/incident/watch-list';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import {
  approval,
  closed,
  contain,
  decided,
  denied,
  failure,
  hold,
  LEAKED,
  outcome,
  owner,
  partly,
  released,
  rotationIntent,
  went,
} from './entries';

const observed = decided({}, { mode: 'observe' });
const root = { ...owner, type: 'root' } as unknown as typeof owner;

let sandbox: RunningSandbox;
let run: Run;
let markers: Markers;

beforeAll(async () => {
  sandbox = await aSandbox().start();
  run = await aRun(sandbox);
  markers = new Markers(run.cloud.evidence, run.paths);
});
beforeEach(() => sandbox.oss.buckets.get(run.config.evidence.bucket)?.objects.clear());
afterEach(() => sandbox.kernel.faults.clear());
afterAll(() => sandbox.stop());

const idOf = (name: string): IncidentId => ({
  accountId: run.accountId,
  accessKeyId: parseAccessKeyId(`LTAI5t${name}`),
});
const list = () => listIncidents(run.cloud.evidence, run.paths, run.journal, run.accountId);
const contained = () => containedIncidents(run.cloud.evidence, run.paths, run.journal, run.accountId);
const refuseReading = () =>
  sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, fault: 'deny', times: 99 });
/** An incident with this journal, written by a run before this one, and with these markers. */
async function incident(name: string, bodies: readonly EntryBody[], ...states: MarkerState[]): Promise<IncidentId> {
  const id = idOf(name);
  const before = await aRun(sandbox);
  for (const body of bodies) await before.journal.append(id, () => body);
  for (const state of states) await run.cloud.evidence.put(markerOf(state, id), '');
  return id;
}
const markerOf = (state: string, { accountId, accessKeyId }: IncidentId) =>
  `${run.paths.status}${state}--${accountId}--${accessKeyId}`;

describe('markers', () => {
  test('an incident has one, the last that was set, with the second of it', async () => {
    const id = idOf('Marked00');
    for (const state of MARKER_STATES) {
      await markers.set(id, state);
      const [marker, ...others] = await markers.list();
      expect([marker, others]).toEqual([{ ...id, state, markedAt: expect.any(Date) }, []]);
    }
  });

  test('those of one state are listed alone; what bears no such name is none', async () => {
    await markers.set(idOf('Marked01'), 'held');
    await markers.set(idOf('Marked02'), 'closed');
    for (const name of ['held', 'held--1', 'held----LTAI', '--1--LTAI'])
      await run.cloud.evidence.put(`${run.paths.status}${name}`, '');
    expect((await markers.list('held')).map(({ accessKeyId }) => accessKeyId)).toEqual(['LTAI5tMarked01']);
    expect(await markers.list()).toHaveLength(2);
  });
});

describe('the list of incidents', () => {
  test.each<[string, readonly EntryBody[], string]>([
    ['a person is asked', [contain, denied(), hold], 'held'],
    ['the deny is on', [contain, denied()], 'contained'],
    ['it closed itself', [contain, closed], 'closed'],
    ['it was released', [contain, released()], 'released'],
    ['nothing came of an approval', [hold, approval], 'not-contained'],
    ['nothing came of a containment', [contain], 'not-contained'],
    ['nothing of it stands', [failure], 'recorded'],
    ['observe mode has only told of it', [observed], 'observed'],
    ['... and a person is asked besides', [observed, hold], 'held'],
    ['... and it was released', [observed, released()], 'released'],
    ['... and enforce mode has tried', [observed, contain], 'not-contained'],
    ['a release has not come to its end', [contain, denied(), partly()], 'contained'],
    [
      'a person puts the deny back',
      [contain, released(), rotationIntent('undo', { mayAttach: ['quarantine'] })],
      'contained',
    ],
    ['a deny of ours was found', [decided({ verdict: 'none' }), denied()], 'contained'],
    ["root's leak is open", [decided({ row: 'root-key', verdict: 'none' }, { owner: root })], 'root-key'],
    ['the key is off, and no deny was put on', [contain, outcome([went(`disable-key:${LEAKED}`)])], 'contained'],
  ])('where a marker is missing, or there are several, the journal tells: %s', async (_, bodies, state) => {
    const note = 'by its journal: its marker is missing, or there are several';
    const ids = [await incident('Listed01', bodies), await incident('Listed02', bodies, 'observed', 'root-key')];
    expect(await list()).toEqual(ids.map((id) => ({ ...id, state, note })));
  });

  test('a marker with its journal is believed, and no journal is read', async () => {
    const id = await incident('Listed03', [contain], 'observed');
    refuseReading();
    expect(await list()).toEqual([{ ...id, state: 'observed' }]);
  });

  test('a journal that cannot be read, or of which no entry is ours, is not known', async () => {
    const id = await incident('Listed04', [contain]);
    refuseReading();
    const refused = expect.stringMatching(/^its marker does not tell: .*GetObject/);
    expect(await list()).toEqual([{ ...id, state: 'unknown', note: refused }]);
    sandbox.kernel.faults.clear();
    await run.cloud.evidence.put(run.paths.entry(id, 1), '{}');
    expect(await list()).toEqual([
      { ...id, state: 'unknown', note: 'its marker does not tell: no entry of its journal bears our seal' },
    ]);
  });

  test('a marker without a journal, and a folder that is no key, are told as that', async () => {
    const id = await incident('Listed05', [], 'contained');
    await run.cloud.evidence.put(`${run.paths.incidents(run.accountId)}junk/journal/000001.json`, '{}');
    expect(await list()).toEqual([
      {
        ...{ accountId: run.accountId, accessKeyId: 'junk', state: 'unknown' },
        note: 'its marker does not tell: its folder bears no AccessKey id',
      },
      { ...id, state: 'unknown', note: 'a marker without a journal: somebody made it, or took the journal away' },
    ]);
  });

  test('of fifty-one that a marker does not tell, fifty are read', async () => {
    const name = (n: number) => `Many${String(n).padStart(4, '0')}`;
    for (let n = 1; n <= 51; n += 1) await run.cloud.evidence.put(run.paths.entry(idOf(name(n)), 1), '{}');
    const listed = await list();
    expect(listed.map(({ note }) => note?.endsWith('too many to be read here'))).toEqual(
      listed.map((_, i) => i === 50),
    );
    expect(listed).toHaveLength(51);
  });

  test("another account's marker in a shared bucket is told, and nothing of it is looked at", async () => {
    const other = { accountId: parseAccountId('1999999999999999'), accessKeyId: parseAccessKeyId('LTAI5tListed06') };
    await markers.set(other, 'contained');
    const note = `another account's, not ${run.accountId}'s: sign with a key of that one`;
    expect(await list()).toEqual([{ ...other, state: 'contained', note }]);
    expect(await contained()).toEqual([]);
  });

  test('what holds something now: by the journals, but for those whose marker says that it is over', async () => {
    const holds = [
      await incident('Held0001', [contain, denied()], 'contained'),
      await incident('Held0002', [contain, hold], 'held'),
      await incident('Held0003', [contain]),
    ];
    await incident('Over0001', [hold], 'held');
    await incident('Over0002', [contain, released()], 'contained');
    for (const state of ['observed', 'recorded', 'released', 'closed'] as const)
      await incident(`Over${state}`, [contain], state);
    expect((await contained()).map(({ id }) => id)).toEqual(holds);
  });

  test('an incident that cannot be read may hold something: that is an error', async () => {
    await incident('Held0004', [contain], 'contained');
    refuseReading();
    await expect(contained()).rejects.toThrow(CloudCallFailed);
  });
});

describe('the list of what is watched', () => {
  const watched: Watched = {
    ...{ userName: 'ci-bot', policies: ['quarantine'], keysOff: [], frozen: [], fence: null, isOpen: false },
    ...{ isObserved: false, markedAt: '2026-05-20T12:00:00.000Z', readAt: '2026-05-20T12:00:10.001Z' },
  };
  const watch = () => new WatchList(run.cloud.evidence, run.paths, run.seal);
  const heldAgainstAt = '2026-05-20T12:00:00.000Z';
  const none = { keys: new Map(), heldAgainstAt: undefined, tampered: [], unread: [] };

  test('is read as it was written, by the keys in their order; nothing yet is an empty one', async () => {
    expect(await watch().read()).toEqual(none);
    const keysIn = new Map([
      ['b', watched],
      ['c', watched],
      ['a', { ...watched, isOpen: true }],
    ]);
    const sound = { quarantine: 'a'.repeat(64) };
    await watch().write({ keys: keysIn, heldAgainstAt, sound });
    const { keys, tampered, ...more } = await watch().read();
    expect(more).toEqual({ heldAgainstAt, sound, unread: [] });
    expect([...keys]).toEqual([
      ['a', { ...watched, isOpen: true }],
      ['b', watched],
      ['c', watched],
    ]);
    expect(tampered).toEqual([]);
  });

  test.each(['junk', '[]', '{"schema":1,"keys":{}}'])('%s bears no seal of ours: its name is told', async (body) => {
    await run.cloud.evidence.put(run.paths.watched, body);
    expect(await watch().read()).toEqual({ ...none, tampered: [run.paths.watched] });
  });

  test.each<[string, object, boolean]>([
    ["a later version's", { schema: 2, keys: 'of another form' }, true],
    ['one without keys', { schema: 1 }, false],
    ['one of a list', { schema: 1, keys: [] }, false],
    ['one with what is no key', { schema: 1, keys: { a: watched, b: null } }, false],
    ['one without policies', { schema: 1, keys: { a: { ...watched, policies: 'quarantine' } } }, false],
    ['one without the keys that are off', { schema: 1, keys: { a: { ...watched, keysOff: null } } }, false],
    ['one without the frozen', { schema: 1, keys: { a: { ...watched, frozen: {} } } }, false],
    ['one without the time of the look', { schema: 1, keys: { a: { ...watched, readAt: 0 } } }, false],
  ])('%s is none, sealed as it is', async (_, content, isOurs) => {
    await run.cloud.evidence.put(run.paths.watched, await run.seal.close(run.paths.watched, content));
    expect(await watch().read()).toEqual({ ...none, tampered: isOurs ? [] : [run.paths.watched] });
  });

  test('what is refused is no list, and says so; what may pass is an error', async () => {
    refuseReading();
    expect((await watch().read()).unread).toMatchObject([{ key: run.paths.watched, isRefused: true }]);
    sandbox.kernel.faults.clear();
    sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, fault: '500', times: 100 });
    await expect(watch().read()).rejects.toThrow(CloudCallFailed);
  });

  test.each<[string, Watched | undefined, string | undefined, boolean]>([
    ['ten seconds after the marker, it stands', watched, '2026-05-20T12:00:00Z', true],
    [
      'within them another run may have written',
      { ...watched, readAt: '2026-05-20T12:00:10.000Z' },
      '2026-05-20T12:00:00Z',
      false,
    ],
    ['the marker was written since', watched, '2026-05-20T12:00:01Z', false],
    ['no marker was known then', { ...watched, markedAt: null }, '2026-05-20T12:00:00Z', false],
    ['no marker is known now', watched, undefined, false],
    [
      'a version of before wrote it',
      { ...watched, fence: undefined } as unknown as Watched,
      '2026-05-20T12:00:00Z',
      false,
    ],
    [
      'one wrote it that did not list what observe mode has told of',
      { ...watched, isObserved: undefined } as unknown as Watched,
      '2026-05-20T12:00:00Z',
      false,
    ],
    ['the key is not in the list', undefined, '2026-05-20T12:00:00Z', false],
  ])('is it fresh: %s', (_, one, markedAt, expected) => {
    expect(isFresh(one, markedAt === undefined ? undefined : new Date(markedAt))).toBe(expected);
  });
});
