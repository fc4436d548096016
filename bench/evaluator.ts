import { compile, evaluate } from '../shared/ram-policy/evaluate';
import { parsePolicy } from '../shared/ram-policy/parse';
import { byExpression, byKeptExpression, naiveVerdict, type Verdict } from './baselines/naive-policy';
import { policiesOf, requestsOf } from './evaluator/policies';
import { type Benchmark, median, type Rows, spread } from './result';

const ROUNDS = 9;
const POLICIES = 20;
const REQUESTS = 600;
/** Each way is given this long a round, so that slow ones are not waited for. */
const SLICE_MS = 300;

/** Decisions a second over the policies of one identity, beside a naive evaluator that asks every pattern of every policy. */
async function run(given = String(ROUNDS)) {
  const count = Number(given);
  const texts = policiesOf(POLICIES);
  const requests = requestsOf(REQUESTS);
  const parsed = texts.map((text) => parsePolicy(text));
  const read = texts.map((text) => JSON.parse(text) as unknown);
  const decide = compile(parsed);
  const kept = byKeptExpression();
  type Way = { readonly en: string; readonly zh: string; readonly decide: (at: number) => Verdict };
  const asked = (at: number) => requests[at] as (typeof requests)[number];
  const ways: readonly Way[] = [
    { en: 'ours, compiled once', zh: '本项目，只编译一次', decide: (at) => decide(asked(at)) },
    {
      en: 'ours, from text each time',
      zh: '本项目，每次从文本开始',
      decide: (at) =>
        evaluate(
          texts.map((text) => parsePolicy(text)),
          asked(at),
        ),
    },
    {
      en: 'naive, an expression for each question',
      zh: '朴素，每次建正则表达式',
      decide: (at) => naiveVerdict(read, asked(at), byExpression),
    },
    { en: 'naive, expressions kept', zh: '朴素，保留正则表达式', decide: (at) => naiveVerdict(read, asked(at), kept) },
    { en: 'naive, by the textbook', zh: '朴素，按教科书', decide: (at) => naiveVerdict(read, asked(at)) },
  ];
  const verdicts = requests.map((request) => decide(request));
  const rates: number[][] = ways.map(() => []);
  for (let round = 0; round < count; round += 1)
    for (const [at, way] of ways.entries()) rates[at]?.push(perSecond(way.decide, verdicts));
  const ours = median(rates[0] ?? []);
  const table = ways.map(({ en, zh }, at): Rows => {
    const rate = rates[at] ?? [];
    const ratio = at === 0 ? ['1.0 ×', ''] : [`${(ours / median(rate)).toFixed(1)} ×`, at === 2 ? '10 ×' : ''];
    const cells = [median(rate).toFixed(0), spread(rate), ...ratio];
    return { en: [en, ...cells], zh: [zh, ...cells] };
  });
  return {
    question: `how many decisions a second over ${POLICIES} policies of 6 KB?`,
    figures: {
      characters: texts.reduce((sum, text) => sum + text.length, 0),
      'requests, of which allowed / denied by a statement': `${REQUESTS}, ${['Allow', 'Deny'].map((one) => verdicts.filter(({ decision }) => decision === one).length).join(' / ')}`,
      ...Object.fromEntries(
        table.map(({ en: [what, middle, range, beside] }) => [what, `${middle} (${range}); ours ${beside}`]),
      ),
    },
    table: {
      en: {
        columns: ['Evaluator', 'Decisions a second', 'Spread', 'Ours is so many times as fast', 'Aim'],
        rows: table.map(({ en }) => en),
      },
      zh: { columns: ['求值器', '每秒判定', '范围', '本项目快多少倍', '目标'], rows: table.map(({ zh }) => zh) },
    },
  };
}

/** Throws where a verdict differs from that of the evaluator that is measured: who is fast and wrong has not won. */
function perSecond(decide: (at: number) => Verdict, verdicts: readonly Verdict[]): number {
  const began = performance.now();
  let decided = 0;
  for (; performance.now() - began < SLICE_MS; decided += 1) {
    const at = decided % verdicts.length;
    const said = decide(at);
    const other = verdicts[at];
    if (said.decision !== other?.decision || said.policy !== other.policy || said.statement !== other.statement)
      throw new Error(`Request ${at}: ${JSON.stringify(said)} beside ${JSON.stringify(other)}.`);
  }
  return decided / ((performance.now() - began) / 1000);
}

export const evaluator: Benchmark = { name: 'evaluator', run };
