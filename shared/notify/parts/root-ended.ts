import type { Site } from '../../config/types';
import { consoleLink } from '../consoles';
import type { AlertFacts } from '../facts';
import { outside } from '../message';
import type { Texts } from '../texts/keys';
import { inWords } from './alert';
import { type Plain, verdict } from './other';

/** A leaked root key has no power any more, as the nightly credential report shows. */
export function rootEndedAlert(
  facts: Extract<AlertFacts, { readonly kind: 'root-ended' }>,
  texts: Texts,
  site: Site,
): Plain {
  const { labels, rootEnded } = texts;
  return {
    title: rootEnded.title,
    tone: 'info',
    severity: 'info',
    blocks: [
      ...verdict(texts, 'info', [rootEnded.headline], {
        todo: rootEnded.todo(consoleLink(site, 'audit')),
        who: texts.decide.byNobody,
      }),
      {
        part: 'owner',
        kind: 'facts',
        rows: [
          { label: labels.key, value: [{ key: facts.accessKeyId }] },
          { label: labels.account, value: [outside(facts.incidentId.split('/')[0] ?? facts.incidentId)] },
          { label: labels.reason, value: [inWords(facts.reason, texts, 500)] },
        ],
      },
    ],
  };
}
