import { FLOOR } from './floor';
import { FIRST, histories, PLOTS, SECOND, THIRD } from './set';
import { departures, markdown, rowsOf } from './table';

/** `BLIND_SEEDS=20 npx jest test/histories/blind` prints the tables of README.md and every departure from the labels. */
const SEEDS = Array.from({ length: Number(process.env['BLIND_SEEDS'] ?? 1) }, (_, i) => i + 1);
const rows = rowsOf(SEEDS);
if (process.env['BLIND_SEEDS'])
  process.stdout.write(`${markdown(rows, FIRST)}
${markdown(rows, SECOND)}
${markdown(rows, THIRD)}
${departures(rows)}
`);

test('a history is its seed, and its label names what is in it', () => {
  const [once, again] = [[...histories(11)], [...histories(11)]];
  expect(JSON.stringify(again)).toBe(JSON.stringify(once));
  for (const { name, isAttack, events, attackIds, actors, business } of once) {
    const text = JSON.stringify(events);
    expect([name, attackIds.size > 0]).toEqual([name, isAttack]);
    expect([name, actors.filter(({ id }) => !text.includes(id) || business.includes(id))]).toEqual([name, []]);
  }
});

test('the floor speaks of histories that there are', () => {
  expect(Object.keys(FLOOR).filter((name) => !PLOTS.some((plot) => plot.name === name))).toEqual([]);
});

test.each(PLOTS)('$name: no worse than it was', ({ name, isAttack }) => {
  const { found = true, kinds = [], identities = 0, falseHighs = [] } = FLOOR[name] ?? {};
  const own = rows.filter((row) => row.name === name);
  expect(own).toHaveLength(SEEDS.length);
  for (const row of own) {
    if (isAttack && found) expect([row.seed, row.found]).toEqual([row.seed, true]);
    expect([row.seed, row.kindsMissed.filter((kind) => !kinds.includes(kind))]).toEqual([row.seed, []]);
    expect([row.seed, row.actorsMissed.length <= identities]).toEqual([row.seed, true]);
    expect([row.seed, row.actorsWronged]).toEqual([row.seed, []]);
    expect([row.seed, row.falseHighs.filter((rule) => !falseHighs.includes(rule))]).toEqual([row.seed, []]);
    expect([row.seed, row.mixed]).toEqual([row.seed, []]);
  }
});
