import type { RunningSandbox } from '../sandbox/start';

/** Of a form that the cloud makes today, of a form of 2016, and of one that no contract rules out. */
export const NAMED_IDS = ['AbcDefGhiJkLmNoP', '0123456789abcdef', 'ak-cn.hangzhou_0001'] as const;
/** What can stand in no path and no command. */
export const UNNAMED_ID = 'odd/key `of` his';

/** The account's key gets this id, wherever the account knows it. */
export function giveId({ keys, world }: RunningSandbox, name: string, accessKeyId: string): void {
  const key = keys.get(name)?.key as { accessKeyId: string } | undefined;
  if (key === undefined) throw new Error(`nobody has a key ${name}`);
  const before = key.accessKeyId;
  key.accessKeyId = accessKeyId;
  for (const one of Object.values(world) as unknown[])
    if (one instanceof Map && one.has(before)) {
      one.set(accessKeyId, one.get(before));
      one.delete(before);
    }
}
