import fc from 'fast-check';
import type { Fault } from '../../../sandbox/kernel/types';
import { aSandbox, aUser } from '../../builders';
import { Rotation, SECRET } from './arrange';

const WHY = { anyway: true, reason: 'a test says so' };

type Step =
  | 'start'
  | 'start-file'
  | 'discard'
  | 'verify'
  | 'finish'
  | 'finish-anyway'
  | 'delete'
  | 'delete-now'
  | 'undo'
  | 'undo-anyway';
type Op =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'crash'; readonly step: Step; readonly at: readonly [string, string]; readonly skip: number }
  | { readonly kind: 'fault'; readonly at: readonly [string, string]; readonly fault: Fault }
  | { readonly kind: 'use'; readonly which: 'old' | 'new' }
  | { readonly kind: 'later'; readonly hours: number };

const step = fc.constantFrom<Step>(
  'start',
  'start',
  'start-file',
  'discard',
  'verify',
  'finish',
  'finish-anyway',
  'delete',
  'delete-now',
  'undo',
  'undo-anyway',
);
const place = fc.constantFrom<readonly [string, string]>(
  ['ram', 'CreateAccessKey'],
  ['ram', 'UpdateAccessKey'],
  ['ram', 'DeleteAccessKey'],
  ['kms', 'PutSecretValue'],
  ['kms', 'ListSecretVersionIds'],
  ['kms', 'UpdateSecretVersionStage'],
  ['oss', 'PutObject'],
  ['ram', 'DetachPolicyFromUser'],
  ['ims', 'RestoreAccessKeyFromRecycleBin'],
);
const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('step' as const), step }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('crash' as const), step, at: place, skip: fc.nat(2) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      at: place,
      fault: fc.constantFrom<Fault>('deny', 'reset', 'malformed', '500'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('use' as const), which: fc.constantFrom('old' as const, 'new' as const) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('later' as const), hours: fc.constantFrom(1, 3, 24, 200) }) },
);

/** What a workload reads from KMS is no key that we switched off. */
function readable(rotation: Rotation): void {
  const current = rotation.versions.find(([, stages]) => stages === 'ACSCurrent')?.[0] ?? '';
  const id = current.replace('ak-tourniquet-', '');
  expect([current, rotation.statusOf(id)]).not.toEqual([current, 'Inactive']);
}

/** What a person has asked to be deleted so far. */
type Asked = Set<string>;

async function perform(rotation: Rotation, one: Op, asked: Asked, files: { count: number }): Promise<void> {
  switch (one.kind) {
    case 'later':
      return rotation.later(one.hours);
    case 'fault':
      return rotation.fault(...one.at, one.fault, 2);
    case 'use': {
      const id =
        one.which === 'old'
          ? rotation.old
          : rotation.keysOf().find((key) => key.accessKeyId !== rotation.old)?.accessKeyId;
      if (id !== undefined && rotation.sandbox.world.keyOf(id)) await rotation.use(id);
      return;
    }
    case 'step':
      await inHere(rotation, one.step, asked, files);
      return;
    case 'crash':
      return rotation.killed(argsOf(rotation, one.step, asked, files), one.at, one.skip);
  }
}

function discardable(rotation: Rotation, asked: Asked): string {
  const id =
    rotation.keysOf().find((key) => key.accessKeyId !== rotation.old)?.accessKeyId ?? 'LTAI5tNobodysKey00000001';
  asked.add(id);
  return id;
}

function inHere(rotation: Rotation, name: Step, asked: Asked, files: { count: number }) {
  switch (name) {
    case 'start':
      return rotation.start();
    case 'start-file':
      files.count += 1;
      return rotation.startInto(rotation.file(`key-${files.count}`));
    case 'discard':
      return rotation.start({ discard: discardable(rotation, asked) });
    case 'verify':
      return rotation.verify();
    case 'delete':
    case 'delete-now':
      asked.add(rotation.old);
      return rotation.step('delete', name === 'delete' ? {} : { now: true, ...WHY });
    case 'finish':
    case 'undo':
      return rotation.step(name);
    case 'finish-anyway':
      return rotation.step('finish', WHY);
    case 'undo-anyway':
      return rotation.step('undo', WHY);
  }
}

function argsOf(rotation: Rotation, name: Step, asked: Asked, files: { count: number }): string[] {
  const { old } = rotation;
  const why = ['--reason', WHY.reason, '--yes'];
  switch (name) {
    case 'start':
      return ['start', old, '--to-kms', SECRET, '--yes'];
    case 'start-file':
      files.count += 1;
      return ['start', old, '--to-file', rotation.file(`key-${files.count}`), '--yes'];
    case 'discard':
      return ['start', old, '--to-kms', SECRET, '--discard', discardable(rotation, asked), '--yes'];
    case 'verify':
      return ['verify', old];
    case 'delete':
    case 'delete-now':
      asked.add(old);
      return name === 'delete' ? ['delete', old, '--yes'] : ['delete', old, '--now', '--anyway', ...why];
    case 'finish':
    case 'undo':
      return [name, old, '--yes'];
    case 'finish-anyway':
      return ['finish', old, '--anyway', ...why];
    case 'undo-anyway':
      return ['undo', old, '--anyway', ...why];
  }
}

interface Entry {
  readonly type: string;
  readonly at?: string;
  readonly [field: string]: unknown;
}

/** A change of a key is explained by a step of the journal, or by an intent whose end is not known. */
function explain(rotation: Rotation, atFirst: ReadonlyMap<string, string>): void {
  const entries = rotation.journal as readonly Entry[];
  const named = new Set<string>();
  let open: string[] = [];
  for (const entry of entries) {
    if (entry.type === 'rotation-intent') open = [...open, String(entry['step'])];
    if (entry.type !== 'rotation') continue;
    const steps = entry['steps'] as readonly { step: string; ok: boolean }[];
    for (const { step: name } of steps) named.add(name);
    // A step whose call failed may have been done all the same.
    if (entry['ended'] === true && steps.every(({ ok }) => ok)) open = open.filter((kind) => kind !== entry['step']);
  }
  const isNamed = (id: string, ...verbs: string[]) => verbs.some((verb) => named.has(`${verb}:${id}`));
  for (const { accessKeyId: id, status } of rotation.keysOf()) {
    if (!atFirst.has(id)) expect([id, isNamed(id, 'create-key') || open.includes('start')]).toEqual([id, true]);
    if (status === 'Inactive')
      expect([id, isNamed(id, 'disable-key', 'switch-off-new', 'restore-key') || open.length > 0]).toEqual([id, true]);
  }
  for (const id of rotation.sandbox.world.recycledKeys.keys())
    expect([id, isNamed(id, 'delete-key', 'discard-key') || open.length > 0]).toEqual([id, true]);
}

test('any order of steps, crashes, refusals and repeats: the journal explains it, no key goes unasked, no secret shows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(op, { minLength: 3, maxLength: 9 }), async (ops) => {
      const rotation = await Rotation.begin(
        aSandbox()
          .withUser(aUser('ci-bot').withKey(), aUser('bystander').withKey().withKey('second'))
          .withEvents({ key: 'ci-bot', daysAgo: 1, service: 'ecs', action: 'DescribeInstances' }),
      );
      try {
        const { world } = rotation.sandbox;
        const bystander = () => JSON.stringify([rotation.keysOf('bystander'), rotation.policiesOf('bystander')]);
        const before = bystander();
        const atFirst = new Map(rotation.keysOf().map(({ accessKeyId, status }) => [accessKeyId, status]));
        const asked: Asked = new Set();
        const files = { count: 0 };
        for (const one of ops) {
          await perform(rotation, one, asked, files);
          for (const id of world.recycledKeys.keys()) expect([...asked]).toContain(id);
          for (const secret of rotation.secrets) {
            expect(rotation.output).not.toContain(secret);
            expect(rotation.stored).not.toContain(secret);
          }
          expect(bystander()).toBe(before);
          explain(rotation, atFirst);
          readable(rotation);
        }
        // Whatever happened: the leaked key is on, or off, or gone by somebody's step; and the way on is told.
        rotation.sandbox.kernel.faults.clear();
        rotation.later(1);
        const { code, stdout } = await rotation.run(['status', rotation.old, '--json']);
        expect(code).toBe(0);
        expect(JSON.parse(stdout)).toMatchObject({ known: true, ignoredObjects: [] });
        const again = await rotation.start();
        expect([again.code, again.stderr]).toEqual([
          expect.any(Number),
          expect.stringMatching(/Next: |--discard|rotate undo|was deleted|deleted it/),
        ]);
        expect([0, 4]).toContain(again.code);
        explain(rotation, atFirst);
        readable(rotation);
      } finally {
        await rotation.end();
      }
    }),
    { numRuns: Number(process.env['ROTATE_RUNS'] ?? 4), endOnFailure: true },
  );
}, 600_000);
