import { missingTasks } from '../../../shared/containment/promised';
import type { EntryBody } from '../../../shared/incident/entries';
import { TASK_NAMES, type TaskName } from '../../../shared/incident/schedule-order';
import { stateOf } from '../../../shared/incident/state';
import {
  approval,
  at,
  closed,
  contain,
  decided,
  denied,
  hold,
  ID,
  investigated,
  journal,
  owner,
  released,
  releaseIntent,
  rotated,
  rotationIntent,
  went,
} from '../incident/entries';

const handOver = { type: 'hand-over', task: 'investigate', scheduled: '', invoked: true, why: null } as const;
const told = (step: string): EntryBody => ({ type: 'alert-sent', step, delivered: ['dingtalk'], waiting: [] });
const LATER = ['investigate-12m', 'investigate-30m', 'investigate-2h', 'investigate-24h', 'investigate-48h'] as const;

/** Entries come an hour after one another; `hours` and `minutes`: so long behind the last. */
function missing(bodies: readonly EntryBody[], standing: readonly TaskName[], hours: number) {
  const entries = journal(...bodies);
  const now = new Date(Date.parse(at(entries.length)) + hours * 3_600_000);
  return missingTasks(
    { id: ID, entries, state: stateOf(entries) },
    standing.map((task) => ({ task })),
    now,
  );
}

const contained = [contain, denied(at(2)), handOver];
const looked = [...contained, investigated(1)];

test.each<[string, readonly EntryBody[], readonly TaskName[], number, readonly TaskName[]]>([
  ['a journal without entries', [], [], 9, []],
  ['contained, and nothing stands', contained, [], 1, ['investigate', 'follow-up']],
  ['contained a moment ago: a run may be at it', contained, [], 0.25, ['follow-up']],
  ['contained and looked at by and by', contained, ['investigate', 'follow-up'], 1, []],
  ['a look of any name goes before its first record', contained, ['investigate-2h', 'follow-up'], 1, []],
  ['the first look is over, the later ones stand', looked, [...LATER, 'follow-up'], 1, []],
  ['its record was written a moment ago', looked, ['follow-up'], 0.25, []],
  ['later looks are gone, all of them', looked, ['follow-up'], 0.5, LATER.slice(2)],
  [
    'a look that is due runs, and has overtaken those before it',
    looked,
    ['investigate-2h', 'investigate-24h', 'investigate-48h', 'follow-up'],
    1,
    [],
  ],
  ['one that is not due overtakes none', looked, ['investigate-48h', 'follow-up'], 1, LATER.slice(2, 4)],
  ['whatever starts the first look puts the later ones down', looked, ['investigate', 'follow-up'], 1, []],
  [
    'what was looked at later is not looked at again',
    [...looked, investigated(5)],
    ['follow-up'],
    1,
    ['investigate-48h'],
  ],
  ['every look is over', [...looked, investigated(6)], ['follow-up'], 1, []],
  ['nothing was contained, and nobody looks', [decided({ verdict: 'none', row: 'not-ours', actions: [] })], [], 9, []],
  ['in observe mode nothing is followed', [decided({}, { mode: 'observe' }), handOver], ['investigate'], 9, []],
  [
    "root's key is followed by its report",
    [decided({ verdict: 'none', row: 'root-key' }, { owner: { ...owner, type: 'root' } as never }), handOver],
    ['investigate'],
    9,
    [],
  ],
  ['closed', [...looked, investigated(6), closed], [], 9, []],
  ['held: every reminder that is to come', [hold], [], 0.75, ['remind-1', 'remind-4', 'remind-24']],
  ['held a moment ago', [hold], [], 0.25, []],
  ['held, and reminded of once', [hold], ['remind-24'], 2, ['remind-4']],
  ['held for long: every reminder was sent or not, nobody knows', [hold], [], 30, []],
  ['approved, and nothing has come of it', [hold, approval], [], 1, ['approved']],
  ['approved, and a run is at it', [hold, approval], [], 0.25, []],
  ['approved, and it waits in the schedule', [hold, approval], ['approved'], 1, []],
  ['approved and contained', [hold, approval, contain, denied(at(4))], ['follow-up'], 1, []],
  ['a release that has not come to its end', [...looked, investigated(6), releaseIntent], ['follow-up'], 1, []],
  ['one of what was never contained', [hold, releaseIntent], ['remind-1', 'remind-4', 'remind-24'], 1, ['released']],
  ['a release that nobody was told of', [...looked, releaseIntent, released()], [], 1, ['released']],
  ['one a moment ago', [...looked, releaseIntent, released()], [], 0.25, []],
  ['one that was told', [...looked, releaseIntent, released(), told('released:1')], [], 9, []],
  [
    'contained again behind a release',
    [...looked, releaseIntent, released(), told('released:1'), hold, approval, contain, denied(at(11))],
    [],
    1,
    ['follow-up'],
  ],
  [
    'a rotation waits for its next step',
    [
      ...looked,
      investigated(6),
      rotationIntent('start'),
      rotated('start', went('create-key:LTAI5tTheNewKey000000001')),
    ],
    ['follow-up'],
    1,
    ['rotation'],
  ],
  [
    'a rotation is reminded of',
    [...looked, investigated(6), rotationIntent('start')],
    ['follow-up', 'rotation'],
    1,
    [],
  ],
])('%s', (_, bodies, standing, hours, expected) => {
  expect(missing(bodies, standing, hours).map(({ task }) => task)).toEqual(expected);
});

test('what is missing bears what whoever puts it down gives it', () => {
  const dueOf = (bodies: readonly EntryBody[], hours: number) =>
    missing(bodies, [], hours).map(({ task, due, data }) => [task, due.toISOString(), data]);
  expect(dueOf(looked, 0.5).slice(0, 2)).toEqual([
    ['investigate-2h', '2026-05-20T03:00:00.000Z', { round: 4 }],
    ['investigate-24h', '2026-05-21T01:00:00.000Z', { round: 5 }],
  ]);
  expect(dueOf([hold], 0.75)[0]).toEqual(['remind-1', '2026-05-20T02:00:00.000Z', { leakId: 'sas:1' }]);
  expect(dueOf([hold, approval], 1)).toEqual([['approved', '2026-05-20T03:00:00.000Z', { from: 2, leakId: 'sas:1' }]]);
  const turn = [...looked, investigated(6), rotationIntent('start')];
  expect(dueOf(turn, 1).at(-1)).toEqual(['rotation', '2026-05-21T06:00:00.000Z', { after: at(6) }]);
  expect(dueOf(turn, 48).at(-1)).toEqual(['rotation', '2026-05-22T06:00:00.000Z', { after: at(6) }]);
});

test('where everything stands, nothing is missing, whatever the journal says', () => {
  for (const bodies of [contained, looked, [hold], [hold, approval], [...looked, releaseIntent, released()]])
    for (const hours of [0, 0.5, 1, 30, 1000]) expect(missing(bodies, TASK_NAMES, hours)).toEqual([]);
});
