import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { showTable } from '../table';

/** What `npm run test:mutation` leaves (the schema of mutation testing elements). */
const REPORT = path.resolve(__dirname, '../../../out/mutation.json');
/** Of a hundred changed lines so many must make a test fail. */
const FLOOR = 85;

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
}

const ROOMS = {
  'containment/decide': /containment\/decide/,
  'ram-policy': /ram-policy\//,
  incident: /incident\//,
  signal: /signal\//,
};

const isThere = existsSync(REPORT);
if (!isThere)
  process.stderr.write('SKIPPED, out/mutation.json is absent (npm run test:mutation makes it): the score by room\n');

(isThere ? test : test.skip)('in each deciding room the tests notice what is changed', () => {
  const { files } = JSON.parse(readFileSync(REPORT, 'utf8')) as Report;
  const rows = Object.entries(ROOMS).flatMap(([room, of]) => {
    const mutants = Object.entries(files).flatMap(([file, { mutants }]) => (of.test(file) ? mutants : []));
    const count = (...statuses: string[]) => mutants.filter(({ status }) => statuses.includes(status)).length;
    const [killed, survived, unseen] = [count('Killed', 'Timeout'), count('Survived'), count('NoCoverage')];
    const all = killed + survived + unseen;
    return all === 0 ? [] : [{ room, all, killed, survived, unseen, score: (100 * killed) / all }];
  });
  const cells = rows.map(({ room, all, killed, survived, unseen, score }) =>
    [room, all, killed, survived, unseen, score.toFixed(1)].map(String),
  );
  const tables = {
    en: { columns: ['room', 'changes', 'noticed', 'not noticed', 'run by no test', 'score'], rows: cells },
    zh: { columns: ['模块', '改动', '被察觉', '未被察觉', '无测试运行', '得分'], rows: cells },
  };
  // `-- --mutate 'shared/signal/**/*.ts'`: a room by itself.
  showTable('mutation', tables, undefined, rows.length < Object.keys(ROOMS).length);
  expect(rows.filter(({ score }) => score < FLOOR)).toEqual([]);
});
