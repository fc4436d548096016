import fc from 'fast-check';
import { parseAuditEvent } from '../../../shared/evidence/event';
import type { NewKeyVerdict } from '../../../shared/incident/rotation-entries';
import type { RotationState } from '../../../shared/incident/rotation-state';
import { planDelete, planFinish } from '../../../shared/rotation/after';
import { callsOf, NO_CALLS, refusedInWords } from '../../../shared/rotation/calls';
import type { EarlierLook, KeyLook } from '../../../shared/rotation/look';
import { isReady, nextStep, ROOT, stageOf, whatStands } from '../../../shared/rotation/stage';
import { planStart } from '../../../shared/rotation/start';
import { planUndo } from '../../../shared/rotation/undo';
import { judge } from '../../../shared/rotation/verify';
import {
  begun,
  facts,
  finished,
  hours,
  isOff,
  key,
  NEW,
  NOW,
  no,
  OLD,
  OTHER,
  off,
  quiet,
  rotation,
  yes,
} from './facts';
import { command, FOLD_ROWS } from './fold-rows';
import { START_ROWS } from './start-rows';
import { UNDO_ROWS } from './undo-rows';

describe('the stage', () => {
  test.each([
    ['none', null],
    ['none', rotation({ undone: { at: hours(-1), by: 'bob' } })],
    ['begun', rotation({ newKey: null, secret: null })],
    ['made', rotation({ secret: 'unknown' })],
    ['made', rotation({ secret: 'lost' })],
    ['handed-over', rotation()],
    ['finished', rotation({ finished: off })],
    ['deleted', rotation({ finished: off, deleted: { at: hours(0), by: 'alice' } })],
  ] as const)('%s', (stage, state) => expect(stageOf(state)).toBe(stage));

  test('names the next command; of root that is rotate --root', () => {
    expect(nextStep(rotation(), OLD)).toBe(`npx --no ak-tourniquet rotate verify ${OLD}`);
    const verified = { at: hours(0), by: 'alice', oldKey: 'quiet', newKey: 'works' } as const;
    expect(nextStep(rotation({ verified }), OLD)).toBe(`npx --no ak-tourniquet rotate finish ${OLD}`);
    const behind = (newKey: NewKeyVerdict) => nextStep(rotation({ verified: { ...verified, newKey } }), OLD);
    expect(behind('refused')).toBe(`npx --no ak-tourniquet rotate verify ${OLD}`);
    expect(behind('used-not-visible-yet')).toBe(`npx --no ak-tourniquet rotate verify ${OLD}`);
    // Nothing more would be learnt; a release takes it for no replacement.
    expect(behind('used-not-visible')).toBe(`npx --no ak-tourniquet rotate finish ${OLD}`);
    expect([isReady(verified), isReady({ ...verified, newKey: 'used-not-visible' })]).toEqual([true, false]);
    expect(nextStep(rotation({ userName: ROOT }), OLD)).toBe(`npx --no ak-tourniquet rotate --root ${OLD}`);
    expect(nextStep(null, OLD)).toBeUndefined();
    const begun = (place: RotationState['place']) => nextStep(rotation({ newKey: null, secret: null, place }), OLD);
    expect(begun(null)).toBe(`npx --no ak-tourniquet rotate start ${OLD} --to-file new-key.json`);
    expect(begun({ kind: 'kms', secretName: 'app/ci' })).toBe(
      `npx --no ak-tourniquet rotate start ${OLD} --to-kms app/ci`,
    );
    expect(begun({ kind: 'file', path: "it's.json" })).toBe(
      `npx --no ak-tourniquet rotate start ${OLD} --to-file 'it'\\''s.json'`,
    );
    expect(begun({ kind: 'stdout' })).toBe(`npx --no ak-tourniquet rotate start ${OLD} --to-stdout`);
  });
});

const finishedAndTakenBack = rotation({ finished: off, mayHaveDeleted: true, undone: { at: hours(-1), by: 'bob' } });

describe('what the journal adds up to', () => {
  test.each(FOLD_ROWS)('%s', (_, told, stage, state) => {
    const folded = told.reduce<RotationState | null>((before, one) => one(before), null);
    expect(stageOf(folded)).toBe(stage);
    expect(folded).toMatchObject(state);
  });

  test('whichever step comes behind what was taken back, nothing of before is left', () => {
    for (const step of ['start', 'finish', 'delete', 'undo'] as const) {
      const told = command(step);
      const before = told(finishedAndTakenBack);
      const { startedAt, ...anew } = told(null) ?? {};
      expect(before).toMatchObject({ ...anew, busy: expect.anything() });
    }
  });
});

test('a key that a release has given back as no leak needs nothing in its place', () => {
  const back = rotation({ givenBack: { at: hours(-1), by: 'bob' } });
  expect(nextStep(back, OLD)).toBe(`npx --no ak-tourniquet rotate undo ${OLD}`);
  expect(whatStands(back, OLD)).toMatch(/A release switched LTAI\S+ on again at .* \(bob\), as no leak\.$/);
  expect(nextStep({ ...back, undone: { at: hours(0), by: 'bob' } }, OLD)).toBeUndefined();
});

test("a new key that was found gone or off is nobody's to use: it is said, and the way back is next", () => {
  const lost = rotation({ finished: off, newKeyFound: 'gone' });
  expect(whatStands(lost, OLD)).toMatch(new RegExp(`Its new key ${NEW} of ci-bot was deleted`));
  expect(whatStands({ ...lost, deleted: off }, OLD)).toMatch(/the new key in its place, .*, was deleted\.$/);
  const another = `npx --no ak-tourniquet rotate start ${OLD} --to-kms app`;
  expect(nextStep(lost, OLD)).toBe(another);
  expect(nextStep({ ...lost, newKeyFound: 'off' }, OLD)).toBe(`npx --no ak-tourniquet rotate start ${OLD}`);
  expect(nextStep({ ...finished, secret: 'lost' }, OLD)).toBe(`${another} --discard ${NEW}`);
  expect(whatStands({ ...finished, secret: 'lost' }, OLD)).toMatch(/is off since .*Its secret was not handed over\.$/);
  expect(nextStep(rotation({ newKeyFound: 'off' }), OLD)).toMatch(/rotate start/);
  const unheard = rotation({ secret: 'lost', newKeyFound: 'off' });
  const place = `${OLD} --to-kms app --discard ${NEW}`;
  expect(nextStep(unheard, OLD)).toBe(`npx --no ak-tourniquet rotate start ${place}`);
  expect(nextStep({ ...unheard, userName: ROOT }, OLD)).toBe(`npx --no ak-tourniquet rotate --root ${place}`);
  expect(nextStep({ ...unheard, newKeyFound: 'gone' }, OLD)).not.toMatch(/discard/);
});

describe('verify', () => {
  /** Each use that is known of was a call that went through. */
  const look = (usedAt: string | null, status: 'Active' | 'Inactive' = 'Active'): KeyLook => ({
    status,
    usedAt,
    calls: { ...NO_CALLS, throughAt: usedAt },
  });
  const unknown: KeyLook = { couldNotCheck: 'NoPermission' };
  const gone: KeyLook = { status: undefined, usedAt: null };

  test.each([
    ['never used since', look(hours(-20)), look(hours(-4)), 'quiet', 'works'],
    ['used before the new one was seen to work', look(hours(-9)), look(hours(-8)), 'not-clear-yet', 'works'],
    ['used in the second in which the new one was made', look(hours(-10)), look(hours(-8)), 'quiet', 'works'],
    ['used after the new one worked', look(hours(-1)), look(hours(-8)), 'used', 'works'],
    ['used since the start, the new one not at all', look(hours(-3)), look(null), 'used', 'not-seen-yet'],
    ['nobody used either', look(null), look(null), 'quiet', 'not-seen-yet'],
    ['the new one worked an hour ago only', look(hours(-11)), look(hours(-1)), 'not-visible-yet', 'works'],
    ['the look at the old one failed', unknown, look(hours(-4)), 'could-not-check', 'works'],
    ['the look at the new one failed', look(hours(-20)), unknown, 'quiet', 'could-not-check'],
    ['both off', look(hours(-20), 'Inactive'), look(hours(-4), 'Inactive'), 'off', 'off'],
    ['both gone', gone, gone, 'gone', 'gone'],
    ['no new key', look(hours(-20)), undefined, 'quiet', 'none'],
  ] as const)('%s', (_, oldKey, newKey, oldVerdict, newVerdict) => {
    const verdict = judge({ now: NOW, startedAt: hours(-10), newKeyMadeAt: null, looks: [], oldKey, newKey });
    expect([verdict.oldKey, verdict.newKey]).toEqual([oldVerdict, newVerdict]);
    expect(verdict.problems).toHaveLength([oldKey, newKey].filter((one) => one === unknown).length);
  });

  const call = (service: string, name: string, errorCode?: string) =>
    parseAuditEvent({
      ...{ eventTime: hours(-4), serviceName: service, eventName: name },
      ...(errorCode === undefined ? {} : { errorCode }),
    });
  const refused = call('Ecs', 'DescribeDisks', 'Forbidden.RAM');

  test.each([
    ['a call that went through', 'works', [call('Ecs', 'DescribeDisks')]],
    ['one that went through among refused ones', 'works', [refused, call('Ecs', 'DescribeDisks'), refused]],
    [
      'what the business made wrong, behind the check of its rights',
      'works',
      [call('Ecs', 'StopInstance', 'InvalidInstanceId.NotFound')],
    ],
    ['refused calls alone', 'refused', [refused, call('Ram', 'ListUsers', 'NoPermission')]],
    ['a wrong signature', 'refused', [call('Ecs', 'DescribeDisks', 'SignatureDoesNotMatch')]],
    ['refused ones, and one that needs no right', 'refused', [refused, call('Sts', 'GetCallerIdentity')]],
    ['one that needs no right alone', 'used-not-visible', [call('Sts', 'GetCallerIdentity')]],
    ['one that nobody asked for its rights', 'used-not-visible', [call('Ecs', 'DescribeDisks', 'Throttling.User')]],
    ['none, though it is used', 'used-not-visible', []],
  ] as const)('the new key works by its calls, not by its use: %s', (_, verdict, events) => {
    const calls = callsOf(events, () => false);
    const newKey: KeyLook = { status: 'Active', usedAt: hours(-4), calls };
    const given = { now: NOW, startedAt: hours(-10), newKeyMadeAt: null, looks: [], oldKey: look(hours(-20)) };
    expect(judge({ ...given, newKey })).toMatchObject({ newKey: verdict, newUsedAt: hours(-4), oldKey: 'quiet' });
    // What of it could not be read may tell the contrary.
    const cut = judge({ ...given, newKey: { ...newKey, unseen: 'one region failed' } });
    expect(cut.newKey).toBe(verdict === 'works' ? 'works' : 'could-not-check');
    // No policy binds root.
    const root = judge({ ...given, newKey: { ...newKey, calls: { ...calls, isUnbound: true } } });
    expect(root.newKey).toBe(verdict === 'refused' ? 'refused' : 'works');
  });

  test('a use whose events need not show yet is waited for, from the first one that is known', () => {
    const facts = { ...since(-10), oldKey: look(hours(-20)) };
    const used: KeyLook = { status: 'Active', usedAt: hours(-0.25) };
    expect(judge({ ...facts, newKey: used })).toMatchObject({
      newKey: 'used-not-visible-yet',
      lookAgainAfter: hours(1.75),
    });
    expect(judge({ ...facts, newKey: { ...used, firstAt: hours(-3) } })).toMatchObject({
      newKey: 'used-not-visible',
      lookAgainAfter: null,
    });
  });

  test('refused calls are named by the first, and by whose deny it was', () => {
    const events = [refused, call('Ram', 'CreateUser', 'NoPermission')];
    expect(refusedInWords(callsOf(events, () => false))).toBe(
      `2 calls refused (first Forbidden.RAM, Ecs:DescribeDisks, at ${hours(-4)})`,
    );
    expect(refusedInWords(callsOf(events, ({ service }) => service === 'Ram'))).toMatch(/refuses 1 of them\)$/);
    expect(refusedInWords(callsOf(events, () => true))).toMatch(/the deny of this incident, .* refuses them\)$/);
    expect(refusedInWords(NO_CALLS)).toBeUndefined();
  });

  const since = (newKeyMadeAt: number, ...looks: EarlierLook[]) => ({
    now: NOW,
    startedAt: hours(-100),
    newKeyMadeAt: hours(newKeyMadeAt),
    looks,
  });
  const seen = (at: number, oldUsedAt: number, newUsedAt?: number): EarlierLook => ({
    at: hours(at),
    newKey: newUsedAt === undefined ? 'not-seen-yet' : 'works',
    oldUsedAt: hours(oldUsedAt),
    newUsedAt: newUsedAt === undefined ? null : hours(newUsedAt),
  });

  test('a use from before there was a new key is the workload, whenever the rotation began', () => {
    const facts = { oldKey: look(hours(-11)), newKey: look(hours(-3)) };
    expect(judge({ ...since(-10), ...facts }).oldKey).toBe('quiet');
    expect(judge({ ...since(-12), ...facts }).oldKey).toBe('not-clear-yet');
    // Root's old key signs the making of the new one, and RAM counts whole seconds.
    expect(judge({ ...since(-11 - 4 / 3600), ...facts }).oldKey).toBe('quiet');
    expect(judge({ ...since(-11 - 6 / 3600), ...facts }).oldKey).toBe('not-clear-yet');
    expect(judge({ ...since(-10), ...facts, newKeyMadeAt: null }).oldKey).toBe('not-clear-yet');
  });

  test('a use up to which an earlier look found the new key unused is one from before the change', () => {
    const facts = { oldKey: look(hours(-9)), newKey: look(hours(-3)) };
    expect(judge({ ...since(-10, seen(-7, -9)), ...facts }).oldKey).toBe('quiet');
    // Uses show up to two hours late: what a look did not see may have been.
    const soon = { ...facts, newKey: look(hours(-8.5)) };
    expect(judge({ ...since(-10, seen(-8, -9)), ...soon }).oldKey).toBe('not-clear-yet');
  });

  test('a use behind a known use of the new key was beside it, whoever knows of that use', () => {
    const old = look(hours(-5));
    const first: KeyLook = { ...look(hours(-4)), firstAt: hours(-9) };
    expect(judge({ ...since(-10), oldKey: old, newKey: first })).toMatchObject({ oldKey: 'used', since: hours(-9) });
    const told = { ...since(-10, seen(-8, -9.5, -9)), oldKey: old, newKey: look(hours(-4)) };
    expect(judge(told)).toMatchObject({ oldKey: 'used', since: hours(-9) });
    // What the events told of once, they need not tell again.
    const before = { ...seen(-3.9, -5, -4), newUsedSince: hours(-9) };
    const later = { ...since(-10, before), oldKey: old, newKey: look(hours(-4)) };
    expect(judge(later)).toMatchObject({ oldKey: 'used', newUsedSince: hours(-9) });
  });

  test('it counts no more once a second look finds the new key used behind the first, and the old one not', () => {
    const facts = (...looks: EarlierLook[]) => ({ ...since(-20, ...looks), oldKey: look(hours(-9)) });
    const first = seen(-6, -9, -8);
    expect(judge({ ...facts(), newKey: look(hours(-1)) }).oldKey).toBe('not-clear-yet');
    expect(judge({ ...facts(first), newKey: look(hours(-1)) })).toMatchObject({ oldKey: 'quiet', since: hours(-9) });
    expect(judge({ ...facts(first), newKey: look(hours(-7)) }).oldKey).toBe('not-clear-yet');
    expect(judge({ ...facts(seen(-1.9, -9, -8)), newKey: look(hours(-1)) }).oldKey).toBe('not-clear-yet');
    // Nobody had looked since that use.
    expect(judge({ ...facts(seen(-6, -9.5, -10)), newKey: look(hours(-1)) }).oldKey).toBe('used');
    // Two hours of silence, as a job of every hour would break it.
    const hourly = { ...since(-20, seen(-3.8, -3.9, -8)), oldKey: look(hours(-3.9)), newKey: look(hours(-1)) };
    expect(judge(hourly).oldKey).toBe('used');
  });

  test('after a day of silence with the new key in use it counts no more either', () => {
    const facts = { ...since(-90), newKey: look(hours(-1)) };
    expect(judge({ ...facts, oldKey: look(hours(-60)) }).oldKey).toBe('quiet');
    expect(judge({ ...facts, oldKey: look(hours(-25)) }).oldKey).toBe('not-clear-yet');
    expect(judge({ ...facts, oldKey: look(hours(-60)), newKey: look(hours(-61)) }).oldKey).toBe('used');
  });

  test('what an earlier look saw stays seen when a later one sees less', () => {
    const facts = { ...since(-20, seen(-1.5, -4, -10)), oldKey: look(hours(-15)), newKey: look(hours(-1)) };
    expect(judge(facts)).toMatchObject({ oldKey: 'used', oldUsedAt: hours(-4) });
  });

  test('what could not be checked, or need not show yet, is never quiet', () => {
    const at = fc.option(fc.integer({ min: -100, max: 0 }).map(hours), { nil: null });
    const anyNew = fc.constantFrom('works' as const, 'not-seen-yet' as const, 'could-not-check' as const);
    const anyLook = fc.oneof(
      fc.constant(unknown),
      fc.record({ status: fc.constantFrom('Active' as const, 'Inactive' as const, undefined), usedAt: at }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: -100, max: 0 }).map(hours),
        at,
        anyLook,
        anyLook,
        fc.array(fc.record({ at: at.map((one) => one ?? hours(-1)), newKey: anyNew, oldUsedAt: at, newUsedAt: at })),
        (startedAt, newKeyMadeAt, oldKey, newKey, looks) => {
          const verdict = judge({ now: NOW, startedAt, newKeyMadeAt, looks, oldKey, newKey });
          if (verdict.oldKey !== 'quiet') return;
          expect('couldNotCheck' in oldKey).toBe(false);
          expect(verdict.dataUpTo > verdict.since).toBe(true);
          expect(verdict.since >= startedAt).toBe(true);
          if (verdict.newKey !== 'used-not-visible-yet') expect(verdict.lookAgainAfter).toBeNull();
        },
      ),
    );
  });
});

describe('start', () => {
  test.each(START_ROWS)('%s', (_, facts, wanted, plan) => expect(planStart(facts, wanted)).toMatchObject(plan));
});

describe('finish', () => {
  const unseen = { ...quiet, newKey: 'used-not-visible' as const };
  test.each([
    ['all is well', facts(), no, [{ do: 'disable', key: OLD }]],
    ['used', facts({ verdict: { ...quiet, oldKey: 'used' } }), no, 'refused'],
    ['used, and it must be', facts({ verdict: { ...quiet, oldKey: 'used' } }), yes, [{ do: 'disable', key: OLD }]],
    ['not visible yet', facts({ verdict: { ...quiet, oldKey: 'not-visible-yet' } }), no, 'refused'],
    ['could not check', facts({ verdict: { ...quiet, problems: ['x'] } }), no, 'refused'],
    ...(['none', 'gone', 'off', 'not-seen-yet', 'refused', 'used-not-visible-yet'] as const).map(
      (newKey) => [`the new key: ${newKey}`, facts({ verdict: { ...quiet, newKey } }), no, 'refused'] as const,
    ),
    // Off, the old key can come back; where nobody uses it any more, nothing is lost with it that is not lost already.
    ['nobody can see whether the new key works', facts({ verdict: unseen }), no, [{ do: 'disable', key: OLD }]],
    ['and the old key is used', facts({ verdict: { ...unseen, oldKey: 'used' } }), no, 'refused'],
    [
      'the new key is gone, and it must be',
      facts({ verdict: { ...quiet, newKey: 'gone' } }),
      yes,
      [
        { do: 'note', step: `new-key-gone:${NEW}` },
        { do: 'disable', key: OLD },
      ],
    ],
    [
      'the new key is off, and so is the old one',
      facts({ ...isOff, verdict: { ...quiet, newKey: 'off' } }),
      no,
      [{ do: 'note', step: `new-key-off:${NEW}` }, { do: 'note' }],
    ],
    ['off already', facts(isOff), no, [{ do: 'note', step: `found-off:${OLD}` }]],
    ['gone', facts({ oldKeys: [key(NEW)] }), no, [{ do: 'note', step: `found-off:${OLD}` }]],
    ['finished', facts({ ...isOff, rotation: finished }), no, 'stands'],
    [
      'finished, and the new key is gone since',
      facts({ ...isOff, rotation: finished, verdict: { ...quiet, newKey: 'gone' } }),
      no,
      [{ do: 'note', step: `new-key-gone:${NEW}` }],
    ],
    ['finished, and on again', facts({ rotation: finished }), no, [{ do: 'disable', key: OLD }]],
    ['not begun', facts({ rotation: null }), yes, 'refused'],
    [
      'not begun, unused for long',
      facts({ rotation: null, verdict: { ...quiet, newKey: 'none', oldUsedAt: null } }),
      { anyway: false, isUnused: true, unusedDays: 90 },
      [{ do: 'disable' }],
    ],
    [
      'not begun, used of late',
      facts({ rotation: null, verdict: { ...quiet, newKey: 'none' } }),
      { anyway: false, isUnused: true, unusedDays: 90 },
      'refused',
    ],
  ] as const)('%s', (_, given, wanted, plan) => {
    const planned = planFinish(given, wanted);
    if (typeof plan === 'string') expect(planned.kind).toBe(plan);
    else expect(planned).toMatchObject({ kind: 'act', act: plan });
  });
});

test('what a finish goes over is in its plan, and reads the same a moment later', () => {
  const at = (minutes: number) => {
    const dataUpTo = hours(-2 + minutes / 60);
    const verdict = { ...quiet, oldKey: 'not-visible-yet', newKey: 'gone', dataUpTo, problems: ['x'] } as const;
    return planFinish(facts({ verdict }), yes);
  };
  expect(at(0)).toMatchObject({
    over: [
      expect.stringMatching(/^the new key .* was deleted/),
      expect.stringMatching(/show yet/),
      'could not check: x',
    ],
  });
  expect(at(0)).toEqual(at(1));
  expect(planFinish(facts(), yes)).not.toHaveProperty('over');
  const unseen = facts({ verdict: { ...quiet, newKey: 'used-not-visible' } });
  expect(planFinish(unseen, no)).toMatchObject({ over: [expect.stringMatching(/the workload tells/)] });
});

describe('delete', () => {
  const ripe = rotation({ finished: { ...off, observeUntil: hours(-1) } });
  const now = { anyway: false, now: true };
  test.each([
    ['watched long enough', facts({ ...isOff, rotation: ripe }), no, [{ do: 'delete', key: OLD }]],
    ['watched still', facts({ ...isOff, rotation: finished }), no, 'refused'],
    ['watched still, and it must be', facts({ ...isOff, rotation: finished }), now, [{ do: 'delete', key: OLD }]],
    ['watched still, whatever else it goes over', facts({ ...isOff, rotation: finished }), yes, 'refused'],
    ...(['gone', 'off'] as const).flatMap((newKey) => {
      const given = facts({ ...isOff, rotation: ripe, verdict: { ...quiet, newKey } });
      const note = { do: 'note', step: `new-key-${newKey}:${NEW}` };
      return [
        [`the new key: ${newKey}`, given, no, 'refused'] as const,
        [`the new key: ${newKey}, and only the time is gone over`, given, now, 'refused'] as const,
        [`the new key: ${newKey}, and it must be`, given, yes, [note, { do: 'delete', key: OLD }]] as const,
      ];
    }),
    [
      'the new key is on again: the journal learns of it',
      facts({ ...isOff, rotation: { ...ripe, newKeyFound: 'off' } }),
      no,
      [{ do: 'note', step: `new-key-on:${NEW}` }, { do: 'delete' }],
    ],
    ['switched on again, whatever is said', facts({ rotation: ripe }), { ...yes, ...now }, 'refused'],
    ['not finished, whatever is said', facts(), { ...yes, ...now }, 'refused'],
    ['not begun, whatever is said', facts({ rotation: null }), { ...yes, ...now }, 'refused'],
    ['gone', facts({ rotation: ripe, oldKeys: [key(NEW)] }), no, [{ do: 'note', step: `delete-key:${OLD}` }]],
    ['deleted', facts({ rotation: { ...ripe, deleted: off }, oldKeys: [key(NEW)] }), no, 'stands'],
    ['deleted, and put back since', facts({ ...isOff, rotation: { ...ripe, deleted: off } }), yes, 'refused'],
  ] as const)('%s', (_, given, wanted, plan) => {
    const planned = planDelete(given, wanted);
    if (typeof plan === 'string') expect(planned.kind).toBe(plan);
    else expect(planned).toMatchObject({ kind: 'act', act: plan });
  });
});

describe('undo', () => {
  const deleted = rotation({ finished: off, deleted: { at: hours(0), by: 'a' } });
  test.each(UNDO_ROWS)('%s', (_, given, wanted, plan) => {
    const planned = planUndo(given, wanted);
    if (typeof plan === 'string') expect(planned.kind).toBe(plan);
    else
      expect(planned).toEqual({
        kind: 'act',
        undoes: expect.any(String),
        act: plan.map((one) => expect.objectContaining(one)),
      });
  });

  test('no step but delete and --discard ever deletes, and undo touches no key but the two of the rotation', () => {
    const status = fc.constantFrom('Active' as const, 'Inactive' as const);
    const keys = fc.option(
      fc
        .uniqueArray(fc.constantFrom(OLD, NEW, OTHER))
        .chain((ids) => fc.tuple(...ids.map((id) => status.map((s) => key(id, s))))),
      { nil: undefined },
    );
    const states = fc.constantFrom(null, begun, rotation(), finished, deleted, rotation({ secret: 'lost' }));
    fc.assert(
      fc.property(states, keys, keys, fc.boolean(), fc.boolean(), (state, oldKeys, newKeys, isDenied, anyway) => {
        const given = facts({ rotation: state, oldKeys, newKeys, isDenied, isBound: isDenied });
        for (const plan of [planFinish(given, { anyway }), planUndo(given, { anyway })]) {
          for (const act of plan.kind === 'act' ? plan.act : []) {
            expect(act.do).not.toBe('delete');
            if ('key' in act) expect([OLD, NEW]).toContain(act.key);
          }
        }
        const plan = planDelete(given, { anyway, now: anyway });
        for (const act of plan.kind === 'act' ? plan.act : []) if ('key' in act) expect(act.key).toBe(OLD);
      }),
    );
  });
});
