import type { Language, Site } from '../../config/types';
import { consoleLink } from '../consoles';
import type { AlertFacts } from '../facts';
import { type Block, cut, type Line, outside, type Severity, type Span, type Tone } from '../message';
import type { Texts } from '../texts/keys';
import type { Subject } from '../texts/situations';
import { inWords, limited, stepLine } from './alert';
import { commandBlock } from './next';

/** An alert that is not about a decision: its title's rest, how bad it is, and what it says. */
export interface Plain {
  readonly title: string;
  readonly tone: Tone;
  readonly severity: Severity;
  readonly blocks: readonly Block[];
}

type Facts<Kind extends AlertFacts['kind']> = Extract<AlertFacts, { readonly kind: Kind }>;

interface Rows {
  readonly happened?: Line;
  readonly todo: Line;
  readonly who: Span;
}

export function verdict(texts: Texts, tone: Tone, headline: Line, rows: Rows): Block[] {
  const { labels } = texts;
  return [
    { part: 'verdict', kind: 'verdict', tone, line: headline },
    {
      part: 'verdict',
      kind: 'facts',
      rows: [
        ...(rows.happened ? [{ label: labels.happened, value: rows.happened }] : []),
        { label: labels.todo, value: rows.todo },
        { label: labels.who, value: [rows.who] },
      ],
    },
  ];
}

function listed(texts: Texts, title: string, items: readonly string[]): Block[] {
  if (items.length === 0) return [];
  return [
    { part: 'done', kind: 'paragraph', line: [{ strong: title }] },
    { part: 'done', kind: 'list', items: limited(items, texts, (item) => [inWords(item, texts, 500)]) },
  ];
}

/** What a release came to: the words must not give more back than it did. */
function howGiven({ kind, steps }: Facts<'released' | 'approved'>): keyof Texts['given'] {
  if (kind === 'approved') return 'approved';
  if (steps.some((step) => !step.ok)) return 'releasedUndone';
  if (steps.some(({ step }) => step.startsWith('keep-deny'))) return 'releasedKept';
  if (steps.some(({ step }) => step.startsWith('leave-deny'))) return 'releasedLeft';
  return steps.every(({ step }) => step.startsWith('keep-fence')) ? 'releasedNothing' : 'released';
}

/** The key was given back, or a person approved its containment. */
export function givenAlert(facts: Facts<'released' | 'approved'>, texts: Texts, language: Language, site: Site): Plain {
  const how = howGiven(facts);
  const situation = texts.given[how];
  const subject: Subject = {
    key: { key: facts.accessKeyId },
    user: outside(facts.userName, 128),
    account: outside(facts.incidentId.split('/')[0] ?? facts.incidentId),
    page: (page) => consoleLink(site, page),
  };
  const incomplete = facts.steps.some((step) => !step.ok);
  const tone: Tone = incomplete ? 'danger' : 'info';
  const { labels } = texts;
  const commands: Record<typeof facts.kind, Block> = {
    released: commandBlock(texts, texts.decide.approveAgain, 'approve', subject.key),
    approved: commandBlock(texts, texts.decide.release, 'release', subject.key),
  };
  return {
    title: situation.title(cut(facts.userName, 64)),
    tone,
    severity: incomplete ? 'critical' : 'info',
    blocks: [
      ...verdict(texts, tone, situation.headline(subject), {
        todo: situation.todo(subject),
        // Whoever gave it back has to finish it.
        who: incomplete || how === 'releasedLeft' ? outside(facts.by) : texts.decide.byNobody,
      }),
      {
        part: 'owner',
        kind: 'facts',
        rows: [
          { label: labels.by, value: [outside(facts.by)] },
          { label: labels.reason, value: [outside(facts.reason, 500)] },
          { label: labels.user, value: [subject.user] },
          { label: labels.key, value: [subject.key] },
          { label: labels.account, value: [subject.account] },
        ],
      },
      { part: 'done', kind: 'heading', line: [texts.headings.done] },
      facts.steps.length === 0
        ? { part: 'done', kind: 'paragraph', line: [texts.done.nothing] }
        : { part: 'done', kind: 'list', items: facts.steps.map((step) => stepLine(step, texts, language)) },
      { part: 'decide', kind: 'heading', line: [texts.headings.decide] },
      ...(how === 'releasedLeft'
        ? [commandBlock(texts, texts.decide.release, 'release --all-denies', subject.key)]
        : []),
      how === 'releasedUndone' ? commands.approved : commands[facts.kind],
    ],
  };
}

export function responderFailedAlert(facts: Facts<'responder-failed'>, texts: Texts): Plain {
  const words = texts.failure.responder;
  return {
    title: words.title,
    tone: 'danger',
    severity: 'critical',
    blocks: [
      ...verdict(texts, 'danger', words.headline(inWords(facts.what, texts)), {
        todo: [words.todo(facts.consequences.length > 0)],
        who: texts.failure.who,
      }),
      ...listed(texts, words.failures, facts.failures),
      ...listed(texts, words.consequences, facts.consequences),
    ],
  };
}

export function testAlert(facts: Facts<'test'>, texts: Texts): Plain {
  const { title, headline, todo, who } = texts.test;
  return {
    title,
    tone: 'info',
    severity: 'info',
    blocks: verdict(texts, 'info', headline(outside(facts.accountId)), { todo: [todo], who }),
  };
}

export function configurationAlert(facts: Facts<'configuration-invalid'>, texts: Texts): Plain {
  const words = texts.failure.configuration;
  return {
    title: words.title,
    tone: 'danger',
    severity: 'critical',
    blocks: [
      ...verdict(texts, 'danger', [words.headline], { todo: [words.todo], who: texts.failure.who }),
      { part: 'done', kind: 'paragraph', line: [{ strong: words.problems(facts.problems.length) }] },
      // Every problem at once: whoever corrects them should not have to deploy for each.
      { part: 'done', kind: 'list', items: facts.problems.map((problem) => [outside(problem, 500)]) },
    ],
  };
}

export function unparseableAlert(facts: Facts<'event-unparseable'>, texts: Texts): Plain {
  const isLeak = facts.from === 'leak-list';
  const words = isLeak ? { ...texts.failure.event, ...texts.failure.unreadLeaks } : texts.failure.event;
  const { labels } = texts;
  return {
    title: words.title,
    tone: 'decide',
    severity: 'high',
    blocks: [
      ...verdict(texts, 'decide', [words.headline], { todo: [words.todo], who: texts.failure.who }),
      {
        part: 'done',
        kind: 'facts',
        rows: [
          { label: labels.why, value: [inWords(facts.why, texts, 500)] },
          { label: labels.keptAt, value: [outside(facts.keptAt, 300)] },
          { label: labels.size, value: [words.bytes(facts.bytes)] },
        ],
      },
      { part: 'done', kind: 'paragraph', line: [words.others] },
    ],
  };
}

export function tamperedAlert(facts: Facts<'state-tampered'>, texts: Texts): Plain {
  const { objects, putBack = [], unchained = [] } = facts;
  const words = texts.failure.tampered;
  const changed = objects.length + putBack.length;
  const happened = changed > 0 ? words.headline(changed + unchained.length) : words.unchainedAlone(unchained.length);
  return {
    title: words.title,
    tone: 'danger',
    severity: 'critical',
    blocks: [
      ...verdict(texts, 'danger', [happened], {
        todo: [words.todo],
        who: texts.failure.who,
      }),
      ...listed(texts, words.objects, objects),
      ...listed(texts, words.unchained, unchained),
      ...listed(texts, words.putBack, putBack),
    ],
  };
}
