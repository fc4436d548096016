import { sha256 } from '../../incident/seal';

const LONGEST = 60;

/** A name as part of an object's key: an identity's name is somebody else's text. Different names stay different. */
export function fileName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, LONGEST);
  return plain === name ? plain : `${plain}-${sha256(name).slice(0, 8)}`;
}
