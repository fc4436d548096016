import type { Plot } from './history';
import { judge, type Verdict } from './judge';
import { histories, PLOTS } from './set';

export type Row = Verdict & { name: string; seed: number; actors: number };

/** Every history under every seed, judged. */
export function rowsOf(seeds: readonly number[]): Row[] {
  const rows: Row[] = [];
  for (const seed of seeds)
    for (const history of histories(seed))
      rows.push({ ...judge(history), name: history.name, seed, actors: history.actors.length });
  return rows;
}

/** The two tables in markdown: attacks with what was found of them, ordinary accounts with what was held against them. */
export function markdown(rows: readonly Row[], plots: readonly Plot[]): string {
  const lines = [
    '| attack | found | all its identities | by id or name | none of the business | expected kinds | false high findings | high findings that name the business as well |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const { name } of plots.filter(({ isAttack }) => isAttack)) {
    const own = rows.filter((row) => row.name === name);
    const share = (holds: (row: Row) => boolean) => `${own.filter(holds).length}/${own.length}`;
    const total = (of: (row: Row) => unknown[]) => own.reduce((sum, row) => sum + of(row).length, 0);
    lines.push(
      `| ${name} | ${share(({ found }) => found)} | ${share(({ actorsMissed }) => actorsMissed.length === 0)} | ${share(({ actorsUnnamed }) => actorsUnnamed.length === 0)} | ${share(({ actorsWronged }) => actorsWronged.length === 0)} | ${share(({ kindsMissed }) => kindsMissed.length === 0)} | ${total(({ falseHighs }) => falseHighs)} | ${total(({ mixed }) => mixed)} |`,
    );
  }
  lines.push('', '| ordinary account | free of high findings | false high findings |', '| --- | --- | --- |');
  for (const { name } of plots.filter(({ isAttack }) => !isAttack)) {
    const own = rows.filter((row) => row.name === name);
    lines.push(
      `| ${name} | ${own.filter(({ falseHighs }) => falseHighs.length === 0).length}/${own.length} | ${own.reduce((sum, row) => sum + row.falseHighs.length, 0)} |`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Every departure from the labels, one a line. */
export function departures(rows: readonly Row[]): string {
  const attacks = new Set(PLOTS.filter(({ isAttack }) => isAttack).map(({ name }) => name));
  const lines: string[] = [];
  for (const row of rows) {
    const parts = [
      attacks.has(row.name) && !row.found ? 'NOT FOUND' : '',
      row.kindsMissed.length > 0 ? `kinds missed ${row.kindsMissed.join(', ')}` : '',
      row.actorsMissed.length > 0 ? `identities missed ${row.actorsMissed.join(', ')}` : '',
      row.actorsWronged.length > 0 ? `business wronged ${row.actorsWronged.join(', ')}` : '',
      row.falseHighs.length > 0 ? `false ${row.falseHighs.join(', ')}` : '',
      row.mixed.length > 0 ? `mixed ${row.mixed.join(', ')}` : '',
    ].filter(Boolean);
    if (parts.length > 0) lines.push(`${row.name} #${row.seed}: ${parts.join('; ')}`);
  }
  return lines.join('\n');
}
