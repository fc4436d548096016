import { resourceDifference } from '../../shared/ram-policy/document-difference';

const MOST = 6;

/**
 * How a policy in the account differs from what this shell's configuration asks for, by resource, and why that may be.
 * Whoever sees a bucket of his own there compares two configurations before he has anything put back. Pure.
 */
export function differsInWords(is: readonly string[], should: string): string {
  const difference = resourceDifference(is, should);
  if (difference === null) return 'it is no policy document';
  const { missing, more } = difference;
  if (missing.length + more.length === 0) return 'it names the same resources, and other actions or effects';
  const parts = [
    ...(missing.length > 0 ? [`it lacks ${listed(missing)}`] : []),
    ...(more.length > 0 ? [`it names ${listed(more)} besides`] : []),
  ];
  return `${parts.join(', and ')}. If nobody changed it, TOURNIQUET_* of this shell and of the deployment differ: compare them first`;
}

function listed(resources: readonly string[]): string {
  const left = resources.length - MOST;
  return [...resources.slice(0, MOST), ...(left > 0 ? [`${left} more`] : [])].join(', ');
}
