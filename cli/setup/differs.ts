import { resourceDifference } from '../../shared/ram-policy/document-difference';
import { type NotDenied, notDenied } from '../../shared/ram-policy/not-denied';

const MOST = 6;

/**
 * How a policy in the account differs from what this shell's configuration asks for, and why that may be: first what it
 * must deny and does not, which no configuration explains, then the resources. Whoever sees a bucket of his own among these
 * compares two configurations before he has anything put back. Pure.
 */
export function differsInWords(is: readonly string[], should: string): string {
  const [undenied, resources] = [notDenied(is, should), resourceDifference(is, should)];
  if (undenied === null || resources === null) return 'it is no policy document';
  const { missing, more } = resources;
  const parts = [
    ...undeniedInWords(undenied),
    ...(missing.length > 0 ? [`it lacks ${listed(missing)}`] : []),
    ...(more.length > 0 ? [`it names ${listed(more)} besides`] : []),
  ];
  if (parts.length === 0) return 'it names the same resources, and other actions or effects';
  const why =
    undenied.actions.length > 0
      ? 'Somebody changed it, or another version of ak-tourniquet made it'
      : 'If nobody changed it, TOURNIQUET_* of this shell and of the deployment differ: compare them first';
  return `${parts.join(', and ')}. ${why}`;
}

function undeniedInWords({ actions, of }: NotDenied): readonly string[] {
  if (actions.length === 0) return [];
  if (actions.length === of) return [`it denies nothing of what it must (0 of ${of})`];
  return [`it does not deny ${actions.length} of the ${of} actions that it must: ${listed(actions)}`];
}

function listed(names: readonly string[]): string {
  const left = names.length - MOST;
  return [...names.slice(0, MOST), ...(left > 0 ? [`${left} more`] : [])].join(', ');
}
