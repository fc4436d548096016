import { type Block, join, type Line, line, outside } from '../message';
import { showTime } from '../time';
import {
  type AlertContext,
  didBiteLate,
  inWords,
  isReleased,
  knownLine,
  limited,
  type PartBuilder,
  stepLine,
  stepName,
  wasContained,
  wordsFor,
} from './alert';

/** What was done and what could not be, step by step; in observe mode, what would have been done. */
export const donePart: PartBuilder = (context) => {
  const { texts, incident, language } = context;
  const { done } = texts;
  const paragraph = (words: Line): Block => ({ part: 'done', kind: 'paragraph', line: words });
  const list = (items: readonly Line[]): Block => ({ part: 'done', kind: 'list', items });
  const blocks: Block[] = [{ part: 'done', kind: 'heading', line: [texts.headings.done] }];
  if (incident.mode === 'observe') {
    blocks.push(paragraph([done.observed]));
    if (incident.plan.length === 0) blocks.push(paragraph([done.emptyPlan]));
    else {
      blocks.push(paragraph([done.observePlan]));
      blocks.push(list(limited(incident.plan, texts, (step) => stepName(step, texts))));
    }
  } else if (incident.steps.length === 0 && !incident.attached && !incident.keyDisabled && !isReleased(incident))
    blocks.push(paragraph([done.nothing]));
  // What failed stands first: it is what somebody has to mend.
  const steps = [...incident.steps].sort((a, b) => Number(a.ok) - Number(b.ok));
  if (steps.length > 0) blocks.push(list(limited(steps, texts, (step) => stepLine(step, texts, language))));
  blocks.push({ part: 'done', kind: 'facts', rows: checks(context) });
  if (incident.findings.length > 0) {
    blocks.push(paragraph([done.findings]));
    blocks.push(
      list(limited(incident.findings, texts, (name) => [wordsFor(texts.findingNames, name) ?? outside(name, 300)])),
    );
  }
  if (incident.caveats.length > 0) {
    blocks.push(paragraph([{ strong: done.caveats }]));
    blocks.push(list(limited(incident.caveats, texts, (caveat) => [inWords(caveat, texts, 300)])));
  }
  return blocks;
};

function checks({ texts, incident, language }: AlertContext) {
  const { labels, done } = texts;
  const rows: { label: string; value: Line }[] = [
    { label: labels.reason, value: [inWords(incident.reason, texts, 300)] },
  ];
  const { verification, releasedBefore } = incident;
  if (verification) {
    const since = verification.since && showTime(verification.since, language);
    const problems = join(
      verification.problems.map((problem) => [inWords(problem, texts, 300)]),
      '; ',
    );
    // Of a later version's journal, or a forged one: what is not known is not verified.
    const known = Object.hasOwn(done.verification, verification.state) ? verification.state : 'not verified';
    const words = didBiteLate(incident) ? done.biteLate : done.verification[known](since);
    const state = [{ strong: words }];
    rows.push({ label: labels.verification, value: problems.length > 0 ? line`${state} · ${problems}` : state });
    rows.push({
      label: labels.residual,
      value: knownLine(verification.residual, texts, (left) => {
        if (left.length === 0) return [done.residualNone];
        const shown = outside(left.slice(0, 12).join(', '), 600);
        return left.length > 12 ? line`${shown} ${texts.more(left.length - 12)}` : [shown];
      }),
    });
  } else if (incident.attached || (incident.keyDisabled && wasContained(incident))) {
    rows.push({ label: labels.verification, value: [{ strong: done.verification['not verified'](undefined) }] });
  }
  if (releasedBefore) {
    const { by, at, reason } = releasedBefore;
    rows.push({
      label: labels.by,
      value: texts.decide.releasedBefore(inWords(by, texts), showTime(at, language), inWords(reason, texts)),
    });
  }
  return rows;
}
