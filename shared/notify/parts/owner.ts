import type { Block, Line } from '../message';
import { join, line, outside } from '../message';
import { showTime } from '../time';
import { type AlertContext, isReleased, knownLine, limited, type PartBuilder, wordsFor } from './alert';

/** Whose key it is, how mighty, and what it can still do as things stand. */
export const ownerPart: PartBuilder = (context) => {
  const { texts, incident, subject, language } = context;
  const { labels, owner: words } = texts;
  const { owner } = incident;
  const user: Line =
    owner.type === 'root'
      ? [texts.root]
      : owner.type === 'ram-user' || incident.row === 'deleted'
        ? [subject.user]
        : words.claimed(subject.user);
  const rows = [
    { label: labels.user, value: user },
    { label: labels.key, value: [subject.key] },
    { label: labels.account, value: [subject.account] },
  ];
  if (owner.type === 'ram-user') {
    const administrator = knownLine(owner.administrator, texts, (is) =>
      is ? [{ strong: words.administrator(true) }] : [words.administrator(false)],
    );
    rows.push({ label: labels.administrator, value: administrator });
  }
  if (owner.type === 'root') rows.push({ label: labels.administrator, value: [{ strong: words.administrator(true) }] });
  if (owner.type !== 'unknown') rows.push({ label: labels.stillAble, value: [stillAble(context)] });
  if (incident.lastUse)
    rows.push({
      label: labels.lastUse,
      value: knownLine(incident.lastUse, texts, (at) => [at === null ? words.neverUsed : showTime(at, language)]),
    });
  rows.push({ label: labels.source, value: [wordsFor(texts.sources, incident.source) ?? outside(incident.source)] });
  return [
    { part: 'owner', kind: 'heading', line: [texts.headings.owner] },
    { part: 'owner', kind: 'facts', rows },
  ];
};

function stillAble({ texts, incident }: AlertContext): string {
  const { owner } = texts;
  if (incident.keyDeleted) return owner.ableDeleted;
  if (incident.keyDisabled || incident.row === 'already-inactive') return owner.ableDisabled;
  if (isReleased(incident)) return owner.ableReleased;
  if (incident.attached === 'freeze') return owner.ableFreeze;
  return incident.attached === 'quarantine' ? owner.ableQuarantine : owner.ableAll;
}

/** The deny binds the user, so it binds more than the leaked key; without one, the rest is open. */
export const limitedPart: PartBuilder = ({ texts, incident }) => {
  const { owner } = incident;
  if (owner.type !== 'ram-user') return [];
  const { labels, owner: words } = texts;
  const keys = owner.otherKeys;
  const otherKeys: Line =
    keys.length === 0
      ? [texts.none]
      : join(
          limited(keys, texts, ({ id, status }) => words.otherKey({ key: id }, outside(status))),
          texts.comma,
        );
  const console = knownLine(owner.console, texts, (has) => {
    if (!has) return [words.console.absent];
    return [incident.attached ? words.console.limited : words.console.open];
  });
  const blocks: Block[] = [
    { part: 'limited', kind: 'heading', line: [texts.headings.limited] },
    { part: 'limited', kind: 'paragraph', line: line`${incident.attached ? words.limitedToo : words.notLimited}` },
    {
      part: 'limited',
      kind: 'facts',
      rows: [
        { label: labels.otherKeys, value: otherKeys },
        { label: labels.console, value: console },
      ],
    },
  ];
  return blocks;
};
