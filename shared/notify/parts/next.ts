import { CLI } from '../../command-line';
import type { IncidentFacts } from '../facts';
import { type Block, type Line, line, outside, type Span } from '../message';
import type { StepTexts, Texts } from '../texts/keys';
import { type AlertContext, isReleased, type PartBuilder, stepFactsOf, wasContained } from './alert';

/** The steps of the reference document that only a person can take, by the kind of owner. */
export const remainingPart: PartBuilder = (context) => {
  const { texts, incident } = context;
  const facts = stepFactsOf(context);
  const own = texts.steps[stepsFor(incident)](facts);
  const items = facts.made ? [texts.made.step(facts.made), ...own] : own;
  return [
    { part: 'remaining', kind: 'heading', line: [texts.headings.remaining] },
    { part: 'remaining', kind: 'steps', items },
  ];
};

function stepsFor({ row, owner, keyDeleted }: IncidentFacts): keyof StepTexts {
  // Whatever else was done: of a key that is gone nothing is left to switch off, to replace or to delete.
  if (row === 'deleted' || keyDeleted) return 'deleted';
  return owner.type === 'ram-user' ? 'ramUser' : owner.type;
}

/** What a person can decide by a command line. */
export const COMMANDS = [
  'release',
  'approve',
  'respond',
  'respond --approve',
  'release --all-denies',
  'release --false-alarm',
] as const;
export type Command = (typeof COMMANDS)[number];

/** The command line as it is typed; the reason is the reader's to fill in. */
export function commandBlock(texts: Texts, purpose: string, command: Command, key: Span): Block {
  const typed = line`${CLI} ${command} ${key} --reason "${texts.decide.reasonPlaceholder}"`;
  return { part: 'decide', kind: 'command', purpose: [purpose], command: typed };
}

/** What a person can decide here, and the command that does it. */
export const decidePart: PartBuilder = (context) => {
  const { texts } = context;
  return [{ part: 'decide', kind: 'heading', line: [texts.headings.decide] }, ...decisions(context)];
};

function decisions({ texts, incident, subject }: AlertContext): readonly Block[] {
  const { decide } = texts;
  const paragraph = (words: Line): Block => ({ part: 'decide', kind: 'paragraph', line: words });
  const purpose = incident.keyDeleted ? decide.releaseDeleted : decide.release;
  const release = commandBlock(texts, purpose, 'release', subject.key);
  if (incident.row === 'root-key') return [paragraph([decide.noCommandRoot])];
  if (incident.mode === 'observe') return [paragraph([decide.noCommandObserve])];
  if (incident.record !== undefined) return [commandBlock(texts, decide.containByHand, 'respond', subject.key)];
  const holds = incident.attached !== undefined || incident.keyDisabled;
  if (incident.verdict === 'hold') {
    return [
      commandBlock(texts, decide.approve, incident.unrecorded ? 'respond --approve' : 'approve', subject.key),
      // Of all that the cap holds one is told.
      ...(incident.row === 'over-cap' ? [commandBlock(texts, decide.approveAll, 'approve', '--all')] : []),
      paragraph([holds ? decide.holdStaysDenied : decide.holdStays]),
      ...(holds ? [release] : []),
    ];
  }
  if (wasContained(incident) && !isReleased(incident)) {
    const again =
      holds || incident.keyDeleted ? [] : [commandBlock(texts, decide.containByHand, 'respond', subject.key)];
    return [...again, release, paragraph([decide.exempt])];
  }
  if (isReleased(incident)) {
    return [commandBlock(texts, decide.approveAgain, 'approve', subject.key)];
  }
  return [paragraph([decide.noCommandNone])];
}

/** Where the report lies: by name, because a link into a private bucket would have to carry its signature. */
export const reportPart: PartBuilder = (context) => {
  const { texts, incident } = context;
  const rows = incident.reportAt ? [placeRow(texts, texts.labels.report, incident.reportAt)] : [];
  return [
    { part: 'report', kind: 'heading', line: [texts.headings.report] },
    ...(rows.length > 0 ? [{ part: 'report', kind: 'facts', rows } as const] : []),
    { part: 'report', kind: 'paragraph', line: [rows.length > 0 ? texts.report.privateNote : texts.report.notYet] },
  ];
};

export function placeRow(texts: Texts, label: string, at: { readonly bucket: string; readonly key: string }) {
  return { label, value: line`${outside(at.bucket, 80)}${texts.colon}${outside(at.key, 300)}` };
}
