import type { Line, Span } from '../message';

/** A rotation's stages that wait for a person. */
export type WaitingStage = 'begun' | 'made' | 'handed-over' | 'finished';

/** The words of the reminder that a rotation waits for its next step. */
export interface RotationTexts {
  title(user: string): string;
  headline(user: Span, by: Span): Line;
  readonly happened: Readonly<Record<WaitingStage, string>>;
  readonly todo: Readonly<Record<WaitingStage, string>>;
  readonly who: string;
  readonly next: string;
  readonly undo: string;
  readonly labels: { readonly oldKey: string; readonly newKey: string; readonly since: string };
}
