import { notListed } from '../../notify/live-sessions';
import { didBiteLate, givesPower, hasResidual, isReleased, isUnverified } from '../../notify/parts/alert';
import { outside } from '../html';
import { madeLeftOut, madeLoose, sessionsLoose } from '../model';
import { type Page, problemsOf } from '../page';

export type Tone = 'bad' | 'good' | 'warn';

export interface ReportVerdict {
  readonly text: string;
  /** What keeps it from being good, each a sentence. */
  readonly open: readonly string[];
  readonly tone: Tone;
}

/** The verdict in a sentence, what is open beside it, and how grave it is. Good only where a look has shown it and nothing is left open. */
export function verdictOf(page: Page): ReportVerdict {
  const { model, texts, user, time } = page;
  const { incident } = model;
  const { verdict } = texts;
  if (incident.owner.type === 'root') return { text: verdict.root, open: [], tone: 'bad' };
  if (incident.verdict === 'hold')
    return { text: holds(page) ? verdict.heldBesides(user()) : verdict.held(user()), open: [], tone: 'warn' };
  if (isReleased(incident) && incident.releasedBefore) {
    const { by, at } = incident.releasedBefore;
    return { text: verdict.released(user(), outside(by, 64), time(at)), open: [], tone: 'warn' };
  }
  if (incident.verdict === 'contain') return ofContainment(page);
  if (incident.row !== 'already-inactive') return { text: verdict.none, open: [], tone: 'warn' };
  const open = stillOpen(page);
  const isQuiet = model.thief.seen === 'no' && open.length === 0;
  return { text: verdict.inactive(user()), open, tone: isQuiet ? 'good' : 'warn' };
}

const holds = ({ model: { incident } }: Page): boolean => incident.attached !== undefined || incident.keyDisabled;

function ofContainment(page: Page): ReportVerdict {
  const { model, texts, user } = page;
  const { incident, findings } = model;
  const { verdict } = texts;
  if (incident.mode === 'observe') return { text: verdict.observed(user()), open: [], tone: 'warn' };
  if (incident.verification?.state === 'contained, still active')
    return { text: verdict.stillActive(user()), open: [], tone: 'bad' };
  if (!holds(page)) return { text: verdict.notContained(user()), open: [], tone: 'bad' };
  const goesOn = findings.some(({ kind, severity }) => kind === 'success-after-deny' && severity === 'critical');
  if (goesOn) return { text: verdict.goesOn(user()), open: [], tone: 'bad' };
  const late = didBiteLate(incident) ? [verdict.biteLate(problemsOf(page).join('; '))] : [];
  const open = [
    ...(isUnverified(incident) ? [verdict.unverified(problemsOf(page).join('; '))] : []),
    ...(givesPower(incident) ? [verdict.givesPower((incident.verification?.givesPower ?? []).join(', '))] : []),
    ...(hasResidual(incident) ? [verdict.residual] : []),
    ...late,
    ...stillOpen(page),
  ];
  const first = isUnverified(incident) ? verdict.attached(user()) : verdict.contained(user());
  return { text: first, open, tone: open.length > 0 ? 'warn' : 'good' };
}

/** What the attack made and opened that nothing has ended. */
function stillOpen({ model, texts: { verdict }, time }: Page): string[] {
  // Nobody has dealt with what is not even listed.
  const made = madeLoose(model).length + madeLeftOut(model);
  const sessions = sessionsLoose(model);
  const count = sessions.length + notListed(sessions);
  const ends = sessions.map(({ endsAt }) => endsAt ?? '').sort();
  const last = ends.includes('') ? undefined : ends.at(-1);
  return [
    ...(made > 0 ? [verdict.made(made)] : []),
    ...(count > 0 ? [verdict.sessions(count, last === undefined ? undefined : time(last))] : []),
  ];
}
