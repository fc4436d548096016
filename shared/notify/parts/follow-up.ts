import { CLI, TO_A_FILE } from '../../command-line';
import type { Language, Site } from '../../config/types';
import type { ChecklistItem } from '../../incident/checklist';
import { consoleLink } from '../consoles';
import type { AlertFacts } from '../facts';
import type { FollowUpAbout } from '../follow-up-about';
import { address, type Block, cut, join, type Line, line, outside, type Severity, type Tone } from '../message';
import type { Texts } from '../texts/keys';
import { showTime } from '../time';
import { inWords, knownLine, limited } from './alert';
import { commandBlock } from './next';
import { type Plain, verdict } from './other';

type Facts = Extract<AlertFacts, { readonly kind: 'follow-up' }>;

/** What a day's look at an open incident asks for: each reminder more urgent than the one before. */
export function followUpAlert(facts: Facts, texts: Texts, language: Language, site: Site): Plain {
  const { about, accessKeyId, userName, incidentId, checklist } = facts;
  const { followUp: words, labels, headings, decide } = texts;
  const what = about.what === 'closed' && about.isDenied ? 'closed-denied' : about.what;
  const days = about.what === 'active' ? about.days : 0;
  const { tone, severity } = urgencyOf(about);
  const user = outside(userName, 128);
  const key = { key: accessKeyId };
  const happened = about.what === 'active' || about.what === 'quiet' ? { happened: [words.happened[about.what]] } : {};
  const commands = commandsOf(about, key, texts);
  return {
    title: words.title[what](cut(userName, 64), days),
    tone,
    severity,
    blocks: [
      ...verdict(texts, tone, words.headline[what](user, days), {
        ...happened,
        todo: words.todo[what](consoleLink(site, 'ram')),
        who: about.what === 'closed' ? decide.byNobody : words.who,
      }),
      {
        part: 'owner',
        kind: 'facts',
        rows: [
          { label: labels.user, value: [user] },
          { label: labels.key, value: [key] },
          { label: labels.account, value: [outside(incidentId.split('/')[0] ?? incidentId)] },
          ...useRows(about, texts, language),
        ],
      },
      ...checklistBlocks(checklist, texts, language),
      ...(commands.length > 0 ? [{ part: 'decide', kind: 'heading', line: [headings.decide] } as const] : []),
      ...commands,
    ],
  };
}

function urgencyOf(about: FollowUpAbout): { readonly tone: Tone; readonly severity: Severity } {
  if (about.what === 'active')
    return about.days === 1
      ? { tone: 'decide', severity: 'high' }
      : { tone: 'danger', severity: about.days === 7 ? 'critical' : 'high' };
  return about.what === 'quiet' ||
    about.what === 'half-released' ||
    about.what === 'bills-unread' ||
    about.what === 'unanswered'
    ? { tone: 'decide', severity: 'high' }
    : { tone: 'info', severity: 'info' };
}

function useRows(about: FollowUpAbout, texts: Texts, language: Language) {
  const { followUp: words, labels, comma } = texts;
  if (about.what === 'deletable') return [{ label: words.offSince, value: [showTime(about.since, language)] }];
  if (about.what === 'closed') return [];
  if (about.what === 'bills-unread') return [{ label: words.unread, value: [inWords(about.why, texts, 300)] }];
  if (about.what === 'unanswered')
    return [
      { label: words.question, value: [inWords(about.question, texts, 300)] },
      { label: words.askedSince, value: [showTime(about.since, language)] },
    ];
  if (about.what === 'half-released')
    return [
      { label: words.beganBy, value: [outside(about.by, 128)] },
      { label: words.beganAt, value: [showTime(about.at, language)] },
    ];
  const used: Line = knownLine(about.usedAt, texts, (at) => [at === null ? words.never : showTime(at, language)]);
  const lastUse = { label: labels.lastUse, value: used };
  if (about.what === 'quiet') return [lastUse];
  const from = knownLine(about.from, texts, (ips) =>
    ips.length === 0
      ? [words.nowhere]
      : join(
          limited(ips, texts, (ip) => [address(ip)]),
          comma,
        ),
  );
  return [lastUse, { label: words.from, value: from }];
}

function checklistBlocks(items: readonly ChecklistItem[], texts: Texts, language: Language): Block[] {
  const { followUp: words } = texts;
  const shown = items.map(
    ({ name, standing, at, why }): Line => [
      words.item(words.items[name], standing, at && showTime(at, language)),
      ...(why === undefined ? [] : [' (', inWords(why, texts, 300), ')']),
    ],
  );
  return [
    { part: 'remaining', kind: 'heading', line: [words.checklist] },
    { part: 'remaining', kind: 'list', items: shown },
  ];
}

function commandsOf(about: FollowUpAbout, key: { readonly key: string }, texts: Texts): Block[] {
  const { followUp: words } = texts;
  if (about.what === 'active')
    return [
      {
        part: 'decide',
        kind: 'command',
        purpose: [words.rotate],
        command: line`${CLI} rotate start ${key} ${TO_A_FILE}`,
      },
    ];
  if (about.what === 'half-released')
    return [commandBlock(texts, words.again, 'release', key), commandBlock(texts, words.contain, 'respond', key)];
  if (about.what === 'unanswered')
    return [commandBlock(texts, words.approve, 'approve', key), commandBlock(texts, words.refuse, 'release', key)];
  return about.what === 'closed' && about.isDenied ? [commandBlock(texts, words.release, 'release', key)] : [];
}
