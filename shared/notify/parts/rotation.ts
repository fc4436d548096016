import type { Language } from '../../config/types';
import type { AlertFacts } from '../facts';
import { cut, outside } from '../message';
import type { Texts } from '../texts/keys';
import { showTime } from '../time';
import type { Plain } from './other';

type Facts = Extract<AlertFacts, { readonly kind: 'rotation' }>;

/** A person's rotation of a key waits for its next step. */
export function rotationAlert(facts: Facts, texts: Texts, language: Language): Plain {
  const { labels, rotation, headings } = texts;
  const user = outside(facts.userName, 128);
  const key = { key: facts.accessKeyId };
  return {
    title: rotation.title(cut(facts.userName, 64)),
    tone: 'decide',
    severity: 'high',
    blocks: [
      {
        part: 'verdict',
        kind: 'verdict',
        tone: 'decide',
        line: rotation.headline(user, outside(facts.by)),
      },
      {
        part: 'verdict',
        kind: 'facts',
        rows: [
          { label: labels.happened, value: [rotation.happened[facts.stage]] },
          { label: labels.todo, value: [rotation.todo[facts.stage]] },
          { label: labels.who, value: [rotation.who] },
        ],
      },
      {
        part: 'owner',
        kind: 'facts',
        rows: [
          { label: labels.user, value: [user] },
          { label: rotation.labels.oldKey, value: [key] },
          ...(facts.newKey === null ? [] : [{ label: rotation.labels.newKey, value: [{ key: facts.newKey }] }]),
          { label: rotation.labels.since, value: [showTime(facts.since, language)] },
        ],
      },
      { part: 'decide', kind: 'heading', line: [headings.decide] },
      ...(facts.next === undefined
        ? []
        : [{ part: 'decide', kind: 'command', purpose: [rotation.next], command: [facts.next] } as const]),
      { part: 'decide', kind: 'command', purpose: [rotation.undo], command: [facts.undo] },
    ],
  };
}
