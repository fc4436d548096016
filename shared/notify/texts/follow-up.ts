import type { ChecklistItem, ChecklistName } from '../../incident/checklist';
import type { Line, Span } from '../message';

type What =
  | 'active'
  | 'quiet'
  | 'half-released'
  | 'deletable'
  | 'bills-unread'
  | 'unanswered'
  | 'closed'
  | 'closed-denied';

/** The words of what a day's look at an open incident asks for. */
export interface FollowUpTexts {
  readonly title: Readonly<Record<What, (user: string, days: number) => string>>;
  readonly headline: Readonly<Record<What, (user: Span, days: number) => Line>>;
  readonly happened: { readonly active: string; readonly quiet: string };
  readonly todo: Readonly<Record<What, (ram: Span) => Line>>;
  readonly who: string;
  readonly checklist: string;
  readonly items: Readonly<Record<ChecklistName, string>>;
  item(name: string, standing: ChecklistItem['standing'], at: string | undefined): string;
  readonly from: string;
  readonly nowhere: string;
  readonly never: string;
  readonly offSince: string;
  readonly unread: string;
  readonly question: string;
  readonly askedSince: string;
  readonly beganBy: string;
  readonly beganAt: string;
  readonly approve: string;
  readonly refuse: string;
  readonly again: string;
  readonly contain: string;
  readonly rotate: string;
  readonly release: string;
}
