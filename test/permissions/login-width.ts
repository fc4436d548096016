import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';

const OURS = 'acs:ram:*:1234567890123456:';
const OTHERS = ['CreateLoginProfile', 'DeleteLoginProfile', 'UnbindMFADevice', 'SetSecurityPreference', 'UpdateUser'];

/** What the rights for console logins let be done besides. */
export function besidesLogins(document: string): string[] {
  const policy = parsePolicy(document);
  const may = (action: string, resource: string): boolean =>
    evaluate([policy], { action, resource, context: {} }).decision === 'Allow';
  const spelt = (action: string): string[] => [`ram:${action}`, `ims:${action}`];
  return [
    ...OTHERS.flatMap(spelt).filter((action) => may(action, `${OURS}user/alice`) || may(action, '*')),
    ...['acs:ram:*:9999999999999999:user/alice', `${OURS}role/alice`, `${OURS}group/alice`].filter((resource) =>
      spelt('UpdateLoginProfile').some((action) => may(action, resource)),
    ),
  ];
}
