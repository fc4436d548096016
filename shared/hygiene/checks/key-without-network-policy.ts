import { type Check, dateOf, finding, ifActive, OK, withKnown } from './check';
import { aKey, daysAgo } from './samples';

/** Asked of the keys alone that could do harm: each takes a call, and some have their turn each night. */
export const keyWithoutNetworkPolicy: Check<'key'> = {
  id: 'key-without-network-policy',
  about: 'key',
  severity: 'medium',
  title: {
    en: 'Active AccessKey with high-risk rights and without a network policy',
    zh: '启用中的 AccessKey 拥有高危权限，但未设置网络访问限制策略',
  },
  advice: {
    en: 'Set its network policy to the addresses that the program calls from (SetAccessKeyPolicy): a stolen key is then of no use elsewhere.',
    zh: '请把该密钥的网络访问限制策略设为程序实际使用的地址（SetAccessKeyPolicy），这样密钥被盗后在别处无法使用。',
  },
  equals: ['cloudrec:ALI_CLOUD_RAM User_202504031734_497143'],
  judge: (key) =>
    key.owner.type === 'root'
      ? OK
      : ifActive(key, () =>
          withKnown(key.highRisk, (actions) => {
            if (actions.length === 0) return OK;
            return withKnown(key.network, ({ limited, at }) =>
              limited ? OK : finding(`none on ${dateOf(at)}`, `${dateOf(at)} 检查时没有`),
            );
          }),
        ),
  samples: {
    fires: aKey({ highRisk: { value: ['ecs:RunCommand'] }, network: { value: { limited: false, at: daysAgo(3) } } }),
    passes: aKey({ network: { couldNotCheck: 'its turn has not come' } }),
  },
};
