import { withoutKnownSecrets } from './known';
import { withoutLikelySecrets } from './named';

/**
 * Somebody else's text, fit for a message, a log or a state: without secrets, and then cut. Never the other way round:
 * half of a secret is not known for one. `most`: characters. `mark` stands behind what was cut.
 */
export function cutWithoutSecrets(text: string, most: number, mark = ''): string {
  const bare = withoutLikelySecrets(withoutKnownSecrets(text));
  if (bare.length <= most) return bare;
  const characters = [...bare];
  return characters.length <= most ? bare : `${characters.slice(0, most).join('')}${mark}`;
}
