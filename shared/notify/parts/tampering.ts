import type { Language } from '../../config/types';
import type { Doer } from '../../incident/tamper-entries';
import { FREEZE_POLICY, QUARANTINE_GROUP } from '../../ram-policy/documents';
import type { AlertFacts } from '../facts';
import { type Block, cut, join, type Line, line, outside, type Tone } from '../message';
import type { Texts } from '../texts/keys';
import { showTime } from '../time';
import { limited, POLICY_NAMES, stepLine } from './alert';
import { commandBlock } from './next';
import { type Plain, verdict } from './other';

type Facts = Extract<AlertFacts, { readonly kind: 'deny-tampered' }>;

const TONES: Readonly<Record<Facts['stands'], Tone>> = {
  'put-back': 'contained',
  switched: 'danger',
  failing: 'danger',
  asked: 'decide',
  over: 'decide',
};

/** Something of ours was undone outside a release: it was put back, or a person is asked. */
export function tamperingAlert(facts: Facts, texts: Texts, language: Language): Plain {
  const { stands, row, gone, holds, doer, steps, since, lastInPlace } = facts;
  const { tampering: words, labels, headings, decide } = texts;
  const tone = TONES[stands];
  const user = outside(facts.userName, 128);
  const key = { key: facts.accessKeyId };
  const done: Block[] = [
    { part: 'done', kind: 'heading', line: [headings.done] },
    { part: 'done', kind: 'list', items: steps.map((step) => stepLine(step, texts, language)) },
  ];
  return {
    title: words.title[stands](cut(facts.userName, 64)),
    tone,
    severity: tone === 'danger' ? 'critical' : 'high',
    blocks: [
      ...verdict(texts, tone, words.headline[stands](user), {
        happened: [holds === null ? words.why[row] : `${words.why[row]} ${words.holds[holds]}`],
        todo: [words.todo[stands]],
        who: stands === 'put-back' ? decide.byNobody : words.who,
      }),
      {
        part: 'owner',
        kind: 'facts',
        rows: [
          { label: labels.user, value: [user] },
          { label: labels.key, value: [key] },
          {
            label: words.labels.gone,
            value: join(
              limited(gone, texts, (one) => goneLine(one, facts, texts)),
              texts.comma,
            ),
          },
          { label: words.labels.doer, value: doerLine(facts, texts) },
          ...(doer === null ? [] : [{ label: words.labels.call, value: callLine(doer, texts, language) }]),
          ...(lastInPlace === null ? [] : [{ label: words.labels.inPlace, value: [showTime(lastInPlace, language)] }]),
          { label: words.labels.since, value: [showTime(since, language)] },
        ],
      },
      ...(steps.length > 0 ? done : []),
      { part: 'decide', kind: 'heading', line: [headings.decide] },
      ...commands(facts, texts),
    ],
  };
}

function commands({ stands, accessKeyId }: Facts, texts: Texts): Block[] {
  const { tampering: words } = texts;
  const key = { key: accessKeyId };
  if (stands === 'over')
    return [
      commandBlock(texts, words.containAgain, 'approve', key),
      commandBlock(texts, words.noLeak, 'release --false-alarm', key),
    ];
  const release = commandBlock(texts, words.onPurpose, 'release', key);
  return stands === 'put-back' ? [release] : [commandBlock(texts, words.putBack, 'respond', key), release];
}

function goneLine(gone: string, { userName }: Facts, { tampering: { gone: words }, made }: Texts): Line {
  const [, what = gone, name = ''] = /^([a-z-]+)(?::(.+))?$/s.exec(gone) ?? [];
  const user = outside(userName, 128);
  switch (what) {
    case 'attach-quarantine':
      return words.quarantine(POLICY_NAMES.quarantine, user, QUARANTINE_GROUP);
    case 'attach-freeze':
      return words.policy(POLICY_NAMES.freeze, user);
    case 'attach-part':
      return words.quarantine(outside(name, 128), user, QUARANTINE_GROUP);
    case 'policy':
      return words.unsound(outside(name, 128));
    case 'disable-key':
      return words.keyOn({ key: name });
    case 'fence':
      return words.unfenced({ key: name });
    case 'freeze-user':
    case 'freeze-role': {
      const whose = made[what === 'freeze-user' ? 'user' : 'role'](outside(name, 128));
      return words.policy(FREEZE_POLICY, whose);
    }
    default:
      return [outside(gone)];
  }
}

function callLine({ call, at }: Doer, { comma }: Texts, language: Language): Line {
  return join([[outside(call, 80)], ...(at ? [[showTime(at, language)]] : [])], comma);
}

function doerLine({ doer, login }: Facts, { tampering: { doer: words }, comma }: Texts): Line {
  if (doer === null) return [words.unknown];
  const { type, userName, accessKeyId, mfa, isConfirmed, shownBy } = doer;
  const name = outside(userName ?? '?', 128);
  const who = type === 'root-account' ? [words.root] : type === 'assumed-role' ? words.role(name) : words.user(name);
  const how: Line[] = [
    ...(accessKeyId === null ? [] : [line`${words.withKey} ${{ key: accessKeyId }}`]),
    ...(mfa ? [[words.withMfa]] : []),
    ...(login === undefined ? [] : [[words.login[login]]]),
    ...(isConfirmed ? [] : [[shownBy === 'trail' ? words.soFar : words.claimed]]),
  ];
  return join([who, ...how], comma);
}
