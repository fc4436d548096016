import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isSecretName, onlyTells } from '../../../shared/secrecy/names';
import { growthForFourTimes, LINEAR_AT_MOST } from '../../growth';
import { inHandbook, withHandbook } from '../../handbook';

describe('a field holds a secret by its name:', () => {
  test.each(
    `AccessKeySecret accessKeySecret access_key_secret accesskeysecret AppSecretValue ClientSecret client_secret SecretData
    SecretString SecretBinary SecretKey secret_access_key PrivateKey PrivateKeyBody PrivateKeyData privateKeyContent
    private_key Base32StringSeed QRCodePNG AuthenticationCode1 SAMLAssertion OIDCToken SecurityToken securitytoken
    x-acs-security-token x-oss-security-token access_token RefreshToken IDToken OAuth2Token bearer_token AuthorizationToken Token
    Password NewPassword DBAccountPassword MasterUserPassword RootPasswd MYSQL_PWD SmtpPassword PasswordHash PassPhrase pass
    UserData userdata Plaintext PlaintextBlob Psk PreSharedKey ApiKey api_key apiKeyValue Kubeconfig Cookie Authorization
    Signature x-oss-signature x-oss-server-side-encryption-customer-key Container.1.EnvironmentVar.2.Value
    ParametersOfNobodyKnowsSecretThing tokens refreshTokens dbpass DbPass passcode userpasscode
    TokenList SecretList Credential Credentials BindCredential credentials EncryptionKey encryptionkey MasterKey SessionKey
    sessionkey SigningKey AccountKey DataKey`.split(/\s+/),
  )('%s', (name) => expect(isSecretName(name)).toBe(true));

  test.each(
    `AccessKeyId UserAccessKeyId OSSAccessKeyId AppSecretId SecretId SecretName SecretNames SecretArn SecretType SecretDataType
    VersionId SecretVersionIds SecretPolicy PasswordPolicy PasswordResetRequired MinimumPasswordLength MaxPasswordAge
    PasswordReusePrevention PasswordNotContainUserName AllowUserToChangePassword SubUserPwdLevel HardExpire NextToken
    nextToken ContinuationToken NextContinuationToken continuation-token ClientToken PageToken TokenValid
    AccessTokenValiditySeconds stsTokenPlayerUid stsTokenPrincipalName max_tokens ApiKeyId ApiKeyName PrivateKeyId
    PublicKey PublicKeyBody KeyPairName UserDataType SAMLProviderArn SAMLAssertionInfo OIDCTokenInfo RoleSessionName
    SignatureMethod SignatureNonce SignatureVersion x-oss-signature-version x-oss-credential
    x-oss-server-side-encryption-key-id Container.1.EnvironmentVar.2.Key EnvironmentId UserName eventId requestId
    mfaAuthenticated sourceIpAddress passed compass bypass passkey SecretaryName max_tokens totalTokens prompt_tokens outputTokens tokensUsed
    X-Amz-Credential CredentialId CredentialType CredentialReport disableInjectCredentials EncryptionKeyId KMSMasterKeyID
    DataKeySpec EventBridgeSessionKeyName`.split(/\s+/),
  )('%s does not', (name) => expect(isSecretName(name)).toBe(false));

  test.each(
    'SecretName AccessKeyId UserName Expiration CreateTime Type Tags KmsKeyId IsManaged EnableRotation'.split(' '),
  )('within one, %s only tells something', (name) => expect(onlyTells(name)).toBe(true));
  test.each('value Item Default text UserKey Name2Value Password CreatedBy pass'.split(' '))(
    'within one, %s does more',
    (name) => expect(onlyTells(name)).toBe(false),
  );

  test.each(['A', 'aA', 'accesskey', '_', '1', 'é'])('made to take long of %s, it takes no longer', (part) => {
    const growth = growthForFourTimes((size) => {
      for (let i = 0; i < 20; i += 1) isSecretName(`${part.repeat(size)}${i}`);
    }, 25_000);
    expect(growth).toBeLessThan(LINEAR_AT_MOST);
  });
});

const contracts = withHandbook('openapi', "the secret fields of the cloud's own contracts");

contracts.describe('of all fields that the contracts name,', () => {
  /** Read one by one: what a caller sends or gets that opens something. `token` of SLS is a list of delimiters. */
  const SECRET: Readonly<Record<string, readonly string[]>> = {
    ims: ['AccessKeySecret', 'AuthenticationCode1', 'AuthenticationCode2', 'Base32StringSeed', 'NewPassword'],
    ram: ['AccessKeySecret', 'AuthenticationCode1', 'AuthenticationCode2', 'Base32StringSeed', 'NewPassword'],
    fc: ['password'],
    sls: ['token'],
    sts: ['AccessKeySecret', 'Credentials', 'OIDCToken', 'SAMLAssertion', 'SecurityToken'],
  };
  const MORE = ['OldPassword', 'Password', 'QRCodePNG'];
  const files = contracts.isHere ? readdirSync(inHandbook('openapi')).filter((name) => name.endsWith('.json')) : [];

  test.each(files)('%s: the secret ones are known, and no other', (file) => {
    const names = new Set<string>();
    collect(JSON.parse(readFileSync(path.join(inHandbook('openapi'), file), 'utf8')), names);
    const service = /^[a-z]+/.exec(file)?.[0] ?? '';
    const expected = [...(SECRET[service] ?? []), ...(service === 'ims' || service === 'ram' ? MORE : [])];
    expect([...names].filter(isSecretName).sort()).toEqual(expected.sort());
  });

  function collect(value: unknown, names: Set<string>): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      if (key === 'properties') for (const name of Object.keys(item as object)) names.add(name);
      if (key === 'name' && typeof item === 'string') names.add(item);
      collect(item, names);
    }
  }
});
