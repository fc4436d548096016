import { type AuditProgress, isLookDone, isOfChain } from '../../shared/evidence/audit';
import type { Less } from '../../shared/incident/looks';
import type { Collected } from './collect';

/** The looks at one round that died: what the next one leaves out, and what it says of that. An English phrase. */
export interface LeftOut {
  readonly kind: Less;
  readonly why: string;
}

/** Ends the reading where it stands: whatever of it is not done is named as cut. Pure. */
export function cutWhatIsLeft(audit: AuditProgress, why: string): AuditProgress {
  if (audit.done) return audit;
  const looks = audit.looks.map((look) =>
    isLookDone(look)
      ? look
      : {
          ...look,
          slices: look.slices.map((s) => (s.done ? s : { ...s, done: true, problems: [...s.problems, why] })),
        },
  );
  return { ...audit, looks, done: true, chainCut: why };
}

/** What is judged, where all of it was too much; what was read besides stays in the pack. Pure. */
export function onlyRead(collected: Collected, kind: Less): Collected {
  const { audit } = collected;
  const looks = kind === 'no calls' ? [] : audit.looks.filter((look) => isOfChain(look) && look.depth === 0);
  return { ...collected, audit: { ...audit, looks } };
}
