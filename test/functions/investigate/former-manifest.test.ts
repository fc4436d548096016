import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { anAccount, ENV, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());

const MISSING = 'the former manifest is missing: its list was not taken over';
const ANOTHER = 'the former manifest is not the one that the journal names: its list was not taken over';

test.each<
  readonly [string, (objects: Map<string, { body: Buffer }>, key: string) => unknown, readonly string[], boolean]
>([
  ['as it was', () => undefined, [], true],
  ['deleted', (objects, key) => objects.delete(key), [MISSING], false],
  ['another', (objects, key) => Object.assign(objects.get(key) ?? {}, { body: Buffer.from('{}') }), [ANOTHER], false],
])(
  'a manifest that is %s before the next look: what it listed is there, or that is noted',
  async (_, change, expected, isListed) => {
    sandbox = await anAccount(aSandbox().withEvents(usual(2)));
    const id = incidentOf(sandbox, 'ci');
    const run = await aRun(sandbox, ENV, 'investigate');
    await recordIncident(run, id, 'ci-bot', { agoMs: 13 * 60_000 });
    await investigate((await handOver(run, id)).event, run);
    expect((await manifestOf(run, id)).notes.join()).not.toContain('former manifest');
    const objects = sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects as never;
    change(objects, run.paths.manifest(id));
    sandbox.clock.advance(12 * 60_000);
    const next = await aRun(sandbox, ENV, 'investigate');
    expect(await investigate((await handOver(next, id, 2)).event, next)).toMatchObject({ state: 'finished', round: 2 });
    const { notes, items } = await manifestOf(next, id);
    expect(notes.filter((note) => note.includes('former manifest'))).toEqual(expected);
    expect(items.some(({ path }) => path.startsWith('evidence/round-1/'))).toBe(isListed);
  },
);
