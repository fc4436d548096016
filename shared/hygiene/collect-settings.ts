import type { Cloud } from '../aliyun';
import type { Known, SettingsFacts } from './facts';
import type { Looks } from './looks';

/** What holds for the whole account: four calls, each of which may fail by itself. */
export interface CollectedSettings {
  readonly settings: SettingsFacts;
  readonly rootMfa: Known<boolean>;
  /** How many users RAM counts: what the list of users is held against. */
  readonly userCount: Known<number | undefined>;
}

export async function collectSettings(cloud: Pick<Cloud, 'ims'>, looks: Looks): Promise<CollectedSettings> {
  const [preference, passwords, rootMfa, userCount] = await Promise.all([
    looks.look(() => cloud.ims.getSecurityPreference()),
    looks.look(() => cloud.ims.getPasswordPolicy()),
    looks.look(() => cloud.ims.isRootMfaOn()),
    looks.look(async () => (await cloud.ims.getAccountSummary()).users),
  ]);
  return { settings: { preference, passwords }, rootMfa, userCount };
}
