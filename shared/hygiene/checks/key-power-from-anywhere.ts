import { type Check, finding, ifActive, OK, withKnown } from './check';
import { aKey } from './samples';

const MOST_NAMED = 3;

/** A grant that is bound to the business's addresses is worth little to a thief elsewhere. */
export const keyPowerFromAnywhere: Check<'key'> = {
  id: 'key-power-from-anywhere',
  about: 'key',
  severity: 'medium',
  title: {
    en: 'Active AccessKey with high-risk rights that no condition binds to a source address',
    zh: '启用中的 AccessKey 拥有高危权限，且未用条件限制来源 IP',
  },
  advice: {
    en: 'Add a condition on acs:SourceIp or acs:SourceVpc to the grant, or a Deny of all other addresses; take away what is not used.',
    zh: '请在授权中加入 acs:SourceIp 或 acs:SourceVpc 条件，或显式拒绝其他来源；收回用不到的权限。',
  },
  equals: ['cloudrec:ALI_CLOUD_RAM User_202503172212_146913'],
  judge: (key) =>
    key.owner.type === 'root'
      ? OK
      : ifActive(key, () =>
          withKnown(key.fromAnywhere, (actions) => {
            if (actions.length === 0) return OK;
            const named = actions.slice(0, MOST_NAMED).join(', ');
            const more = actions.length - MOST_NAMED;
            return finding(
              more > 0 ? `${named} and ${more} more` : named,
              more > 0 ? `${named} 等 ${actions.length} 项` : `包括 ${named}`,
            );
          }),
        ),
  samples: {
    fires: aKey({ highRisk: { value: ['ecs:RunCommand'] }, fromAnywhere: { value: ['ecs:RunCommand'] } }),
    passes: aKey({ highRisk: { value: ['ecs:RunCommand'] } }),
  },
};
