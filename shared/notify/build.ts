import { createHash } from 'node:crypto';
import type { Language, Site } from '../config/types';
import type { AlertFacts, IncidentFacts } from './facts';
import { type Block, line, type Message, outside, type Severity, type Span } from './message';
import {
  type AlertContext,
  isReleased,
  nameOf,
  outcomeOf,
  type PartBuilder,
  situationOf,
  subjectOf,
  wordsFor,
} from './parts/alert';
import { consoleAlert } from './parts/console';
import { donePart } from './parts/done';
import { fencedAlert } from './parts/fenced';
import { followUpAlert } from './parts/follow-up';
import { hygieneAlert } from './parts/hygiene';
import { idleKeyAlert, idleKeysAlert } from './parts/idle-keys';
import { decidePart, remainingPart, reportPart } from './parts/next';
import {
  configurationAlert,
  givenAlert,
  type Plain,
  responderFailedAlert,
  tamperedAlert,
  testAlert,
  unparseableAlert,
} from './parts/other';
import { limitedPart, ownerPart } from './parts/owner';
import { rootEndedAlert } from './parts/root-ended';
import { rotationAlert } from './parts/rotation';
import { evidencePart, investigationPart } from './parts/summary';
import { tamperingAlert } from './parts/tampering';
import { applicationPart, billablePart, impactPart, publishedPart, sessionsPart } from './parts/use';
import { severityOf, toneOf, verdictPart, windowPart } from './parts/verdict';
import { en } from './texts/en';
import type { Texts } from './texts/keys';
import { zh } from './texts/zh';
import { showTime } from './time';

export interface BuildOptions {
  /** Whose console the links lead to. */
  readonly site: Site;
}

const TEXTS: Readonly<Record<Language, Texts>> = { zh, en };

export function textsOf(language: Language): Texts {
  return TEXTS[language];
}

/**
 * The message that tells of `facts`, in one language. Asks nobody and reads no clock: the same facts give the same
 * message, id included. Every part of design.md's order is there; what could not be looked at says so.
 */
export function buildAlert(facts: AlertFacts, language: Language, options: BuildOptions): Message {
  const texts = textsOf(language);
  const told = tell(facts, texts, language, options.site);
  const incident = incidentOf(facts);
  return {
    schema: 1,
    id: messageId(facts),
    title: told.title,
    severity: told.severity,
    language,
    at: facts.at,
    keys: keysOf(facts),
    blocks: [
      ...told.blocks,
      { part: 'origin', kind: 'note', line: texts.origin(incident, showTime(facts.at, language)) },
    ],
  };
}

interface Told {
  readonly title: string;
  readonly severity: Severity;
  readonly blocks: readonly Block[];
}

function tell(facts: AlertFacts, texts: Texts, language: Language, site: Site): Told {
  switch (facts.kind) {
    case 'incident':
    case 'summary':
    case 'reminder':
      return incidentAlert(facts, {
        texts,
        language,
        site,
        at: facts.at,
        incident: facts.incident,
        subject: subjectOf(facts.incident, texts, site, language),
      });
    case 'released':
    case 'approved':
      return titled(givenAlert(facts, texts, language, site), texts);
    case 'fenced':
      return titled(fencedAlert(facts, texts, language, site), texts);
    case 'responder-failed':
      return titled(responderFailedAlert(facts, texts), texts);
    case 'configuration-invalid':
      return titled(configurationAlert(facts, texts), texts);
    case 'event-unparseable':
      return titled(unparseableAlert(facts, texts), texts);
    case 'state-tampered':
      return titled(tamperedAlert(facts, texts), texts);
    case 'rotation':
      return titled(rotationAlert(facts, texts, language), texts);
    case 'root-ended':
      return titled(rootEndedAlert(facts, texts, site), texts);
    case 'deny-tampered':
      return titled(tamperingAlert(facts, texts, language), texts);
    case 'follow-up':
      return titled(followUpAlert(facts, texts, language, site), texts);
    case 'console':
      return titled(consoleAlert(facts, texts, language, site), texts);
    case 'idle-keys':
      return titled(idleKeysAlert(facts, texts, language), texts);
    case 'idle-key':
      return titled(idleKeyAlert(facts, texts, language), texts);
    case 'test':
      return titled(testAlert(facts, texts), texts);
    case 'hygiene':
      return titled(hygieneAlert(facts.hygiene, texts, language), texts);
  }
}

/** "AccessKey" stands in every title and text: it is the keyword to give a robot that filters by keyword. */
function titled(plain: Plain, texts: Texts): Told {
  return { ...plain, title: `${texts.tags[plain.tone]} AccessKey${texts.colon}${plain.title}` };
}

/** What follows the verdict, in the order of design.md, "Alerts". */
const AFTER_VERDICT: readonly PartBuilder[] = [
  windowPart,
  ownerPart,
  applicationPart,
  limitedPart,
  impactPart,
  sessionsPart,
  billablePart,
  publishedPart,
  donePart,
  remainingPart,
  decidePart,
];

/** Contained as planned: the summary's headline needs no more than what was found. */
const PLAIN_OUTCOMES: ReadonlySet<string> = new Set(['denied', 'frozen', 'denied-disabled', 'frozen-disabled']);

type OfIncident = Extract<AlertFacts, { readonly incident: IncidentFacts }>;

function incidentAlert(facts: OfIncident, context: AlertContext): Told {
  const { texts, incident, subject } = context;
  const name = nameOf(incident, texts);
  const tag = `${texts.tags[toneOf(context)]}${incident.mode === 'observe' ? ` ${texts.observeTag}` : ''}`;
  const situation = situationOf(context).title(name);
  const after = AFTER_VERDICT.flatMap((part) => part(context));
  const told = (rest: string, blocks: readonly Block[]): Told => ({
    title: `${tag} AccessKey${texts.colon}${rest}`,
    severity: severityOf(context),
    blocks,
  });
  switch (facts.kind) {
    case 'incident': {
      const { confirmedBehind: by } = incident;
      if (by === undefined) return told(situation, [...verdictPart(context), ...after, ...reportPart(context)]);
      const notice = by === 'security-center' ? undefined : (wordsFor(texts.sources, by) ?? by);
      const happened = texts.confirmed.happened(notice);
      const title = texts.confirmed.title(situation);
      return told(title, [...verdictPart(context, { happened }), ...after, ...reportPart(context)]);
    }
    case 'reminder': {
      const stays =
        incident.attached || incident.keyDisabled ? 'contained' : isReleased(incident) ? 'released' : 'open';
      const happened = texts.reminder.happened(facts.hours, facts.approved ? 'approved' : stays);
      return told(texts.reminder.title(facts.hours, situation), [
        ...verdictPart(context, { happened }),
        ...after,
        ...reportPart(context),
      ]);
    }
    case 'summary': {
      const found = texts.summary.headline(subject, facts.summary, incident.thief.seen);
      // Who gave the power back, what came through, what waits for a person: no count of calls says that.
      const isPlain = PLAIN_OUTCOMES.has(outcomeOf(incident) ?? 'none');
      const own = situationOf(context).headline(subject);
      // That it leaked nobody has said where nothing is recorded.
      const isRecorded = incident.record === undefined;
      const headline = isPlain ? found : isRecorded ? line`${own} ${found}` : own;
      const title = isRecorded ? texts.summary.title(name) : situation;
      return told(title, [
        ...verdictPart(context, { headline }),
        ...investigationPart(context, facts.summary),
        ...after,
        ...evidencePart(context, facts.summary),
      ]);
    }
  }
}

function incidentOf(facts: AlertFacts): Span | undefined {
  if ('incident' in facts) return outside(facts.incident.incidentId);
  return 'incidentId' in facts ? outside(facts.incidentId) : undefined;
}

function keysOf(facts: AlertFacts): readonly string[] {
  if (facts.kind === 'rotation') return [facts.accessKeyId, ...(facts.newKey === null ? [] : [facts.newKey])];
  if (facts.kind === 'idle-keys') return facts.steps.map(({ accessKeyId }) => accessKeyId);
  if ('accessKeyId' in facts) return [facts.accessKeyId];
  if (facts.kind === 'hygiene') return [...new Set(facts.hygiene.worst.flatMap((one) => one.accessKeyId ?? []))];
  if (!('incident' in facts)) return [];
  const { accessKeyId, owner } = facts.incident;
  return [accessKeyId, ...(owner.type === 'ram-user' ? owner.otherKeys.map(({ id }) => id) : [])];
}

/** `20260501T031245Z-incident-1a2b3c4d5e6f`: sorts by time, tells the same facts from others, names nobody. */
function messageId(facts: AlertFacts): string {
  const at = facts.at.replace(/\.\d+/, '').replace(/[^0-9TZ]/g, '');
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12);
  return `${at}-${facts.kind}-${hash}`;
}
