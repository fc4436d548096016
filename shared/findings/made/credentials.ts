import type { AuditEvent } from '../../evidence/types';
import { answerWords, parameter } from '../parameters';
import type { Made } from '../rules/model';
import { answered, asked, somebody, standIn, thing, unnamed, whole } from './forms';

/**
 * The key's id, not the key: services differ in where the answer holds it, and a key that is drawn anew keeps its id. The
 * key is there whether the export names it, masks it or says nothing.
 */
export function modelKeyOf(event: AuditEvent): string | undefined {
  const words = answerWords(event);
  const told = ['apikeyid', 'keyid', 'id'].flatMap((wanted) =>
    words.filter(({ name, word }) => word !== '' && !word.includes('*') && name.toLowerCase() === wanted),
  );
  return told[0]?.word ?? parameter(event, 'ApiKeyId') ?? unnamed('api-key', event);
}

/** A key is called by its id, and where that is not told, by whom it is for. */
export function keyMade(
  type: Made['type'],
  event: AuditEvent,
  id: string | undefined,
  of: string | undefined,
): Made | undefined {
  return thing(type, whole(id)) ?? standIn(type, event, of, id);
}

/** Its sessions bear a function's name, and never a service's. */
export function functionMade(event: AuditEvent): Made | undefined {
  const name = asked(event, 'functionName');
  if (name !== undefined) return thing('function', name);
  const service = event.name === 'CreateFunction' ? undefined : asked(event, 'serviceName');
  return thing('function', service === undefined ? unnamed('function', event) : `service/${service}`, service);
}

/** The ids that lists of credentials know them by; the event stands for one that it does not tell. */
export function credentialMade(event: AuditEvent): Made | undefined {
  const told = (...names: readonly string[]) => whole(answered(event, ...names));
  switch (event.name) {
    case 'CreateAppSecret':
      return thing('app-secret', told('AppSecretId') ?? unnamed('app-secret', event));
    case 'CreateClientKey':
      return keyMade('client-key', event, answered(event, 'ClientKeyId'), parameter(event, 'AapName'));
    case 'CreateSslVpnClientCert':
      return thing('vpn-certificate', told('SslVpnClientCertId') ?? unnamed('vpn-certificate', event));
    case 'CreateApplication':
      return thing('application', told('AppId') ?? unnamed('application', event), parameter(event, 'AppName'));
    default:
      return undefined;
  }
}

/** Whoever comes by a provider of CloudSSO's has a name that the provider chose. */
export function federationMade(event: AuditEvent): Made | undefined {
  const directory = parameter(event, 'DirectoryId');
  if (event.name === 'SetExternalSAMLIdentityProvider')
    return somebody('identity-provider', event, undefined, directory);
  if (event.name === 'CreateUserProvisioning')
    return thing(
      'user-provisioning',
      whole(answered(event, 'UserProvisioningId')) ?? unnamed('user-provisioning', event),
      parameter(event, 'PrincipalName', 'PrincipalId'),
    );
  return somebody('identity-provider', event, asked(event, 'SAMLProviderName', 'OIDCProviderName'));
}

/** CloudSSO's own calls know a user by the id that the answer gave; his sessions name him. */
export function ofCloudSso(event: AuditEvent): Made | undefined {
  if (event.name === 'CreateSCIMServerCredential')
    return thing(
      'scim-credential',
      whole(answered(event, 'CredentialId')) ?? unnamed('scim-credential', event),
      parameter(event, 'DirectoryId'),
    );
  if (event.name !== 'CreateUser') return undefined;
  const name = parameter(event, 'UserName') ?? answered(event, 'UserName');
  if (whole(name) === undefined) return somebody('cloudsso-user', event, name);
  return thing('cloudsso-user', whole(answered(event, 'UserId')) ?? name, name);
}
