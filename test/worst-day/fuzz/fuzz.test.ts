import { showTable } from '../table';
import { answers, bills } from './bills';
import { cloudAnswers } from './cloud-answers';
import { listing } from './listing';
import { policy } from './policy';
import { credentialReport } from './report';
import { signal } from './signal';
import { sealed, unsealed } from './state';
import { type Outcome, type Target, tried } from './target';
import { single, trail } from './trail';

jest.setTimeout(3_600_000);

const TARGETS: readonly Target[] = [
  signal,
  policy,
  single,
  trail,
  credentialReport,
  bills,
  answers,
  cloudAnswers,
  listing,
  sealed,
  unsealed,
];
const outcomes = new Map<Target, Outcome>();

afterAll(() => {
  const rows = (language: 'en' | 'zh') =>
    [...outcomes].map(([{ name, holds }, { inputs, failed }]) => [
      name[language],
      holds[language],
      String(inputs),
      String(inputs - failed),
      String(failed),
    ]);
  const tables = {
    en: { columns: ['given to', 'what must hold', 'inputs', 'held', 'failed'], rows: rows('en') },
    zh: { columns: ['对象', '必须成立', '输入数', '通过', '失败'], rows: rows('zh') },
  };
  showTable('fuzz', tables, undefined, outcomes.size < TARGETS.length);
});

test.each(TARGETS.map((target) => [target.name.en, target] as const))('%s', async (_, target) => {
  await target.open?.();
  try {
    const outcome = await tried(target);
    outcomes.set(target, outcome);
    if (outcome.report !== undefined) throw new Error(outcome.report);
  } finally {
    await target.close?.();
  }
});
